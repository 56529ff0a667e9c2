//! What the servers say of themselves: sizes, waits for locks, slow statements, Redis.
//!
//! Statistics tell what one store saw; this is what its servers know, of all who use them. It is read on demand with
//! statements of its own. Each part is a [`View`]: a role that may not read it, or a server that does not keep it, is
//! no error.

mod mysql;
mod postgres;
mod sqlite;

use std::time::Duration;

use larder_format::Dialect;
use serde::Serialize;

use crate::cache::CacheManager;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Engine;
use crate::handle::Executor;

pub use crate::statistics::RedisMemory;

/// What one question came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum View<T> {
    /// The server's answer.
    Known(T),
    /// The role may not read it; the text says which right is missing.
    NotPermitted(&'static str),
    /// The server does not keep it; the text says why, and what would change that.
    NotKept(&'static str),
}

impl<T> View<T> {
    /// Returns the answer, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(answer) => Some(answer),
            Self::NotPermitted(_) | Self::NotKept(_) => None,
        }
    }

    /// Makes a view of what a query met; `right` is what a role needs that was refused.
    fn of(answer: Result<T>, right: &'static str, missing: &'static str) -> Result<Self> {
        match answer {
            Ok(answer) => Ok(Self::Known(answer)),
            Err(error) => match refusal(&error) {
                Some(Refusal::Right) => Ok(Self::NotPermitted(right)),
                Some(Refusal::Missing) => Ok(Self::NotKept(missing)),
                None => Err(error),
            },
        }
    }
}

enum Refusal {
    Right,
    Missing,
}

/// Tells a right that is missing, or a table, from what is worth an error.
fn refusal(error: &Error) -> Option<Refusal> {
    let ErrorKind::Database(text) = error.kind() else { return None };
    let has = |codes: &[&str]| codes.iter().any(|code| text.ends_with(&format!("({code})")));
    if has(&["42501", "1142", "1143", "1044", "1227", "1370"]) || text.ends_with("error 1227") {
        return Some(Refusal::Right);
    }
    let is_missing = has(&["42P01", "55000", "1146", "1109"]) || text.contains("SQLSTATE 55000");
    (is_missing || text.contains("no such table")).then_some(Refusal::Missing)
}

/// What the servers of a store say of themselves, from `store.inspect()`.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// The size of the database in bytes.
    pub size_bytes: View<u64>,
    /// Its tables, by name.
    pub tables: View<Vec<TableSize>>,
    /// Sessions that wait for a lock at the moment, whoever they belong to.
    pub lock_waits: View<LockWaits>,
    /// Deadlocks since the server's statistics began.
    pub deadlocks: View<u64>,
    /// The statements on which the server spent most time, the longest first, at most twenty. Texts have placeholders
    /// in place of values.
    pub slow_statements: View<Vec<ServerStatement>>,
    /// Redis.
    pub redis: View<RedisMemory>,
}

/// The size of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableSize {
    /// Its name.
    pub table: String,
    /// Bytes of its rows.
    pub table_bytes: u64,
    /// Bytes of its indexes.
    pub index_bytes: u64,
    /// Rows, as the server's planner estimates them; `None` where it never looked.
    pub rows_estimate: Option<u64>,
}

/// Waits for locks at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LockWaits {
    /// Sessions that wait.
    pub waiting: u64,
    /// How long the longest has waited, in seconds, where the server tells.
    pub longest_seconds: Option<f64>,
}

/// A statement as the server counted it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ServerStatement {
    /// The beginning of its text, with placeholders.
    pub text: String,
    /// How often it ran.
    pub calls: u64,
    /// How long it took altogether, in seconds.
    pub total_seconds: f64,
    /// How long it took on average, in seconds.
    pub mean_seconds: f64,
    /// Rows that it returned or changed.
    pub rows: u64,
}

/// A question takes no longer than this, so that a page that shows answers is not held up.
const LIMIT: Duration = Duration::from_secs(5);

/// Asks the servers of a store.
///
/// # Errors
/// What reaching the database meets.
pub(crate) async fn inspect(engine: &Engine, cache: &CacheManager) -> Result<Inspection> {
    let at = Executor::of_larder(engine).within(LIMIT);
    let redis = match cache.redis_memory().await {
        Some(Ok(memory)) => View::Known(memory),
        Some(Err(_)) => View::NotPermitted("Redis does not answer INFO to this user"),
        None => View::NotKept("there is no Redis, or it does not answer"),
    };
    let [size_bytes, deadlocks] = match engine.driver.dialect() {
        Dialect::Postgres => postgres::figures(at).await?,
        Dialect::MySql => mysql::figures(at).await?,
        Dialect::Sqlite => sqlite::figures(at).await?,
    };
    let (tables, lock_waits, slow_statements) = match engine.driver.dialect() {
        Dialect::Postgres => (postgres::tables(at).await?, postgres::waits(at).await?, postgres::slow(at).await?),
        Dialect::MySql => (mysql::tables(at).await?, mysql::waits(at).await?, mysql::slow(at).await?),
        Dialect::Sqlite => (
            sqlite::tables(at).await?,
            View::NotKept(sqlite::IN_PROCESS),
            View::NotKept("SQLite keeps no record of statements; `statistics` has those of this process"),
        ),
    };
    Ok(Inspection { size_bytes, tables, lock_waits, deadlocks, slow_statements, redis })
}

/// A number of the server's, none of which is negative.
fn whole(row: &crate::value::Row, index: usize) -> Result<u64> {
    Ok(u64::try_from(row.get::<i64>(index)?).unwrap_or_default())
}

fn statement(row: &crate::value::Row) -> Result<ServerStatement> {
    Ok(ServerStatement {
        text: row.get(0)?,
        calls: whole(row, 1)?,
        total_seconds: row.get(2)?,
        mean_seconds: row.get(3)?,
        rows: whole(row, 4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::View;
    use crate::error::{Error, ErrorKind};

    #[test]
    fn a_right_that_is_missing_is_no_error() {
        let view = |text: &str| {
            let error = Error::new(ErrorKind::Database(format!("inspect_slow: {text}")));
            View::<u64>::of(Err(error), "a right", "a table").ok()
        };
        assert_eq!(view("permission denied for view pg_stat_statements (42501)"), Some(View::NotPermitted("a right")));
        assert_eq!(view("SELECT command denied to user 'x' (1142)"), Some(View::NotPermitted("a right")));
        assert_eq!(view("error 1227"), Some(View::NotPermitted("a right")));
        assert_eq!(view("relation \"pg_stat_statements\" does not exist (42P01)"), Some(View::NotKept("a table")));
        assert_eq!(view("SQLSTATE 55000"), Some(View::NotKept("a table")));
        assert_eq!(view("no such table: dbstat (1)"), Some(View::NotKept("a table")));
        assert_eq!(view("error 1040"), None);
    }
}
