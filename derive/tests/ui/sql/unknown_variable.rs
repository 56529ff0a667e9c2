fn main() {
    let _ = larder::sql!("SELECT name FROM users WHERE id = {id}");
}
