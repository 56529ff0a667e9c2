//! What only SQLite has: a table is changed by building it anew.

use crate::support::{Database, Draft};
use larder::migrate::{Embedded, Migrator};
use larder_format::{Dialect, PlanFile};

async fn family(test: &str) -> Database {
    let database = Database::create(Dialect::Sqlite, test).await.expect("SQLite is always tested");
    let up = "CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT) STRICT;
        CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE) STRICT;
        CREATE VIEW names AS SELECT name FROM parents;
        CREATE TRIGGER touched AFTER INSERT ON children BEGIN UPDATE parents SET name = name || '!'; END;
        INSERT INTO parents VALUES (1, 'a');
        INSERT INTO children VALUES (1, 1), (2, 1);";
    database.write(
        "0001_family",
        &[],
        Draft { up, down: "DROP TABLE children; DROP VIEW names; DROP TABLE parents;", ..Draft::default() },
    );
    database
}

#[tokio::test]
async fn a_rebuilt_table_keeps_the_rows_of_its_children() {
    let database = family("rebuild").await;
    let up = "CREATE TABLE new_parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        INSERT INTO new_parents (id, name) SELECT id, name FROM parents;
        DROP TABLE parents;
        ALTER TABLE new_parents RENAME TO parents;";
    database.write("0002_name_not_null", &["0001_family"], Draft { up, down: "SELECT 1;", ..Draft::default() });
    database.migrator().migrate().await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM children").await, Some(2));
    assert_eq!(database.number("SELECT count(*) FROM names WHERE name = 'a!!'").await, Some(1));
    let sql = "SELECT count(*) FROM pragma_foreign_key_list('children') WHERE \"table\" = 'parents'";
    assert_eq!(database.number(sql).await, Some(1));
}

#[tokio::test]
async fn a_run_that_breaks_a_foreign_key_changes_nothing() {
    let database = family("broken").await;
    database.write(
        "0002_lose",
        &["0001_family"],
        Draft { up: "DELETE FROM parents;", down: "SELECT 1;", ..Draft::default() },
    );
    let error = database.migrator().migrate().await.unwrap_err();
    assert!(error.to_string().contains("2 rows of children refer to missing rows of parents"), "{error}");
    assert!(error.report().applied.is_empty());
    assert!(!database.has_table("children").await);
}

#[tokio::test]
async fn embedded_migrations_are_those_of_the_folder() {
    let database = family("embedded").await;
    let folder = database.migrations().join("0001_family");
    let read = |name: &str| -> &'static str { std::fs::read_to_string(folder.join(name)).unwrap().leak() };
    let one = Embedded {
        id: "0001_family",
        plan: read("plan.toml"),
        postgres_up: read("postgres.up.sql"),
        postgres_down: read("postgres.down.sql"),
        mysql_up: read("mysql.up.sql"),
        mysql_down: read("mysql.down.sql"),
        sqlite_up: read("sqlite.up.sql"),
        sqlite_down: read("sqlite.down.sql"),
    };
    let embedded = Migrator::embedded(&database.url, vec![one].leak()).unwrap();
    assert_eq!(embedded.migrate().await.unwrap().applied.len(), 1);
    assert!(database.migrator().migrate().await.unwrap().applied.is_empty());
    assert!(PlanFile::parse(one.plan).is_ok());
}

#[tokio::test]
async fn a_database_in_memory_is_migrated_on_its_own_connection() {
    use sqlx::Connection as _;
    let database = family("memory").await;
    let connection = sqlx::SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let migrator = Migrator::from_folder("sqlite::memory:", database.migrations()).unwrap();
    let (connection, report) = migrator.migrate_sqlite(connection).await;
    assert_eq!(report.unwrap().applied.len(), 1);
    let (mut connection, report) = migrator.migrate_sqlite(connection).await;
    assert!(report.unwrap().applied.is_empty());
    assert!(sqlx::raw_sql("INSERT INTO children VALUES (9, 9)").execute(&mut connection).await.is_err());
}

#[tokio::test]
async fn a_status_creates_no_file() {
    let database = family("status").await;
    assert_eq!(database.migrator().status().await.unwrap().pending().count(), 1);
    assert!(!database.folder.path().join("test.db").exists());
}

#[test]
fn urls_of_other_databases_are_refused_without_showing_the_password() {
    let error = Migrator::from_folder("oracle://scott:tiger@x/y", "migrations").unwrap_err().to_string();
    assert!(error.contains("oracle") && !error.contains("tiger"), "{error}");
    let migrator = Migrator::from_folder("postgres://scott:tiger@x/y", "migrations").unwrap();
    assert!(!format!("{migrator:?}").contains("tiger"));
}
