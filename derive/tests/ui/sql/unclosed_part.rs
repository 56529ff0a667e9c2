fn main() {
    let name = Some("ada");
    let _ = larder::sql!("SELECT id FROM users WHERE 1 = 1 {if name}AND name = {name}");
}
