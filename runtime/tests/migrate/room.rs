//! Columns that come, go and come again on MySQL and MariaDB, which keep the room of those that went.

use crate::support::{Database, Draft};
use larder_format::Dialect;

const COLUMNS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_went_leave_their_room_to_others() {
    let Some(database) = Database::create(Dialect::MySql, "room").await else { return };
    let up = "CREATE TABLE `us` (id BIGINT PRIMARY KEY) DEFAULT CHARACTER SET utf8mb4;";
    database.write("0001_us", &[], Draft { up, down: "DROP TABLE us;", ..Draft::default() });
    let each = |what: &dyn Fn(usize) -> String| (0..COLUMNS).map(what).collect::<String>();
    // One statement each, as instant changes are made.
    let add = each(&|n| format!("ALTER TABLE `us` ADD COLUMN f{n} VARCHAR(60) NOT NULL DEFAULT '';\n"));
    let drop = each(&|n| format!("ALTER TABLE us DROP COLUMN f{n};\n"));
    let draft = Draft { up: add.leak(), down: drop.leak(), ..Draft::default() };
    database.write("0002_columns", &["0001_us"], draft);
    database.migrator().migrate_to("0001_us").await.unwrap();
    database.execute("INSERT INTO us VALUES (1)").await;
    for _ in 0..3 {
        database.migrator().migrate().await.unwrap();
        database.migrator().rollback(1).await.unwrap();
    }
    assert_eq!(database.number("SELECT count(*) FROM us").await, Some(1));
    database.drop().await;
}
