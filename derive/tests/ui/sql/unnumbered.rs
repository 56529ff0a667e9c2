fn main() {
    let id = 1_i64;
    let _ = larder::sql!("SELECT name FROM users WHERE id = $1", id = id);
}
