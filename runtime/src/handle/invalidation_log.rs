//! The invalidation log: writes that Redis could not be told of, in a table of the database.
//!
//! An entry is written by the transaction of the write itself, so that it is there if and only if the write is. While
//! Redis answers, nothing is written.

use crate::connection::Lease;
use crate::connection::prepared::RowCount;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::{self, Engine};
use crate::handle::Executor;
use crate::statement::{Origin, Sql, Statement};
use crate::value::Row;

/// Entries that one statement reads.
pub(crate) const PAGE: usize = 1000;
/// Entries that one statement deletes at most.
const TRIMMED: i64 = 1000;

/// What logs call these statements.
const NAME: &str = "invalidation log";

const ADD: Sql = Sql::each(
    "",
    NAME,
    "INSERT INTO larder_cache_log (written_at, names) VALUES (extract(epoch FROM clock_timestamp())::bigint, $1)",
    "INSERT INTO larder_cache_log (written_at, names) VALUES (UNIX_TIMESTAMP(), ?)",
    "INSERT INTO larder_cache_log (written_at, names) VALUES (CAST(strftime('%s', 'now') AS INTEGER), $1)",
);

/// The first row is the last one that was read, and only shows that the table is still the same.
const READ: Sql = Sql::new(
    "",
    NAME,
    "SELECT seq, CASE WHEN seq = $1 THEN '' ELSE names END FROM larder_cache_log WHERE seq >= $2 ORDER BY seq LIMIT 1000",
    "SELECT seq, CASE WHEN seq = ? THEN '' ELSE names END FROM larder_cache_log WHERE seq >= ? ORDER BY seq LIMIT 1000",
);

const FIRST: Sql = Sql::same("", NAME, "SELECT seq FROM larder_cache_log ORDER BY seq LIMIT 1");

/// The last entry stays, so that no server begins to number from one again.
const TRIM: Sql = Sql::each(
    "",
    NAME,
    "DELETE FROM larder_cache_log WHERE seq < $1 AND written_at < extract(epoch FROM clock_timestamp())::bigint - $2",
    "DELETE FROM larder_cache_log WHERE seq < ? AND written_at < UNIX_TIMESTAMP() - ?",
    "DELETE FROM larder_cache_log WHERE seq < $1 AND written_at < CAST(strftime('%s', 'now') AS INTEGER) - $2",
);

/// An entry with its number; numbers grow, but not in the order in which transactions commit.
pub(crate) struct LogEntry {
    pub(crate) number: i64,
    pub(crate) text: String,
}

/// Adds an entry to a transaction.
///
/// # Errors
/// What the statement meets; the transaction must not be committed.
pub(crate) async fn add(engine: &Engine, lease: &mut Lease, entry: String) -> Result<()> {
    let statement = Statement { origin: Origin::Larder, ..Statement::of(&ADD, engine.driver, &[&entry]) };
    let added = execute::write::<RowCount>(engine, lease, statement).await;
    match &added {
        Ok(_) => engine.cache.log().note_written(),
        Err(error) => note_refusal(engine, error),
    }
    added.map(drop)
}

/// Adds an entry by itself.
///
/// # Errors
/// What the statement meets.
pub(crate) async fn add_alone(engine: &Engine, entry: String) -> Result<()> {
    let mut lease = engine.pool.acquire_for_write(ADD.label).await?;
    add(engine, &mut lease, entry).await
}

/// Reads entries from a number on, its own first.
///
/// # Errors
/// What the statement meets.
pub(crate) async fn read(executor: Executor<'_>, from: i64) -> Result<Vec<LogEntry>> {
    executor.all(&READ, &[&from, &from], |row: &Row| Ok(LogEntry { number: row.get(0)?, text: row.get(1)? })).await
}

/// Deletes some entries before a number that are older than some seconds; returns whether there may be more.
///
/// # Errors
/// What the statements meet.
pub(crate) async fn trim(executor: Executor<'_>, before: i64, seconds: i64) -> Result<bool> {
    let Some(first) = executor.optional(&FIRST, &[], |row: &Row| row.get::<i64>(0)).await? else { return Ok(false) };
    let before = before.min(first.saturating_add(TRIMMED));
    Ok(executor.write(&TRIM, &[&before, &seconds], Vec::new()).await? > 0)
}

/// A database that refuses an entry refuses the next one too; writes must not fail for that.
fn note_refusal(engine: &Engine, error: &Error) {
    if matches!(error.kind(), ErrorKind::Database(_)) {
        engine.cache.log().refuse();
        tracing::error!(
            %error,
            "the table larder_cache_log cannot be written; writes that Redis cannot fence are made all the same"
        );
    }
}
