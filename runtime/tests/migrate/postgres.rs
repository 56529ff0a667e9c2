//! What only PostgreSQL has: steps outside a transaction.

use std::time::{Duration, Instant};

use crate::support::{Database, Draft, Held};
use larder::migrate::{Event, State};
use larder_format::Dialect;
use larder_format::plan::{Probe, Step};

const INDEX: &str = "0002_index";

async fn with_index(test: &str) -> Option<Database> {
    let database = Database::create(Dialect::Postgres, test).await?;
    let table = "CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT NOT NULL); INSERT INTO t SELECT i, i % 10 FROM generate_series(1, 20000) i;";
    database.write("0001_table", &[], Draft { up: table, down: "DROP TABLE t;", ..Draft::default() });
    let probe = |probe| Step { statements: 1, no_transaction: true, probe: Some(probe), ..Step::default() };
    let (table, name) = ("t".to_owned(), "t_n_idx".to_owned());
    let draft = Draft {
        up: "ALTER TABLE t ADD COLUMN m BIGINT;\nCREATE INDEX CONCURRENTLY t_n_idx ON t (n);\nUPDATE t SET m = 1;\n",
        down: "DROP INDEX CONCURRENTLY t_n_idx;\nALTER TABLE t DROP COLUMN m;\n",
        up_steps: vec![
            Step {
                statements: 1,
                probe: Some(Probe::HasColumn { table: table.clone(), name: "m".to_owned() }),
                ..Step::default()
            },
            probe(Probe::HasIndex { table: table.clone(), name: name.clone() }),
            Step { statements: 1, ..Step::default() },
        ],
        down_steps: vec![
            probe(Probe::NoIndex { table: table.clone(), name }),
            Step { statements: 1, probe: Some(Probe::NoColumn { table, name: "m".to_owned() }), ..Step::default() },
        ],
        ..Draft::default()
    };
    database.write(INDEX, &["0001_table"], draft);
    Some(database)
}

async fn valid_indexes(database: &Database) -> Option<i64> {
    database.number("SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('t_n_idx') AND indisvalid").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_is_built_concurrently_while_others_wait_for_the_lock() {
    let Some(database) = with_index("concurrent_index").await else { return };
    let runs: Vec<_> = (0..4)
        .map(|_| {
            let migrator = database.migrator();
            tokio::spawn(async move { migrator.migrate().await })
        })
        .collect();
    let mut applied = 0;
    for run in runs {
        applied += run.await.unwrap().unwrap().applied.len();
    }
    assert_eq!(applied, 2);
    assert_eq!(valid_indexes(&database).await, Some(1));
    database.migrator().rollback(1).await.unwrap();
    assert_eq!(valid_indexes(&database).await, Some(0));
    assert_eq!(database.migrator().migrate().await.unwrap().applied.len(), 1);
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_index_of_a_crashed_run_is_built_anew() {
    let Some(database) = with_index("invalid_index").await else { return };
    database.migrator().migrate().await.unwrap();
    database.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass('t_n_idx')").await;
    database
        .execute("UPDATE larder_migrations SET state = 'started' WHERE migration = '0002_index' AND step = 1")
        .await;
    database.execute("DELETE FROM larder_migrations WHERE migration = '0002_index' AND step = 2").await;
    let state = database.migrator().status().await.unwrap().migrations[1].state.clone();
    assert_eq!(state, State::Partial { done: 1, of: 3, undecided: None });
    let report = database.migrator().migrate().await.unwrap();
    assert!(report.applied[0].resumed);
    assert_eq!(valid_indexes(&database).await, Some(1));
    assert_eq!(database.number("SELECT count(*) FROM t WHERE m = 1").await, Some(20000));
    database.drop().await;
}

/// A unique index over duplicates fails and leaves an invalid index, which the next run removes.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_concurrent_build_can_be_tried_again() {
    let Some(database) = with_index("refused_index").await else { return };
    let draft = Draft {
        up: "CREATE UNIQUE INDEX CONCURRENTLY t_n_key ON t (n);",
        down: "DROP INDEX CONCURRENTLY t_n_key;",
        up_steps: vec![Step {
            statements: 1,
            no_transaction: true,
            probe: Some(Probe::HasIndex { table: "t".to_owned(), name: "t_n_key".to_owned() }),
            ..Step::default()
        }],
        down_steps: vec![Step { statements: 1, no_transaction: true, ..Step::default() }],
        ..Draft::default()
    };
    database.write("0003_unique", &[INDEX], draft);
    let error = database.migrator().migrate().await.unwrap_err();
    assert!(error.to_string().contains("0003_unique") && !error.to_string().contains("(n)=("), "{error}");
    assert_eq!(error.report().applied.len(), 2);
    assert!(database.migrator().migrate().await.is_err());
    database.execute("DELETE FROM t WHERE id > 10").await;
    assert_eq!(database.migrator().migrate().await.unwrap().applied.len(), 1);
    database.migrator().status().await.unwrap().check().unwrap();
    database.drop().await;
}

/// A refused unique index would go on refusing rows, though nobody counts on it.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_unique_index_is_removed_at_once() {
    let Some(database) = with_index("refused_unique").await else { return };
    database.migrator().migrate().await.unwrap();
    let probe = Some(Probe::HasIndex { table: "t".to_owned(), name: "t_m_key".to_owned() });
    let up_steps = vec![Step { statements: 1, no_transaction: true, probe, ..Step::default() }];
    let up = "CREATE UNIQUE INDEX CONCURRENTLY t_m_key ON t (m);";
    database.write("0003_unique", &[INDEX], Draft { up, down: "SELECT 1;", up_steps, ..Draft::default() });
    database.migrator().migrate().await.unwrap_err();
    assert_eq!(database.number("SELECT count(*) FROM pg_class WHERE relname = 't_m_key'").await, Some(0));
    assert_eq!(database.migrator().status().await.unwrap().migrations[2].state, State::Pending);
    database.drop().await;
}

/// A DROP INDEX CONCURRENTLY that a crash cut off leaves the index, not valid: it is not gone.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_half_dropped_is_dropped_by_the_next_run() {
    let Some(database) = with_index("half_dropped").await else { return };
    database.migrator().migrate().await.unwrap();
    database.migrator().rollback(1).await.unwrap();
    database.migrator().migrate().await.unwrap();
    database.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass('t_n_idx')").await;
    let columns = "migration, 'down', 0, position, 2, checksum, step_checksum, plan_hash, 'started', applied_at, 0, larder_version";
    database
        .execute(&format!(
            "INSERT INTO larder_migrations (migration, direction, step, position, steps, checksum, step_checksum, plan_hash, state, applied_at, duration_ms, larder_version)
             SELECT {columns} FROM larder_migrations WHERE migration = '0002_index' AND step = 0"
        ))
        .await;
    let report = database.migrator().rollback(1).await.unwrap();
    assert!(report.rolled_back[0].resumed);
    assert_eq!(database.number("SELECT count(*) FROM pg_class WHERE relname = 't_n_idx'").await, Some(0));
    database.drop().await;
}

/// The application holds the table for longer than a statement waits, but not for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_gives_way_to_the_application_and_is_tried_again() {
    let Some(database) = with_index("gives_way").await else { return };
    database.migrator().migrate_to("0001_table").await.unwrap();
    let held = Held::new(&database, "LOCK TABLE t IN ACCESS SHARE MODE").await;
    let (gave_way, waiting) = tokio::sync::mpsc::unbounded_channel();
    let migrator = database.migrator().lock_timeout(Duration::from_millis(200), 50).on_event(move |event| {
        if matches!(event, Event::LockTimeout { .. }) {
            gave_way.send(()).unwrap();
        }
    });
    let mut waiting = waiting;
    let run = tokio::spawn(async move { migrator.migrate().await });
    waiting.recv().await.unwrap();
    held.release().await;
    assert_eq!(run.await.unwrap().unwrap().applied.len(), 1);
    database.drop().await;
}

/// The role's own limit would cut off an index that waits for a transaction; nothing stands between that could keep
/// what is set.
#[tokio::test(flavor = "multi_thread")]
async fn a_build_waits_longer_than_the_role_may() {
    let Some(database) = with_index("limited").await else { return };
    database.migrator().migrate_to("0001_table").await.unwrap();
    let limit = format!("ALTER DATABASE {} SET lock_timeout = '100ms'", database.url.rsplit_once('/').unwrap().1);
    database.execute(&limit).await;
    let held = Held::new(&database, "UPDATE t SET n = n WHERE id = 20000").await;
    let index = Draft {
        up: "CREATE INDEX CONCURRENTLY t_n_idx ON t (n);",
        down: "DROP INDEX t_n_idx;",
        up_steps: vec![Step {
            statements: 1,
            no_transaction: true,
            probe: Some(Probe::HasIndex { table: "t".to_owned(), name: "t_n_idx".to_owned() }),
            ..Step::default()
        }],
        ..Draft::default()
    };
    database.write(INDEX, &["0001_table"], index);
    let migrator = database.migrator();
    let run = tokio::spawn(async move { migrator.migrate().await });
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%' AND wait_event_type = 'Lock' AND now() - query_start > interval '300 ms' AND datname = current_database()";
    let deadline = Instant::now() + Duration::from_secs(60);
    while database.number(waits).await != Some(1) {
        assert!(!run.is_finished(), "{:?}", run.await);
        assert!(Instant::now() < deadline, "the build was never seen to wait for a lock");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    held.release().await;
    assert_eq!(run.await.unwrap().unwrap().applied.len(), 1);
    assert_eq!(valid_indexes(&database).await, Some(1));
    database.drop().await;
}
