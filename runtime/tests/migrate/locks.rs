//! Changes that have to wait for the application.

use std::sync::{Mutex, mpsc};
use std::time::Duration;

use larder::ErrorKind;
use larder::migrate::{Event, State};
use larder_format::Dialect;
use larder_format::plan::{Backfill, Probe, Step};

use crate::support::{Database, Draft, Held, Progress, execute, numbers_of_mysql, one, suite};

suite!(
    a_change_gives_way_and_is_made_when_the_table_is_free,
    a_change_that_never_gets_its_table_names_who_has_it,
    a_batch_gives_way_to_a_locked_row,
    the_build_of_an_index_tells_how_far_it_is,
    a_step_that_gave_way_and_lost_the_lock_is_not_tried_again,
);

const ADD: &str = "0002_add";

fn write_table(database: &Database, rows: &str) {
    let up = format!("CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, n VARCHAR(40));\nINSERT INTO t {rows};");
    let rows = Step { statements: 1, transactional: true, ..Step::default() };
    let up_steps = vec![one(Probe::HasTable("t".to_owned())), rows];
    database.write("0001_t", &[], Draft { up: up.leak(), down: "DROP TABLE t;", up_steps, ..Draft::default() });
}

fn write_add(database: &Database) {
    let column = |probe: fn(String, String) -> Probe| one(probe("t".to_owned(), "m".to_owned()));
    let draft = Draft {
        up: "ALTER TABLE t ADD COLUMN m BIGINT;",
        down: "ALTER TABLE t DROP COLUMN m;",
        up_steps: vec![column(|table, name| Probe::HasColumn { table, name })],
        down_steps: vec![column(|table, name| Probe::NoColumn { table, name })],
        ..Draft::default()
    };
    database.write(ADD, &["0001_t"], draft);
}

async fn a_change_gives_way_and_is_made_when_the_table_is_free(database: &Database) {
    if database.dialect == Dialect::Sqlite {
        return;
    }
    write_table(database, "VALUES (1, 'a')");
    database.migrator().migrate().await.unwrap();
    write_add(database);
    let held = Held::new(database, "SELECT * FROM t").await;
    let (gave_way, waiting) = mpsc::channel();
    let migrator = database.migrator().lock_timeout(Duration::from_millis(200), 50).on_event(move |event| {
        if let Event::LockTimeout { id: ADD, step: 1, attempt, of: 50, holder } = event {
            gave_way.send((*attempt, (*holder).to_owned())).unwrap();
        }
    });
    let run = tokio::spawn(async move { migrator.migrate().await });
    let seen = tokio::task::spawn_blocking(move || (waiting.recv().unwrap(), waiting.recv().unwrap(), waiting));
    let (first, second, _waiting) = seen.await.unwrap();
    assert_eq!((first.0, second.0), (1, 2));
    assert!(first.1.contains(&held.name), "{}", first.1);
    // Between two attempts the application reads and writes as ever.
    database.execute("INSERT INTO t VALUES (2, 'b')").await;
    held.release().await;
    assert_eq!(run.await.unwrap().unwrap().applied.len(), 1);
    assert_eq!(database.number("SELECT count(*) FROM t WHERE m IS NULL").await, Some(2));
}

async fn a_change_that_never_gets_its_table_names_who_has_it(database: &Database) {
    if database.dialect == Dialect::Sqlite {
        return;
    }
    write_table(database, "VALUES (1, 'a')");
    database.migrator().migrate().await.unwrap();
    write_add(database);
    let held = Held::new(database, "SELECT * FROM t").await;
    let error = database.migrator().lock_timeout(Duration::from_millis(200), 2).migrate().await.unwrap_err();
    assert!(matches!(error.error().kind(), ErrorKind::Locked(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains(ADD) && text.contains("after 2 attempts") && text.contains(&held.name), "{text}");
    assert!(larder::Error::from(error).is_locked());
    // Nothing is half done, so nothing has to be resolved.
    assert_eq!(database.migrator().status().await.unwrap().migrations[1].state, State::Pending);
    held.release().await;
    assert_eq!(database.migrator().migrate().await.unwrap().applied.len(), 1);
}

async fn a_batch_gives_way_to_a_locked_row(database: &Database) {
    if database.dialect == Dialect::Sqlite {
        return;
    }
    write_table(database, "VALUES (1, 'a'), (2, 'b')");
    database.migrator().migrate().await.unwrap();
    let backfill = Some(Backfill { table: "t".to_owned(), key: "id".to_owned() });
    let up_steps = vec![Step { statements: 1, backfill, ..Step::default() }];
    let draft = Draft { up: "UPDATE t SET n = 'c' WHERE n <> 'c'", down: "SELECT 1;", up_steps, ..Draft::default() };
    database.write(ADD, &["0001_t"], draft);
    let held = Held::new(database, "UPDATE t SET n = 'z' WHERE id = 2").await;
    let error = database.migrator().lock_timeout(Duration::from_millis(200), 2).migrate().await.unwrap_err();
    assert!(error.error().is_locked() && error.to_string().contains(&held.name), "{error}");
    assert_eq!(database.number("SELECT count(*) FROM t WHERE n = 'c'").await, Some(0));
    held.release().await;
    database.migrator().migrate().await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM t WHERE n = 'c'").await, Some(2));
}

async fn the_build_of_an_index_tells_how_far_it_is(database: &Database) {
    let rows = match database.dialect {
        Dialect::Postgres => "SELECT i, md5(i::text) FROM generate_series(1, 400000) i".to_owned(),
        Dialect::MySql => format!("SELECT i, LEFT(SHA2(i, 256), 32) FROM ({}) AS n", numbers_of_mysql(300_000)),
        Dialect::Sqlite => return,
    };
    write_table(database, &rows);
    if database.dialect == Dialect::MySql {
        // MySQL measures what is asked for; MariaDB may have no such table, and measures all.
        let measure =
            "UPDATE performance_schema.setup_consumers SET enabled = 'YES' WHERE name LIKE 'events_stages_cur%'";
        execute(database.dialect, &database.url, measure).await.ok();
    }
    let (up, no_transaction) = match database.dialect {
        Dialect::Postgres => ("CREATE INDEX CONCURRENTLY t_n_idx ON t (n);", true),
        _ => ("ALTER TABLE t ADD INDEX t_n_idx (n), ALGORITHM = INPLACE, LOCK = NONE;", false),
    };
    let down = if database.dialect == Dialect::Postgres { "DROP INDEX t_n_idx;" } else { "DROP INDEX t_n_idx ON t;" };
    let (table, name) = ("t".to_owned(), "t_n_idx".to_owned());
    let down_steps = vec![one(Probe::NoIndex { table: table.clone(), name: name.clone() })];
    let probe = Some(Probe::HasIndex { table, name });
    let up_steps = vec![Step { statements: 1, no_transaction, probe, ..Step::default() }];
    database.write("0002_index", &["0001_t"], Draft { up, down, up_steps, down_steps, ..Draft::default() });
    let progress = Progress::default();
    let told = progress.clone();
    let migrator =
        database.migrator().lock_timeout(Duration::from_millis(100), 10).on_event(move |event| told.add(event));
    migrator.migrate().await.unwrap();
    let mut told = progress.take();
    // A server too fast to be looked at gets more to do.
    for _ in 0..8 {
        if !told.is_empty() {
            break;
        }
        migrator.rollback(1).await.unwrap();
        database.execute("INSERT INTO t SELECT t.id + m.id, n FROM t, (SELECT max(id) AS id FROM t) AS m").await;
        migrator.migrate().await.unwrap();
        told = progress.take();
    }
    assert!(!told.is_empty(), "no build was long enough to be looked at");
    assert!(told.iter().all(|(_, done, total)| *done <= total.unwrap()), "{told:?}");
}

/// The lock is lost while a step waits for the application: it is not tried again.
async fn a_step_that_gave_way_and_lost_the_lock_is_not_tried_again(database: &Database) {
    let steal = match database.dialect {
        Dialect::Postgres => {
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'larder migrate %' \
             AND datname = current_database()"
        }
        Dialect::MySql => "UPDATE larder_migrations_lock SET owner = 'another', token = token + 1",
        Dialect::Sqlite => return,
    };
    write_table(database, "VALUES (1, 'a')");
    database.migrator().migrate().await.unwrap();
    write_add(database);
    let held = Mutex::new(Some(Held::new(database, "SELECT * FROM t").await));
    let (dialect, url) = (database.dialect, database.url.clone());
    let migrator = database.migrator().lock_timeout(Duration::from_millis(200), 50).on_event(move |event| {
        if let Event::LockTimeout { id: ADD, attempt: 1, .. } = event {
            let (held, url) = (held.lock().unwrap().take().unwrap(), url.clone());
            let thief = async move {
                execute(dialect, &url, steal).await.unwrap();
                held.release().await;
            };
            std::thread::spawn(|| tokio::runtime::Runtime::new().unwrap().block_on(thief)).join().unwrap();
        }
    });
    let error = migrator.migrate().await.unwrap_err();
    assert!(matches!(error.error().kind(), ErrorKind::Conflict(_)), "{error:?}");
    assert_eq!(database.number("SELECT count(m) FROM t").await, None, "the change was made without the lock");
    database.bury().await;
    assert_eq!(database.migrator().migrate().await.unwrap().applied.len(), 1);
}
