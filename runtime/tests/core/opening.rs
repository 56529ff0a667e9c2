//! Opening a store: the schema is brought up, or its lack is told.

use larder::migrate::Embedded;
use larder::support::{Schema, Sql, count};
use larder::{Config, ErrorKind, MigrationPolicy, Runtime};
use larder_format::{PlanFile, checksum, folder};

use crate::world::plain;

static ADD: Sql = plain("Parent.create", "INSERT INTO parents (id) VALUES (1)");
static ADD_ORPHAN: Sql = plain("Child.create", "INSERT INTO children (id, parent_id) VALUES (1, 9)");
static COUNT: Sql = plain("Parent.count", "SELECT count(*) FROM parents");

const PARENTS: (&str, &str) = ("CREATE TABLE parents (id INTEGER PRIMARY KEY);", "DROP TABLE parents;");
const CHILDREN: (&str, &str) = (
    "CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id));",
    "DROP TABLE children;",
);

/// Writes the plan that goes with the SQL, as the generator would.
fn embedded(id: &'static str, parents: Vec<String>, (up, down): (&'static str, &'static str)) -> (Embedded, String) {
    let mut plan = PlanFile::new(id, parents);
    for (_, direction, name) in folder::sql_files() {
        let text = if direction == larder::migrate::Direction::Up { up } else { down };
        plan.files.insert(name, checksum::of(text));
    }
    let reference = plan.reference();
    let plan = plan.render().unwrap().leak();
    let (postgres_up, mysql_up, sqlite_up) = (up, up, up);
    let (postgres_down, mysql_down, sqlite_down) = (down, down, down);
    (Embedded { id, plan, postgres_up, postgres_down, mysql_up, mysql_down, sqlite_up, sqlite_down }, reference)
}

pub(crate) fn schema() -> &'static Schema {
    let (first, reference) = embedded("0001_parents", Vec::new(), PARENTS);
    let (second, head) = embedded("0002_children", vec![reference], CHILDREN);
    Box::leak(Box::new(Schema { constraints: &[], migrations: vec![first, second].leak(), head: Some(head.leak()) }))
}

async fn check_foreign_keys(runtime: &Runtime) {
    let error = runtime.executor().write(&ADD_ORPHAN, &[], Vec::new()).await.unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
}

#[tokio::test]
async fn a_database_in_memory_is_migrated_on_the_connection_of_its_pool() {
    let config = Config::for_url("sqlite::memory:").database(|database| database.min_idle = 0);
    let runtime = Runtime::open(config, schema()).await.unwrap();
    runtime.executor().write(&ADD, &[], Vec::new()).await.unwrap();
    assert_eq!(runtime.executor().one(&COUNT, &[], count).await.unwrap(), 1);
    check_foreign_keys(&runtime).await;

    let migrator = runtime.migrator();
    let status = migrator.status().await.unwrap();
    assert_eq!((status.applied().count(), status.pending().count()), (2, 0));
    assert_eq!(migrator.rollback(1).await.unwrap().rolled_back[0].id, "0002_children");
    assert_eq!(migrator.status().await.unwrap().pending().collect::<Vec<_>>(), ["0002_children"]);
    assert_eq!(migrator.migrate().await.unwrap().applied[0].id, "0002_children");
    assert_eq!(runtime.executor().one(&COUNT, &[], count).await.unwrap(), 1);
    check_foreign_keys(&runtime).await;
}

#[tokio::test]
async fn a_database_behind_the_code_is_refused_where_nothing_is_to_be_migrated() {
    let folder = tempfile::tempdir().unwrap();
    for url in ["sqlite::memory:".to_owned(), format!("sqlite:{}", folder.path().join("test.db").display())] {
        let error = Runtime::open(Config::for_url(&url).migration_enabled(false), schema()).await.err().unwrap();
        assert!(matches!(error.kind(), ErrorKind::Migration(_)), "{error}");
        assert!(error.to_string().contains("0001_parents"), "{error}");
        let config = Config::for_url(url).migration_policy(MigrationPolicy::Warn);
        let warned = Runtime::open(config, schema()).await.unwrap();
        assert_eq!(warned.migrator().status().await.unwrap().pending().count(), 2);
    }
}

#[tokio::test]
async fn a_file_is_migrated_once_and_then_opened_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::for_url(format!("sqlite:{}", folder.path().join("test.db").display()));
    let before = schema().migrator(&config.database);
    assert_eq!(before.status().await.unwrap().pending().count(), 2);
    let first = Runtime::open(config.clone(), schema()).await.unwrap();
    check_foreign_keys(&first).await;
    let second = Runtime::open(config.migration_enabled(false), schema()).await.unwrap();
    assert_eq!(second.migrator().status().await.unwrap().applied().count(), 2);
    assert_eq!(second.db().statistics().total.executions, 0);
}

#[tokio::test]
async fn a_build_whose_migrations_are_not_those_of_its_code_is_refused() {
    let whole = schema();
    let without_last = Schema { migrations: &whole.migrations[..1], ..*whole };
    let of_another = Schema { head: Some("0002_children@0000000000000000"), ..*whole };
    for stale in [without_last, of_another] {
        let error = Runtime::open(Config::for_url("sqlite::memory:"), Box::leak(Box::new(stale))).await.err().unwrap();
        assert!(matches!(error.kind(), ErrorKind::Migration(_)), "{error}");
        assert!(
            error.to_string().contains("this build is stale") && error.to_string().contains("0002_children@"),
            "{error}"
        );
    }
}
