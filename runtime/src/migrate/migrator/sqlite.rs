//! SQLite: one connection for lock and work, one transaction for the whole run.

use super::Migrator;
use crate::error::{Error, ErrorKind, Result};
use crate::migrate::cache_log;
use crate::migrate::connection::MigratorConnection;
use crate::migrate::history;
use crate::migrate::lock::{Guard, Wait, file};
use crate::migrate::model::{Goal, Migration};
use crate::migrate::plan::select::select;
use crate::migrate::report::Report;
use crate::migrate::report::failure::database;
use crate::migrate::sqlite::foreign_keys;
use crate::migrate::sqlite::unmanaged::{self, UnmanagedObjects};

/// A table is rebuilt by dropping it: with foreign keys on that deletes the rows of its children, and they cannot be
/// turned off inside a transaction.
const UNCHECKED: &str = "PRAGMA foreign_keys = OFF";

/// The migrator waits for the rest of the time itself and reports it.
const BUSY: &str = "PRAGMA busy_timeout = 1000";

pub(super) async fn run(migrator: &Migrator, goal: Goal<'_>, known: &[Migration], report: &mut Report) -> Result<()> {
    let mut work = migrator.connector.open().await?;
    let mut result = transaction(migrator, &mut work, goal, known, report).await;
    if result.is_err() {
        // The database is as it was before the run.
        let told = std::mem::take(report);
        result = result.map_err(|error| undone(error, &told));
        if work.execute("ROLLBACK").await.is_err() {
            tracing::debug!("no transaction was open");
        }
    }
    work.close().await;
    result
}

/// Says that the migrations reported as done were rolled back with the one that failed.
fn undone(error: Error, told: &Report) -> Error {
    let ErrorKind::Migration(text) = error.kind() else {
        return error;
    };
    if told.applied.is_empty() && told.rolled_back.is_empty() {
        return error;
    }
    let text =
        format!("{text}; SQLite runs all migrations in one transaction, so everything this run did was rolled back");
    Error::with_source(ErrorKind::Migration(text), error)
}

async fn transaction(
    migrator: &Migrator,
    work: &mut MigratorConnection,
    goal: Goal<'_>,
    known: &[Migration],
    report: &mut Report,
) -> Result<()> {
    work.execute(UNCHECKED).await.map_err(|error| database(UNCHECKED, error))?;
    begin(migrator, work).await?;
    history::create(work).await?;
    cache_log::create(work).await?;
    let dialect = work.dialect();
    let entries = history::read(work).await?;
    let jobs = select(goal, &entries, known, dialect)?;
    let unmanaged = UnmanagedObjects::before(&jobs, &entries, known).await?;
    let (broken, unfit) = (foreign_keys::read(work).await?, unmanaged::broken(work).await?);
    migrator.take_all(work, Guard::WholeRun, unmanaged, &migrator.events(), &jobs, report).await?;
    unmanaged::check(work, &unfit).await?;
    foreign_keys::check(work, broken, &jobs).await?;
    work.execute("COMMIT").await.map_err(|error| database("COMMIT", error))
}

/// Begins the write transaction, which other processes and connections may hold for a while.
pub(super) async fn begin(migrator: &Migrator, work: &mut MigratorConnection) -> Result<()> {
    work.execute(BUSY).await.map_err(|error| database(BUSY, error))?;
    let events = migrator.events();
    let mut wait = Wait::new(migrator.times.wait);
    while let Err(error) = work.execute("BEGIN IMMEDIATE").await {
        if !is_busy(&error) {
            return Err(database("BEGIN IMMEDIATE", error));
        }
        if !wait.pause(&events).await {
            let path = migrator.connector.path();
            let holder = path.and_then(|path| file::holder(&path));
            let holder = holder.unwrap_or_else(|| "another process or connection".to_owned());
            let text = format!("waiting for the write lock of the SQLite file, held by {holder}");
            return Err(Error::with_source(ErrorKind::Locked(text), error));
        }
    }
    Ok(())
}

fn is_busy(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(answer) = error else {
        return false;
    };
    // SQLITE_BUSY and SQLITE_LOCKED, in the low byte of an extended code.
    answer.code().and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| matches!(code & 0xff, 5 | 6))
}
