//! Steps that change rows in batches.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use larder::migrate::Event;
use larder_format::Dialect;
use larder_format::plan::{Backfill, Probe, Step};
use tokio::sync::Notify;

use crate::support::{Database, Draft, Progress, numbers_of_mysql, one, suite};

suite!(
    rows_are_changed_in_batches,
    batches_cut_off_anywhere_change_each_row_once,
    a_range_by_a_key_of_text_and_of_bytes_reaches_every_row,
    rows_that_must_not_be_stop_a_run_until_they_are_mended,
    a_step_that_holds_the_wrong_statements_is_refused,
);

const FILL: &str = "0002_fill";

fn rows(dialect: Dialect, count: usize) -> String {
    match dialect {
        Dialect::Postgres => format!("SELECT i AS i FROM generate_series(1, {count}) i"),
        Dialect::MySql => numbers_of_mysql(count),
        Dialect::Sqlite => format!("SELECT value AS i FROM generate_series(1, {count})"),
    }
}

/// A table of so many rows with the key that `key` makes of their number.
fn write_table(database: &Database, ty: &str, key: &str, count: usize) {
    let numbers = match database.dialect {
        Dialect::Sqlite => format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT {key}, i, 0 FROM n"
        ),
        dialect => format!("SELECT {key}, i, 0 FROM ({}) AS n", rows(dialect, count)),
    };
    let up = format!(
        "CREATE TABLE t (id {ty} NOT NULL PRIMARY KEY, n BIGINT NOT NULL, hits BIGINT NOT NULL);\nINSERT INTO t {numbers};"
    );
    let rows = Step { statements: 1, transactional: true, ..Step::default() };
    let up_steps = vec![one(Probe::HasTable("t".to_owned())), rows];
    let down_steps = vec![one(Probe::NoTable("t".to_owned()))];
    database.write(
        "0001_t",
        &[],
        Draft { up: up.leak(), down: "DROP TABLE t;", up_steps, down_steps, ..Draft::default() },
    );
}

fn backfill() -> Step {
    let backfill = Some(Backfill { table: "t".to_owned(), key: "id".to_owned() });
    Step { statements: 1, backfill, ..Step::default() }
}

/// Counts every change of a row, so that one made twice shows.
fn write_fill(database: &Database) {
    let draft = Draft {
        up: "UPDATE t SET hits = hits + 1 WHERE (n > 0 OR n < 0) -- all of them",
        down: "UPDATE t SET hits = hits - 1 WHERE n > 0;",
        up_steps: vec![backfill()],
        down_steps: vec![backfill()],
        sqlite_steps: true,
        ..Draft::default()
    };
    database.write(FILL, &["0001_t"], draft);
}

async fn rows_are_changed_in_batches(database: &Database) {
    write_table(database, "BIGINT", "i", 5500);
    write_fill(database);
    let progress = Progress::default();
    let told = progress.clone();
    let migrator = database.migrator().on_event(move |event| told.add(event));
    migrator.migrate().await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM t WHERE hits = 1").await, Some(5500));
    let told = progress.take();
    if database.dialect == Dialect::Sqlite {
        assert_eq!(told, []);
    } else {
        assert!(told.len() >= 3, "{told:?}");
        assert_eq!(told[0], (1, 1000, Some(5500)));
        assert_eq!(told.last(), Some(&(1, 5500, Some(5500))), "{told:?}");
        assert!(told.is_sorted(), "{told:?}");
    }
    migrator.rollback(1).await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM t WHERE hits = 0").await, Some(5500));
}

async fn batches_cut_off_anywhere_change_each_row_once(database: &Database) {
    if database.dialect == Dialect::Sqlite {
        // It runs the statement whole.
        return;
    }
    write_table(database, "BIGINT", "i", 12_000);
    database.migrator().migrate().await.unwrap();
    write_fill(database);
    let progress = Progress::default();
    for round in 1..=3_u32 {
        let (told, enough) = (progress.clone(), Arc::new(Notify::new()));
        let begun = Arc::clone(&enough);
        let (cut, until_cut) = mpsc::channel::<()>();
        let (until_cut, batches) = (Mutex::new(until_cut), AtomicU32::new(0));
        let migrator = database.migrator().on_event(move |event| {
            told.add(event);
            if matches!(event, Event::Progress { .. }) {
                begun.notify_one();
                if batches.fetch_add(1, Ordering::Relaxed) > 0 {
                    // However late the cut comes, the run gets no further than its second batch.
                    tokio::task::block_in_place(|| until_cut.lock().unwrap().recv().unwrap_err());
                }
            }
        });
        let mut run = tokio::spawn(async move { migrator.migrate().await });
        tokio::select! {
            () = enough.notified() => {}
            ended = &mut run => panic!("the run ended before its next batch: {ended:?}"),
        }
        // Into the pause, the query for the next range, its update or its commit.
        tokio::time::sleep(Duration::from_millis(u64::from(round) * 7 % 20)).await;
        run.abort();
        drop(cut);
        assert!(run.await.unwrap_err().is_cancelled());
        database.bury().await;
        let before = progress.take().last().map_or(0, |(_, done, _)| *done);
        assert!(before >= 1000 * u64::from(round), "the batches began anew: {before} in round {round}");
    }
    let told = progress.clone();
    let migrator = database.migrator().on_event(move |event| told.add(event));
    assert!(migrator.migrate().await.unwrap().applied[0].resumed);
    assert_eq!(database.number("SELECT count(*) FROM t WHERE hits = 1").await, Some(12_000));
    assert!(progress.take()[0].1 > 3000);
}

async fn a_range_by_a_key_of_text_and_of_bytes_reaches_every_row(database: &Database) {
    let keys = match database.dialect {
        Dialect::Postgres => [("uuid", "md5(i::text)::uuid"), ("varchar(40)", "'it''s \\ ' || md5(i::text)")],
        Dialect::MySql => [
            ("BINARY(16)", "UNHEX(LEFT(SHA2(i, 256), 32))"),
            ("VARCHAR(40) COLLATE utf8mb4_bin", "CONCAT('it''s \\\\ é', LEFT(SHA2(i, 256), 32))"),
        ],
        Dialect::Sqlite => [("BLOB", "randomblob(16)"), ("TEXT", "'it''s ' || i")],
    };
    for (ty, key) in keys {
        write_table(database, ty, key, 3300);
        write_fill(database);
        database.migrator().migrate().await.unwrap();
        assert_eq!(database.number("SELECT count(*) FROM t WHERE hits = 1").await, Some(3300), "{ty}");
        database.migrator().rollback(2).await.unwrap();
    }
}

async fn rows_that_must_not_be_stop_a_run_until_they_are_mended(database: &Database) {
    write_table(database, "BIGINT", "i", 10);
    let draft = Draft {
        up: "UPDATE t SET hits = 7 WHERE n = 1;\nSELECT id, n FROM t WHERE n > 6 ORDER BY id;",
        down: "SELECT 1;",
        up_steps: vec![
            Step { statements: 1, transactional: true, ..Step::default() },
            Step { statements: 1, expects_no_rows: true, ..Step::default() },
        ],
        sqlite_steps: true,
        ..Draft::default()
    };
    database.write("0002_validate", &["0001_t"], draft);
    for _ in 0..2 {
        let error = database.migrator().migrate().await.unwrap_err().to_string();
        assert!(
            error.contains("statement 2 (`SELECT id, n") && error.contains("(7, 7), (8, 8), (9, 9) and more"),
            "{error}"
        );
    }
    if database.dialect == Dialect::Sqlite {
        database.migrator().migrate_to("0001_t").await.unwrap();
    } else {
        assert_eq!(database.number("SELECT hits FROM t WHERE n = 1").await, Some(7));
    }
    database.execute("UPDATE t SET n = 6 WHERE n > 6").await;
    assert_eq!(database.migrator().migrate().await.unwrap().applied[0].id, "0002_validate");
}

async fn a_step_that_holds_the_wrong_statements_is_refused(database: &Database) {
    let up_steps = vec![Step { statements: 2, ..backfill() }];
    let draft =
        Draft { up: "UPDATE t SET n = 1; UPDATE t SET n = 2;", up_steps, sqlite_steps: true, ..Draft::default() };
    database.write("0001_wrong", &[], draft);
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("step 1") && error.contains("has 2 statements; a backfill"), "{error}");
}
