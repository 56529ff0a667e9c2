//! A run that ends before any one of its statements, whatever kind of step it is at.

use std::cell::Cell;
use std::sync::Once;

use larder::internal::failpoint;
use larder::migrate::{Direction, Migrator};
use larder::search::SearchTokens;
use larder_format::Dialect;
use larder_format::plan::{Backfill, Probe, Step, Tokens};

use crate::support::{Database, Draft, one, suite};

suite!(a_run_that_ends_before_any_statement_is_completed_by_the_next);

const CHANGE: &str = "0002_change";

tokio::task_local! {
    /// How many statements the migrator of this task sends before it ends.
    static LEFT: Cell<u32>;
}

/// Runs `migrator` in a task that ends before its statement `number`; returns whether it came so far.
async fn ends_before(number: u32, migrator: Migrator, direction: Direction) -> bool {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        failpoint::install(|_| {
            let ends = LEFT.try_with(|left| left.replace(left.get().saturating_sub(1)) == 0);
            // Without the noise of a panic.
            if ends == Ok(true) {
                std::panic::resume_unwind(Box::new("the run ends here"));
            }
        });
    });
    let run = async move {
        match direction {
            Direction::Up => migrator.migrate().await,
            Direction::Down => migrator.rollback(2).await,
        }
    };
    match tokio::spawn(LEFT.scope(Cell::new(number), run)).await {
        Ok(done) => {
            done.unwrap();
            false
        }
        Err(_) => true,
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// Every kind of step there is.
fn write_migrations(database: &Database) {
    let rows = Step { statements: 1, transactional: true, ..Step::default() };
    let up_steps = vec![one(Probe::HasTable(text("t"))), rows.clone()];
    let down_steps = vec![one(Probe::NoTable(text("t")))];
    let up = "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, hits BIGINT NOT NULL, body VARCHAR(40) NOT NULL);\nINSERT INTO t VALUES (1, 0, 'one'), (2, 0, 'two');";
    let sqlite_steps = true;
    database.write(
        "0001_t",
        &[],
        Draft { up, down: "DROP TABLE t;", up_steps, down_steps, sqlite_steps, ..Draft::default() },
    );

    let postgres = database.dialect == Dialect::Postgres;
    let (ty, concurrently) = if postgres { ("text[]", "CONCURRENTLY ") } else { ("LONGTEXT", "") };
    let on = if database.dialect == Dialect::MySql { " ON t" } else { "" };
    let up = format!(
        "ALTER TABLE t ADD COLUMN words {ty};\nCREATE UNIQUE INDEX {concurrently}t_body_key ON t (body);\nUPDATE t SET hits = hits + 1;\nUPDATE t SET hits = hits + 1 WHERE id > 0;\nSELECT id FROM t WHERE hits <> 2;"
    );
    let down = format!(
        "UPDATE t SET hits = hits - 2 WHERE hits = 2;\nDROP INDEX {concurrently}t_body_key{on};\nALTER TABLE t DROP COLUMN words;"
    );
    let (table, key) = (text("t"), text("id"));
    let backfill = Some(Backfill { table: table.clone(), key: key.clone() });
    let tokens = Tokens { table: table.clone(), key, columns: vec![text("body")], tenant: None, tokens: text("words") };
    let (index, column) = (text("t_body_key"), text("words"));
    let draft = Draft {
        up: up.leak(),
        down: down.leak(),
        up_steps: vec![
            one(Probe::HasColumn { table: table.clone(), name: column.clone() }),
            Step { no_transaction: postgres, ..one(Probe::HasIndex { table: table.clone(), name: index.clone() }) },
            rows,
            Step { statements: 1, backfill: backfill.clone(), ..Step::default() },
            Step { statements: 1, expects_no_rows: true, ..Step::default() },
            Step { tokens: Some(tokens), ..Step::default() },
        ],
        down_steps: vec![
            Step { statements: 1, backfill, ..Step::default() },
            Step { no_transaction: postgres, ..one(Probe::NoIndex { table: table.clone(), name: index }) },
            one(Probe::NoColumn { table, name: column }),
        ],
        sqlite_steps,
        ..Draft::default()
    };
    database.write(CHANGE, &["0001_t"], draft);
}

async fn check_whole(database: &Database, number: u32) {
    assert_eq!(database.number("SELECT count(*) FROM t WHERE hits = 2").await, Some(2), "statement {number}");
    let words = if database.dialect == Dialect::Postgres { "words[1]" } else { "words" };
    let stored = database.text(&format!("SELECT {words} FROM t WHERE id = 2")).await;
    assert_eq!(stored, SearchTokens::of(None, &["two"]).as_text(), "statement {number}");
    database.migrator().status().await.unwrap().check().unwrap();
}

async fn a_run_that_ends_before_any_statement_is_completed_by_the_next(database: &Database) {
    write_migrations(database);
    let migrator = || database.migrator();
    // Servers take their time for connections and leases, so not all of their statements have their turn.
    let stride = if database.dialect == Dialect::Sqlite { 1 } else { 7 };
    let mut number = 0;
    while ends_before(number, migrator(), Direction::Up).await {
        database.bury().await;
        migrator().migrate().await.unwrap();
        check_whole(database, number).await;
        if ends_before(number, migrator(), Direction::Down).await {
            database.bury().await;
            // The next run completes the way back, and then goes up again.
            migrator().migrate().await.unwrap();
            check_whole(database, number).await;
            assert_eq!(migrator().rollback(2).await.unwrap().rolled_back.len(), 2);
        }
        assert!(!database.has_table("t").await);
        number += stride;
    }
    check_whole(database, number).await;
    let least = if database.dialect == Dialect::Sqlite { 30 } else { 60 };
    assert!(number > least, "{number} statements");
}
