fn main() {
    let _ = larder::sql!({ postgres: "SELECT now()", mariadb: "SELECT NOW()" });
    let _ = larder::sql!({ postgres: "SELECT now()", mysql: "SELECT NOW()" });
}
