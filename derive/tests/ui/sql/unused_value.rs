fn main() {
    let _ = larder::sql!("SELECT COUNT(*) FROM users", since = 1_i64);
}
