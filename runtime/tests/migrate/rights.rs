//! A user who may read and nothing else.

use larder::migrate::{Direction, Migrator};
use larder_format::Dialect;
use larder_format::plan::Probe;

use crate::support::{Database, Draft, config, one, suite};

suite!(
    a_reader_sees_the_status_and_changes_nothing,
    a_database_that_is_not_there_is_said_so,
    rights_taken_away_meanwhile_leave_a_true_status,
);

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
    Some((url_of(database, &name), revoke.leak()))
}

/// MySQL takes passwords through TLS only.
fn url_of(database: &Database, user: &str) -> String {
    let (scheme, rest) = database.url.split_once("://").unwrap();
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    let mode = if database.dialect == Dialect::MySql { "?ssl-mode=preferred" } else { "" };
    format!("{scheme}://{user}:secret@{place}{mode}")
}

async fn a_database_that_is_not_there_is_said_so(database: &Database) {
    write(database, "0001_a", &[]);
    if database.dialect == Dialect::Sqlite {
        return;
    }
    let migrator = Migrator::from_folder(&config(&format!("{}_not", database.url)), database.migrations());
    for error in [migrator.migrate().await.unwrap_err().to_string(), migrator.status().await.unwrap_err().to_string()] {
        assert!(error.contains("_not") && error.contains("create it (`CREATE DATABASE`)"), "{error}");
    }
}

/// The user may write rows but no longer make tables.
async fn rights_taken_away_meanwhile_leave_a_true_status(database: &Database) {
    let table = |name: &str| Draft {
        up: format!("CREATE TABLE {name} (id BIGINT);").leak(),
        down: format!("DROP TABLE {name};").leak(),
        up_steps: vec![one(Probe::HasTable(name.to_owned()))],
        ..Draft::default()
    };
    database.write("0001_a", &[], table("a"));
    database.migrator().migrate().await.unwrap();
    let name = format!("writer_{}", std::process::id());
    let schema = database.url.rsplit_once('/').unwrap().1;
    let (grant, revoke) = match database.dialect {
        Dialect::Postgres => (
            format!(
                "CREATE ROLE {name} LOGIN PASSWORD 'secret'; REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}"
            ),
            format!("DROP OWNED BY {name}; DROP ROLE {name}"),
        ),
        Dialect::MySql => (
            format!(
                "CREATE USER {name}@'%' IDENTIFIED BY 'secret'; GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.* TO {name}@'%'; GRANT CREATE ON {schema}.larder_migrations_lock TO {name}@'%'"
            ),
            format!("DROP USER {name}@'%'"),
        ),
        Dialect::Sqlite => return,
    };
    database.execute(&grant).await;
    database.write("0002_b", &["0001_a"], table("b"));
    let writer = Migrator::from_folder(&config(&url_of(database, &name)), database.migrations());
    for _ in 0..2 {
        let error = writer.migrate().await.unwrap_err().to_string();
        assert!(error.contains("0002_b up, statement 1 (`CREATE TABLE b") && error.contains("denied"), "{error}");
        let status = writer.status().await.unwrap();
        assert_eq!((status.applied().count(), status.pending().count()), (1, 1));
    }
    assert_eq!(database.migrator().migrate().await.unwrap().applied.len(), 1);
    database.execute(&revoke).await;
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
