//! A user who may read and nothing else.

use larder::migrate::{Direction, Migrator};
use larder_format::Dialect;

use crate::support::{Database, Draft, config, suite};

suite!(a_reader_sees_the_status_and_changes_nothing);

fn write(database: &Database, id: &str, parents: &[&str]) {
    database.write(id, parents, Draft { up: "SELECT 1;", down: "SELECT 1;", ..Draft::default() });
}

/// Returns the database's URL for a user who may only read, with the statements that remove the user again.
async fn reader(database: &Database) -> Option<(String, &'static str)> {
    let name = format!("reader_{}", std::process::id());
    let schema = database.url.rsplit_once('/').unwrap().1;
    let (grant, revoke) = match database.dialect {
        Dialect::Postgres => (
            format!(
                "CREATE ROLE {name} LOGIN PASSWORD 'secret'; REVOKE CREATE ON SCHEMA public FROM PUBLIC; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {name}"
            ),
            format!("DROP OWNED BY {name}; DROP ROLE {name}"),
        ),
        Dialect::MySql => (
            format!("CREATE USER {name}@'%' IDENTIFIED BY 'secret'; GRANT SELECT ON {schema}.* TO {name}@'%'"),
            format!("DROP USER {name}@'%'"),
        ),
        Dialect::Sqlite => return None,
    };
    database.execute(&grant).await;
    let (scheme, rest) = database.url.split_once("://").unwrap();
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    Some((format!("{scheme}://{name}:secret@{place}"), revoke.leak()))
}

async fn a_reader_sees_the_status_and_changes_nothing(database: &Database) {
    write(database, "0001_a", &[]);
    let Some((url, revoke)) = reader(database).await else { return };
    let reader = Migrator::from_folder(&config(&url), database.migrations());
    assert_eq!(reader.status().await.unwrap().pending().count(), 1);
    assert_eq!(reader.plan(Direction::Up).await.unwrap().len(), 1);
    assert!(reader.migrate().await.is_err());
    assert!(!database.has_table("larder_migrations").await);

    database.migrator().migrate().await.unwrap();
    write(database, "0002_b", &["0001_a"]);
    let status = reader.status().await.unwrap();
    assert_eq!((status.applied().count(), status.pending().count()), (1, 1));
    assert!(reader.migrate().await.is_err());
    database.migrator().migrate().await.unwrap();
    // With nothing to do, a reader's start succeeds.
    assert!(reader.migrate().await.unwrap().applied.is_empty());
    reader.status().await.unwrap().check().unwrap();
    database.execute(revoke).await;
}
