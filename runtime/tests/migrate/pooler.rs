//! PostgreSQL behind PgBouncer in transaction mode, which gives every transaction a session that others used before.

use std::time::Duration;

use larder::migrate::{Event, Migrator};
use larder_format::Dialect;
use larder_format::plan::{Backfill, Probe, Step};
use sqlx::Connection as _;

use crate::support::{Database, Draft, Held, config, one};

/// The database's URL by way of the pooler.
fn pooled(database: &Database) -> String {
    let variable = "LARDER_TEST_PGBOUNCER_URL";
    let pooler = std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set; run `cargo xtask test`"));
    let base = pooler.rsplit_once('/').map_or(pooler.as_str(), |(base, _)| base);
    let name = database.url.rsplit_once('/').map_or("", |(_, name)| name);
    format!("{base}/{name}")
}

/// A table, an index built concurrently and a backfill.
fn write_migrations(database: &Database) {
    let up = "CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT NOT NULL); INSERT INTO t SELECT i, 0 FROM generate_series(1, 3000) i;";
    database.write("0001_t", &[], Draft { up, down: "DROP TABLE t;", ..Draft::default() });
    let probe = Probe::HasIndex { table: "t".to_owned(), name: "t_n_idx".to_owned() };
    let backfill = Some(Backfill { table: "t".to_owned(), key: "id".to_owned() });
    let draft = Draft {
        up: "CREATE INDEX CONCURRENTLY t_n_idx ON t (n);\nUPDATE t SET n = n + 1 WHERE n >= 0;\nSELECT 1 FROM t WHERE n <> 1;",
        down: "SELECT 1;",
        up_steps: vec![
            Step { no_transaction: true, ..one(probe) },
            Step { statements: 1, backfill, ..Step::default() },
            Step { statements: 1, expects_no_rows: true, ..Step::default() },
        ],
        ..Draft::default()
    };
    database.write("0002_change", &["0001_t"], draft);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_migrators_share_five_sessions_and_leave_them_as_they_were() {
    let Some(database) = Database::create(Dialect::Postgres, "pooled").await else { return };
    write_migrations(&database);
    let url = pooled(&database);
    let runs: Vec<_> = (0..16)
        .map(|_| {
            let migrator = Migrator::from_folder(&config(&url), database.migrations());
            tokio::spawn(async move { migrator.migrate().await })
        })
        .collect();
    let mut applied = 0;
    for run in runs {
        applied += run.await.unwrap().unwrap().applied.len();
    }
    assert_eq!(applied, 2);
    assert_eq!(database.number("SELECT count(*) FROM t WHERE n = 1").await, Some(3000));
    Migrator::from_folder(&config(&url), database.migrations()).status().await.unwrap().check().unwrap();

    let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(database.number(sql).await, Some(0));
    check_sessions(&url).await;
    database.drop().await;
}

/// Looks at every session of the pooler at once.
async fn check_sessions(url: &str) {
    let mut sessions = Vec::new();
    for _ in 0..5 {
        let mut session = sqlx::PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut session).await.unwrap();
        let sql = "SELECT count(*) FROM pg_settings WHERE source = 'session' AND name LIKE '%timeout%' OR name = 'client_connection_check_interval' AND setting <> '0'";
        let left: i64 = sqlx::query_scalar(sql).persistent(false).fetch_one(&mut session).await.unwrap();
        assert_eq!(left, 0);
        sessions.push(session);
    }
}

/// The pooler does not let the limits of a role be lifted, so they hold, and who runs into them is told what to do.
#[tokio::test(flavor = "multi_thread")]
async fn limits_of_a_role_hold_behind_a_pooler_and_nothing_is_set_on_its_sessions() {
    let Some(database) = Database::create(Dialect::Postgres, "pooled_limit").await else { return };
    write_migrations(&database);
    let name = database.url.rsplit_once('/').unwrap().1;
    database.execute(&format!("ALTER DATABASE {name} SET lock_timeout = '100ms'")).await;
    let url = pooled(&database);
    let migrator = || Migrator::from_folder(&config(&url), database.migrations());
    migrator().migrate_to("0001_t").await.unwrap();
    let held = Held::new(&database, "UPDATE t SET n = n WHERE id = 1").await;
    let error = migrator().lock_timeout(Duration::from_millis(200), 2).migrate().await.unwrap_err().to_string();
    assert!(error.contains("settings of lock_timeout could not be lifted"), "{error}");
    check_sessions(&url).await;
    held.release().await;
    assert_eq!(migrator().migrate().await.unwrap().applied.len(), 1);
    migrator().status().await.unwrap().check().unwrap();
    check_sessions(&url).await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_waits_behind_a_pooler_is_told_for_whom() {
    let Some(database) = Database::create(Dialect::Postgres, "pooled_wait").await else { return };
    write_migrations(&database);
    let url = pooled(&database);
    let (begun, waiting) = tokio::sync::oneshot::channel();
    let (end, until_end) = std::sync::mpsc::channel::<()>();
    let begun = std::sync::Mutex::new((Some(begun), until_end));
    let slow = Migrator::from_folder(&config(&url), database.migrations()).on_event(move |event| {
        if matches!(event, Event::Started { id: "0002_change", .. }) {
            let mut begun = begun.lock().unwrap();
            begun.0.take().map(|begun| begun.send(()));
            begun.1.recv().unwrap_err();
        }
    });
    let slow = std::thread::spawn(move || tokio::runtime::Runtime::new().unwrap().block_on(slow.migrate()));
    waiting.await.unwrap();
    let other = Migrator::from_folder(&config(&url), database.migrations()).lock_wait(Duration::from_millis(300));
    let error = other.migrate().await.unwrap_err();
    drop(end);
    assert!(error.error().is_locked(), "{error:?}");
    assert!(error.to_string().contains(&format!("larder migrate {}@", std::process::id())), "{error}");
    assert_eq!(slow.join().unwrap().unwrap().applied.len(), 2);
    database.drop().await;
}
