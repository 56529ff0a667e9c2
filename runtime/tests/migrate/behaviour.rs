//! The migrator on a real database of each dialect.

use std::sync::{Mutex, mpsc};
use std::time::Duration;

use crate::support::{Database, Draft, config, execute, one, suite};
use larder::ErrorKind;
use larder::migrate::{Direction, Event, Migrator, Resolution, State};
use larder_format::Dialect;
use larder_format::plan::{Operation, Probe, Step};

const TENANTS: &str = "0001_create_tenants";
const USERS: &str = "0002_create_users";
const COUNT: &str = "0003_count";

suite!(
    every_migration_is_applied_once,
    every_step_is_told_as_it_goes,
    rollback_takes_back_the_newest_first,
    an_edited_file_is_refused,
    a_failing_statement_leaves_a_state_to_go_on_from,
    a_rule_that_rows_break_is_named_without_their_values,
    eight_migrators_apply_each_step_once,
    a_killed_run_is_completed_by_the_next,
    runs_killed_at_any_moment_lose_nothing,
    a_run_that_lost_its_lock_begins_nothing_more,
    the_wait_for_the_lock_ends_at_its_limit,
    an_older_binary_rolls_back_what_it_does_not_know,
    a_gap_in_the_history_is_refused,
    undecided_steps_are_probed,
    baseline_records_without_running,
);

fn table(name: &str) -> String {
    name.to_owned()
}

/// Two tables, and a change of rows that shows how often it was made.
fn write_three(database: &Database) {
    let up = "CREATE TABLE tenants (id BIGINT NOT NULL PRIMARY KEY, hits BIGINT NOT NULL);\nINSERT INTO tenants VALUES (1, 0);\n";
    let rows = Step { statements: 1, transactional: true, ..Step::default() };
    let (up_steps, down_steps) =
        (vec![one(Probe::HasTable(table("tenants"))), rows.clone()], vec![one(Probe::NoTable(table("tenants")))]);
    database.write(TENANTS, &[], Draft { up, down: "DROP TABLE tenants;\n", up_steps, down_steps, ..Draft::default() });
    let draft = Draft {
        up: "-- who\nCREATE TABLE users (id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL REFERENCES tenants (id));\nCREATE INDEX users_id_idx ON users (id, tenant_id);\n",
        down: "DROP TABLE users;\n",
        operations: vec![Operation::DropTable { table: table("nothing") }],
        up_steps: vec![
            one(Probe::HasTable(table("users"))),
            one(Probe::HasIndex { table: table("users"), name: table("users_id_idx") }),
        ],
        down_steps: vec![one(Probe::NoTable(table("users")))],
        ..Draft::default()
    };
    database.write(USERS, &[TENANTS], draft);
    let draft = Draft {
        up: "UPDATE tenants SET hits = hits + 1;\n",
        down: "UPDATE tenants SET hits = hits - 1;\n",
        up_steps: vec![rows.clone()],
        down_steps: vec![rows],
        ..Draft::default()
    };
    database.write(COUNT, &[USERS], draft);
}

async fn hits(database: &Database) -> Option<i64> {
    database.number("SELECT hits FROM tenants").await
}

fn ids(taken: &[larder::migrate::MigrationRun]) -> Vec<&str> {
    taken.iter().map(|one| one.id.as_str()).collect()
}

async fn every_migration_is_applied_once(database: &Database) {
    write_three(database);
    let migrator = database.migrator();
    let before = migrator.status().await.unwrap();
    assert_eq!(before.pending().collect::<Vec<_>>(), [TENANTS, USERS, COUNT]);
    assert!(before.check().unwrap_err().to_string().contains("3 pending"));
    assert!(!database.has_table("larder_migrations").await, "status wrote something");
    let planned = migrator.plan(Direction::Up).await.unwrap();
    assert_eq!(planned.iter().map(|step| step.statements.len()).sum::<usize>(), 5);
    assert!(planned.iter().any(|step| step.statements[0].starts_with("CREATE TABLE users")));

    let report = migrator.migrate().await.unwrap();
    assert_eq!(ids(&report.applied), [TENANTS, USERS, COUNT]);
    assert_eq!(hits(database).await, Some(1));
    assert!(migrator.migrate().await.unwrap().applied.is_empty());
    assert_eq!(hits(database).await, Some(1));
    let after = migrator.status().await.unwrap();
    after.check().unwrap();
    assert!(after.migrations.iter().all(|one| matches!(one.state, State::Applied { .. })), "{after:?}");
}

async fn every_step_is_told_as_it_goes(database: &Database) {
    write_three(database);
    let (told, steps) = mpsc::channel();
    let migrator = database.migrator().on_event(move |event| match *event {
        Event::StepStarted { step, of, what, .. } => told.send(format!("begins {step}/{of} {what}")).unwrap(),
        Event::StepFinished { step, of, what, .. } => told.send(format!("ends {step}/{of} {what}")).unwrap(),
        _ => {}
    });
    migrator.migrate_to(USERS).await.unwrap();
    migrator.rollback(1).await.unwrap();
    drop(migrator);
    let steps: Vec<_> = steps.iter().collect();
    let (users, index, back) = (
        "CREATE TABLE users",
        "CREATE INDEX users_id_idx ON users (id, tenant_id)",
        ["begins 1/1 DROP TABLE users", "ends 1/1 DROP TABLE users"],
    );
    let all = if database.dialect == Dialect::Sqlite {
        // One step of all statements.
        vec![format!("begins 1/1 {users} and 1 more"), format!("ends 1/1 {users} and 1 more")]
    } else {
        let step = |number: usize, what| [format!("begins {number}/2 {what}"), format!("ends {number}/2 {what}")];
        [step(1, users), step(2, index)].concat()
    };
    let behind_first = steps.len() - all.len() - 2;
    assert_eq!(steps[behind_first..steps.len() - 2], all);
    assert_eq!(steps[steps.len() - 2..], back);
}

async fn rollback_takes_back_the_newest_first(database: &Database) {
    write_three(database);
    let migrator = database.migrator();
    assert_eq!(ids(&migrator.migrate_to(USERS).await.unwrap().applied), [TENANTS, USERS]);
    assert_eq!(hits(database).await, Some(0));
    migrator.migrate().await.unwrap();
    assert_eq!(migrator.plan(Direction::Down).await.unwrap()[0].id, COUNT);
    assert_eq!(ids(&migrator.rollback(1).await.unwrap().rolled_back), [COUNT]);
    assert_eq!(hits(database).await, Some(0));
    assert_eq!(ids(&migrator.rollback_to(TENANTS).await.unwrap().rolled_back), [USERS]);
    assert!(!database.has_table("users").await);
    assert_eq!(ids(&migrator.migrate().await.unwrap().applied), [USERS, COUNT]);
    assert_eq!(ids(&migrator.rollback(9).await.unwrap().rolled_back), [COUNT, USERS, TENANTS]);
    assert!(!database.has_table("tenants").await);
    assert_eq!(database.number("SELECT count(*) FROM larder_migrations").await, Some(0));
    let error = migrator.rollback_to("0009_nothing").await.unwrap_err();
    assert!(error.to_string().contains("0009_nothing"), "{error}");
    assert!(migrator.migrate_to("0009_nothing").await.unwrap_err().to_string().contains("0009_nothing"));
}

async fn an_edited_file_is_refused(database: &Database) {
    write_three(database);
    let file = database.migrations().join(TENANTS).join(format!("{}.up.sql", database.dialect));
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace('\n', "\r\n")).unwrap();
    database.migrator().migrate().await.unwrap();

    std::fs::write(&file, text.replace("(1, 0)", "(1, 5)")).unwrap();
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains(TENANTS) && error.contains("was edited"), "{error}");

    let plan = database.migrations().join(TENANTS).join("plan.toml");
    let changed = larder_format::checksum::of(&text.replace("(1, 0)", "(1, 5)"));
    let old = larder_format::checksum::of(&text);
    std::fs::write(&plan, std::fs::read_to_string(&plan).unwrap().replace(&old, &changed)).unwrap();
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains(TENANTS) && error.contains("different SQL"), "{error}");
    assert!(database.migrator().status().await.unwrap().check().is_err());
}

async fn a_failing_statement_leaves_a_state_to_go_on_from(database: &Database) {
    write_three(database);
    let id = "0004_more";
    let steps = vec![one(Probe::HasTable(table("more"))), one(Probe::HasTable(table("other")))];
    let up = "CREATE TABLE more (id BIGINT);\nCREATE TABLE other (id NOSUCHTYPE(, );\n";
    let down_steps = vec![one(Probe::NoTable(table("other"))), one(Probe::NoTable(table("more")))];
    let draft = |up| Draft {
        up,
        down: "DROP TABLE other; DROP TABLE more;",
        up_steps: steps.clone(),
        down_steps: down_steps.clone(),
        ..Draft::default()
    };
    database.write(id, &[COUNT], draft(up));
    let error = database.migrator().migrate().await.unwrap_err();
    assert!(error.to_string().contains(id) && error.to_string().contains("statement 2"), "{error}");
    // SQLite does the whole run in one transaction.
    let partial = database.dialect != Dialect::Sqlite;
    let kept = if partial { 3 } else { 0 };
    assert_eq!(error.report().applied.len(), kept, "{error:?}");
    assert_eq!(database.has_table("more").await, partial);
    let state = database.migrator().status().await.unwrap().migrations[3].state.clone();
    assert_eq!(state, if partial { State::Partial { done: 1, of: 2, undecided: None } } else { State::Pending });

    if partial {
        // Half a migration can be taken back, and gone on with.
        assert_eq!(ids(&database.migrator().rollback(1).await.unwrap().rolled_back), [id]);
        assert!(!database.has_table("more").await);
        assert!(database.migrator().migrate().await.is_err());
    }
    database.write(id, &[COUNT], draft("CREATE TABLE more (id BIGINT);\nCREATE TABLE other (id BIGINT);\n"));
    let report = database.migrator().migrate().await.unwrap();
    assert_eq!(report.applied.last().map(|one| (one.id.as_str(), one.resumed)), Some((id, partial)));
    assert!(database.has_table("other").await);
    assert_eq!(hits(database).await, Some(1));
    database.migrator().status().await.unwrap().check().unwrap();
}

async fn a_rule_that_rows_break_is_named_without_their_values(database: &Database) {
    write_three(database);
    let up = "UPDATE tenants SET id = 77;
        CREATE TABLE limited (id BIGINT NOT NULL PRIMARY KEY, CONSTRAINT limited_small_check CHECK (id < 70));
        INSERT INTO limited SELECT id FROM tenants;";
    let step = Step { statements: 3, transactional: true, ..Step::default() };
    let draft = Draft { up, down: "DROP TABLE limited;", up_steps: vec![step.clone()], ..Draft::default() };
    database.write("0004_limited", &[COUNT], Draft { down_steps: vec![Step { statements: 1, ..step }], ..draft });
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("limited_small_check"), "{error}");
    assert!(!error.contains("77"), "{error}");
}

async fn eight_migrators_apply_each_step_once(database: &Database) {
    write_three(database);
    let runs: Vec<_> = (0..8)
        .map(|_| {
            let migrator = database.migrator();
            tokio::spawn(async move { migrator.migrate().await })
        })
        .collect();
    let mut applied = Vec::new();
    for run in runs {
        applied.extend(run.await.unwrap().unwrap().applied);
    }
    assert_eq!(ids(&applied), [TENANTS, USERS, COUNT]);
    assert_eq!(hits(database).await, Some(1));
}

/// The victim of [`a_killed_run_is_completed_by_the_next`]: this test binary, started anew.
#[tokio::test(flavor = "multi_thread")]
async fn killed_process() {
    let (Ok(url), Ok(folder), Ok(end)) =
        (std::env::var("KILLED_URL"), std::env::var("KILLED_FOLDER"), std::env::var("KILLED_AT"))
    else {
        return;
    };
    let migrator = Migrator::from_folder(&config(&url), folder);
    let migrator = migrator.on_event(move |event| match event {
        Event::Started { id, .. } if *id == end => std::process::abort(),
        _ => {}
    });
    migrator.migrate().await.unwrap();
}

fn victim(database: &Database, end: &str) -> std::process::Child {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "behaviour::killed_process"])
        .envs([("KILLED_URL", database.url.as_str()), ("KILLED_AT", end)])
        .env("KILLED_FOLDER", database.migrations())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

async fn runs_killed_at_any_moment_lose_nothing(database: &Database) {
    write_three(database);
    for round in 0..8 {
        let mut run = victim(database, "nowhere");
        tokio::time::sleep(Duration::from_millis(20 + 12 * round)).await;
        let _ = run.kill();
        run.wait().unwrap();
        database.bury().await;
        let report = database.migrator().migrate().await.unwrap();
        assert!(report.applied.len() <= 3, "{report:?}");
        assert_eq!(hits(database).await, Some(1), "round {round}");
        database.migrator().status().await.unwrap().check().unwrap();
        assert_eq!(database.migrator().rollback(9).await.unwrap().rolled_back.len(), 3);
        assert!(!database.has_table("tenants").await);
    }
}

async fn a_killed_run_is_completed_by_the_next(database: &Database) {
    write_three(database);
    for id in [TENANTS, USERS, COUNT] {
        assert!(!victim(database, id).wait().unwrap().success());
        database.bury().await;
    }
    let report = database.migrator().migrate().await.unwrap();
    let rest: &[&str] = if database.dialect == Dialect::Sqlite { &[TENANTS, USERS, COUNT] } else { &[COUNT] };
    assert_eq!(ids(&report.applied), rest);
    assert_eq!(hits(database).await, Some(1));
}

async fn the_wait_for_the_lock_ends_at_its_limit(database: &Database) {
    write_three(database);
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (end, until_end) = mpsc::channel::<()>();
    let begun = Mutex::new((Some(begun), until_end));
    let slow = database.migrator().on_event(move |event| {
        if let Event::Started { id: TENANTS, .. } = event {
            let mut begun = begun.lock().unwrap();
            begun.0.take().unwrap().send(()).unwrap();
            begun.1.recv().unwrap_err();
        }
    });
    // On a runtime of its own, since the listener blocks.
    let slow = std::thread::spawn(move || tokio::runtime::Runtime::new().unwrap().block_on(slow.migrate()));
    has_begun.await.unwrap();
    let error = database.migrator().lock_wait(Duration::from_millis(200)).migrate().await.unwrap_err();
    drop(end);
    assert!(matches!(error.error().kind(), ErrorKind::Locked(_)), "{error:?}");
    let holder = match database.dialect {
        Dialect::Postgres => format!("larder migrate {}@", std::process::id()),
        Dialect::MySql => format!("process {} on ", std::process::id()),
        Dialect::Sqlite => format!("process {} (", std::process::id()),
    };
    assert!(error.to_string().contains(&holder), "{error}");
    assert_eq!(slow.join().unwrap().unwrap().applied.len(), 3);
}

async fn a_run_that_lost_its_lock_begins_nothing_more(database: &Database) {
    let steal = match database.dialect {
        Dialect::Postgres => {
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'larder migrate %' AND datname = current_database()"
        }
        Dialect::MySql => {
            "UPDATE larder_migrations_lock SET owner = 'another', token = token + 1, expires_at = UTC_TIMESTAMP(6) + INTERVAL 2 SECOND"
        }
        // Nothing can take a write transaction away.
        Dialect::Sqlite => return,
    };
    write_three(database);
    let (dialect, url) = (database.dialect, database.url.clone());
    let migrator = database.migrator().on_event(move |event| {
        if matches!(event, Event::Started { id: USERS, .. }) {
            let url = url.clone();
            let thief =
                move || tokio::runtime::Runtime::new().unwrap().block_on(execute(dialect, &url, steal)).unwrap();
            std::thread::spawn(thief).join().unwrap();
        }
    });
    let error = migrator.migrate().await.unwrap_err();
    assert!(matches!(error.error().kind(), ErrorKind::Conflict(_)), "{error:?}");
    assert_eq!(ids(&error.report().applied), [TENANTS]);
    assert!(!database.has_table("users").await);
    assert_eq!(ids(&database.migrator().migrate().await.unwrap().applied), [USERS, COUNT]);
    assert_eq!(hits(database).await, Some(1));
}

async fn an_older_binary_rolls_back_what_it_does_not_know(database: &Database) {
    write_three(database);
    database.migrator().migrate().await.unwrap();
    let known = database.migrations();
    for id in [COUNT, USERS] {
        std::fs::remove_dir_all(known.join(id)).unwrap();
    }
    let migrator = database.migrator();
    let status = migrator.status().await.unwrap();
    assert_eq!(status.migrations[2].state, State::Ahead { compatible: true });
    assert_eq!(status.migrations[1].state, State::Ahead { compatible: false });
    let error = migrator.migrate().await.unwrap_err().to_string();
    assert!(error.contains("ahead") && error.contains(USERS), "{error}");
    assert_eq!(ids(&migrator.rollback_to(TENANTS).await.unwrap().rolled_back), [COUNT, USERS]);
    assert!(!database.has_table("users").await);
    assert_eq!(hits(database).await, Some(0));
    migrator.status().await.unwrap().check().unwrap();
}

async fn a_gap_in_the_history_is_refused(database: &Database) {
    write_three(database);
    database.migrator().migrate().await.unwrap();
    database.execute("DELETE FROM larder_migrations WHERE migration = '0002_create_users'").await;
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("0002_create_users is pending") && error.contains(COUNT), "{error}");

    database
        .execute("UPDATE larder_migrations SET migration = '0002_of_a_branch' WHERE migration = '0003_count'")
        .await;
    let error = database.migrator().migrate().await.unwrap_err().to_string();
    assert!(error.contains("0002_of_a_branch, which is missing here"), "{error}");

    std::fs::create_dir(database.migrations().join("2-users")).unwrap();
    assert!(database.migrator().status().await.unwrap_err().to_string().contains("2-users"));
    std::fs::remove_dir(database.migrations().join("2-users")).unwrap();
    std::fs::remove_dir_all(database.migrations().join(TENANTS)).unwrap();
    let error = database.migrator().status().await.unwrap_err().to_string();
    assert!(error.contains("follows 0001_create_tenants"), "{error}");
}

async fn undecided_steps_are_probed(database: &Database) {
    if database.dialect == Dialect::Sqlite {
        // Its history is written in the transaction of the work, so nothing is ever undecided.
        return;
    }
    write_three(database);
    let migrator = database.migrator();
    migrator.migrate().await.unwrap();
    // As after a kill between a statement and its record: done, done but for the index, and not to be told.
    database
        .execute("UPDATE larder_migrations SET state = 'started' WHERE migration = '0002_create_users' AND step = 0")
        .await;
    assert_eq!(ids(&migrator.migrate().await.unwrap().applied), [USERS]);

    if database.dialect == Dialect::MySql {
        database.execute("ALTER TABLE users DROP INDEX users_id_idx").await;
        database
            .execute(
                "UPDATE larder_migrations SET state = 'started' WHERE migration = '0002_create_users' AND step = 1",
            )
            .await;
        assert_eq!(ids(&migrator.migrate().await.unwrap().applied), [USERS]);
        let sql = "SELECT count(*) FROM information_schema.statistics WHERE table_schema = database() AND index_name = 'users_id_idx' AND seq_in_index = 1";
        assert_eq!(database.number(sql).await, Some(1));
    }
    database.execute("UPDATE larder_migrations SET state = 'started' WHERE migration = '0003_count'").await;
    let error = migrator.migrate().await.unwrap_err().to_string();
    assert!(error.contains("it is unknown whether this step was done") && error.contains(COUNT), "{error}");
    assert!(error.contains("`resolve 0003_count 1 --done` or `--redo`"), "{error}");
    let status = migrator.status().await.unwrap();
    assert_eq!(status.migrations[2].state, State::Partial { done: 0, of: 1, undecided: Some(1) });
    assert!(migrator.resolve(COUNT, 0, Resolution::Done).await.unwrap_err().to_string().contains("start at 1"));
    migrator.resolve(COUNT, 1, Resolution::Done).await.unwrap();
    assert!(migrator.migrate().await.unwrap().applied.is_empty());
    assert!(migrator.resolve(COUNT, 1, Resolution::Redo).await.is_err());
    assert_eq!(hits(database).await, Some(1));
}

async fn baseline_records_without_running(database: &Database) {
    write_three(database);
    assert_eq!(ids(&database.migrator().baseline(USERS).await.unwrap().applied), [TENANTS, USERS]);
    assert!(!database.has_table("tenants").await);
    assert_eq!(database.migrator().status().await.unwrap().pending().collect::<Vec<_>>(), [COUNT]);
}
