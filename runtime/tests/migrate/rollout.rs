//! Two versions of an application at work on one database.

use std::path::Path;

use larder::migrate::{Embedded, Migrator, State};
use larder::support::Schema;
use larder::{Config, MigrationPolicy, Runtime};
use larder_format::plan::{Column, ColumnType, Operation};
use larder_format::{Dialect, folder};

use crate::support::{Database, Draft, config, suite};

suite!(
    an_older_version_opens_its_store_ahead_of_a_compatible_change,
    an_older_version_is_kept_from_what_it_cannot_work_with,
);

const FIRST: &str = "0001_t";

fn write(database: &Database, id: &str, operation: Operation) {
    let draft = Draft {
        up: "ALTER TABLE t ADD COLUMN m BIGINT;",
        down: "ALTER TABLE t DROP COLUMN m;",
        operations: vec![operation],
        ..Draft::default()
    };
    database.write(id, &[FIRST], draft);
}

/// Returns what the older version was built with: the first migration.
fn older(migrations: &Path) -> &'static Schema {
    let read =
        |name: &str| -> &'static str { std::fs::read_to_string(migrations.join(FIRST).join(name)).unwrap().leak() };
    let sql = |dialect, direction| read(&folder::sql_file(dialect, direction));
    use larder_format::Direction::{Down, Up};
    let first = Embedded {
        id: FIRST,
        plan: read(folder::PLAN),
        postgres_up: sql(Dialect::Postgres, Up),
        postgres_down: sql(Dialect::Postgres, Down),
        mysql_up: sql(Dialect::MySql, Up),
        mysql_down: sql(Dialect::MySql, Down),
        sqlite_up: sql(Dialect::Sqlite, Up),
        sqlite_down: sql(Dialect::Sqlite, Down),
    };
    Box::leak(Box::new(Schema { constraints: &[], migrations: vec![first].leak(), head: None }))
}

fn write_first(database: &Database) {
    let draft = Draft { up: "CREATE TABLE t (id BIGINT PRIMARY KEY);", down: "DROP TABLE t;", ..Draft::default() };
    database.write(FIRST, &[], draft);
}

fn store(database: &Database, policy: MigrationPolicy) -> Config {
    Config::for_url(&database.url).migration_policy(policy).database(|database| database.min_idle = 0)
}

async fn an_older_version_opens_its_store_ahead_of_a_compatible_change(database: &Database) {
    write_first(database);
    let column = Column {
        name: "m".to_owned(),
        ty: ColumnType::I64,
        nullable: true,
        default: None,
        stand_in: None,
        native: None,
        generated: None,
        comment: None,
        members: None,
        unchecked: false,
    };
    write(database, "0002_add_m_to_t", Operation::AddColumn { table: "t".to_owned(), column, fill: None });
    let older = older(&database.migrations());
    database.migrator().migrate().await.unwrap();
    for policy in [MigrationPolicy::Migrate, MigrationPolicy::Refuse] {
        let runtime = Runtime::open(store(database, policy), older).await.unwrap();
        let status = runtime.migrator().status().await.unwrap();
        assert_eq!(status.migrations[1].state, State::Ahead { compatible: true });
    }
    assert_eq!(database.number("SELECT count(m) FROM t").await, Some(0));
}

async fn an_older_version_is_kept_from_what_it_cannot_work_with(database: &Database) {
    write_first(database);
    let column = Column {
        name: "m".to_owned(),
        ty: ColumnType::I64,
        nullable: false,
        default: None,
        stand_in: None,
        native: None,
        generated: None,
        comment: None,
        members: None,
        unchecked: false,
    };
    write(database, "0002_add_m_to_t", Operation::AddColumn { table: "t".to_owned(), column, fill: None });
    let older = older(&database.migrations());
    database.migrator().migrate().await.unwrap();
    for policy in [MigrationPolicy::Migrate, MigrationPolicy::Refuse] {
        let error = Runtime::open(store(database, policy), older).await.err().unwrap().to_string();
        assert!(error.contains("the database is ahead: 0002_add_m_to_t"), "{error}");
    }
    Runtime::open(store(database, MigrationPolicy::Warn), older).await.unwrap();
    let migrator = Migrator::embedded(&config(&database.url), older.migrations);
    assert_eq!(migrator.rollback(1).await.unwrap().rolled_back[0].id, "0002_add_m_to_t");
    Runtime::open(store(database, MigrationPolicy::Refuse), older).await.unwrap();
}
