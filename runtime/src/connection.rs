//! Connections: of any driver, made by settings, and lent by a pool.

mod answer;
pub(crate) mod connect;
mod pool;
pub(crate) mod prepared;
mod row_buffer;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
#[cfg(feature = "sqlite")]
use std::sync::atomic::Ordering;

use futures_util::TryStreamExt as _;
use larder_format::Dialect;
use sqlx::{Connection as _, SqlSafeStr, SqlStr};

use crate::config::{Borrowed, BorrowedConnection, Driver};
use crate::value::{DriverValues, Raw, Row};

use prepared::StoredKeys;

pub(crate) use answer::{Answer, Broken, broken, is_deadlock, is_fatal, read as read_answer};
pub(crate) use pool::{Call, Ended, Lease, Manner, Pool, Wire};
pub(crate) use row_buffer::RowBuffer;

pub(crate) const ROLLBACK: &str = "ROLLBACK";
pub(crate) const COMMIT: &str = "COMMIT";

/// Some microseconds of SQLite's work.
#[cfg(feature = "sqlite")]
const STEPS_BETWEEN_LOOKS: i32 = 5_000;

/// One connection of a compiled-in driver.
pub(crate) enum Connection {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgConnection),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlConnection),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqliteConnection),
}

/// Runs `$run` with the connection and the arguments of the one driver that both have.
macro_rules! matched {
    ($self:expr, $values:expr, |$connection:ident, $arguments:ident, $raw:ident| $run:expr) => {
        match ($self, $values) {
            #[cfg(feature = "postgres")]
            (Connection::Postgres($connection), DriverValues::Postgres($arguments)) => {
                #[allow(unused_imports, reason = "only reading statements wrap rows")]
                use Raw::Postgres as $raw;
                $run
            }
            #[cfg(feature = "mysql")]
            (Connection::MySql($connection), DriverValues::MySql($arguments)) => {
                #[allow(unused_imports, reason = "only reading statements wrap rows")]
                use Raw::MySql as $raw;
                $run
            }
            #[cfg(feature = "sqlite")]
            (Connection::Sqlite($connection), DriverValues::Sqlite($arguments)) => {
                #[allow(unused_imports, reason = "only reading statements wrap rows")]
                use Raw::Sqlite as $raw;
                $run
            }
            #[allow(unreachable_patterns, reason = "reachable with more than one driver")]
            _ => Err(sqlx::Error::InvalidArgument("the values were encoded for another database".to_owned())),
        }
    };
}

macro_rules! each {
    ($self:expr, $connection:ident => $run:expr) => {
        match $self {
            #[cfg(feature = "postgres")]
            Connection::Postgres($connection) => $run,
            #[cfg(feature = "mysql")]
            Connection::MySql($connection) => $run,
            #[cfg(feature = "sqlite")]
            Connection::Sqlite($connection) => $run,
        }
    };
}

impl Connection {
    pub(crate) fn driver(&self) -> Driver {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Driver::Postgres,
            #[cfg(feature = "mysql")]
            Self::MySql(_) => Driver::MySql,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Driver::Sqlite,
        }
    }

    /// Returns the first row; `keeps` says whether the statement stays prepared.
    pub(crate) async fn optional(
        &mut self,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<Option<Row>, sqlx::Error> {
        matched!(self, values, |connection, arguments, wrap| {
            let row = sqlx::query_with(text, arguments).persistent(keeps).fetch_optional(connection).await?;
            Ok(row.map(|row| Row(wrap(row))))
        })
    }

    pub(crate) async fn all(
        &mut self,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<Vec<Row>, sqlx::Error> {
        matched!(self, values, |connection, arguments, wrap| {
            let rows = sqlx::query_with(text, arguments).persistent(keeps).fetch_all(connection).await?;
            Ok(rows.into_iter().map(|row| Row(wrap(row))).collect())
        })
    }

    /// Puts the rows into `buffer` as it takes them, and returns how many there were. Rows that nobody reads any more
    /// are fetched nevertheless: a server has sent them. SQLite is asked for no more.
    pub(crate) async fn each(
        &mut self,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
        buffer: &RowBuffer,
    ) -> Result<u64, sqlx::Error> {
        let is_local = self.driver().dialect() == Dialect::Sqlite;
        matched!(self, values, |connection, arguments, wrap| {
            let mut rows = sqlx::query_with(text, arguments).persistent(keeps).fetch(connection);
            let mut count = 0;
            while let Some(row) = rows.try_next().await? {
                count += 1;
                if !buffer.push(Row(wrap(row))).await && is_local {
                    break;
                }
            }
            Ok(count)
        })
    }

    /// Returns how many rows were written (matched, on MySQL).
    pub(crate) async fn execute(
        &mut self,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<u64, sqlx::Error> {
        matched!(self, values, |connection, arguments, wrap| {
            Ok(sqlx::query_with(text, arguments).persistent(keeps).execute(connection).await?.rows_affected())
        })
    }

    /// Returns the key of the first row that an INSERT stored. It comes with the answer of this very statement: what a
    /// session's last key is asked for afterwards may be that of a row which a trigger stored elsewhere.
    pub(crate) async fn made_key(
        &mut self,
        text: SqlStr,
        values: DriverValues,
        keeps: bool,
    ) -> Result<Option<StoredKeys>, sqlx::Error> {
        let (connection, values) = match (self, values) {
            #[cfg(feature = "mysql")]
            (Self::MySql(connection), DriverValues::MySql(arguments)) => {
                let stored = sqlx::query_with(text, arguments).persistent(keeps).execute(connection).await?;
                let rows = stored.rows_affected();
                let key = i64::try_from(stored.last_insert_id()).ok().filter(|_| rows > 0);
                return Ok(key.map(|key| StoredKeys { key, rows }));
            }
            #[allow(unreachable_patterns, reason = "reachable with a driver besides MySQL")]
            others => others,
        };
        // All rows are fetched, since SQLite has not ended a statement that may be asked for more.
        matched!(connection, values, |connection, arguments, _wrap| {
            let stored = sqlx::query_with(text, arguments).persistent(keeps).fetch_all(connection).await?;
            let rows = stored.len() as u64;
            stored.first().map(|row| Ok(StoredKeys { key: sqlx::Row::try_get(row, 0)?, rows })).transpose()
        })
    }

    /// Lends it to code that works with sqlx.
    pub(crate) fn borrowed(&mut self) -> BorrowedConnection<'_> {
        BorrowedConnection(match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => Borrowed::Postgres(connection),
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => Borrowed::MySql(connection),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => Borrowed::Sqlite(connection),
        })
    }

    /// Runs text without values and without preparing it.
    pub(crate) async fn run(&mut self, text: impl SqlSafeStr) -> Result<(), sqlx::Error> {
        each!(self, connection => sqlx::raw_sql(text).execute(connection).await.map(|_| ()))
    }

    /// Returns a switch that stops the statement under way, where the server side lives in this process: a dropped
    /// future does not stop SQLite's thread, which may hold the write lock.
    pub(crate) async fn stop_switch(&mut self) -> Result<Option<Arc<AtomicBool>>, sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Ok(None),
            #[cfg(feature = "mysql")]
            Self::MySql(_) => Ok(None),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                let stop = Arc::new(AtomicBool::new(false));
                let seen = Arc::clone(&stop);
                connection
                    .lock_handle()
                    .await?
                    .set_progress_handler(STEPS_BETWEEN_LOOKS, move || !seen.load(Ordering::Relaxed));
                Ok(Some(stop))
            }
        }
    }

    /// Gives up everything that is prepared.
    pub(crate) async fn forget_statements(&mut self) -> Result<(), sqlx::Error> {
        each!(self, connection => connection.clear_cached_statements().await)
    }

    /// Ends a transaction if one is open.
    pub(crate) async fn roll_back(&mut self) -> Result<(), sqlx::Error> {
        match self.run(ROLLBACK).await {
            // SQLite itself ends the transaction of a statement that was interrupted.
            Err(error) if says_nothing_is_open(&error) => Ok(()),
            ended => ended,
        }
    }

    pub(crate) async fn ping(&mut self) -> Result<(), sqlx::Error> {
        each!(self, connection => connection.ping().await)
    }

    /// Whether bytes wait to be sent: a driver left something unfinished.
    pub(crate) fn should_flush(&self) -> bool {
        each!(self, connection => connection.should_flush())
    }

    pub(crate) async fn close(self) -> Result<(), sqlx::Error> {
        each!(self, connection => connection.close().await)
    }

    /// Closes without a word to the server.
    pub(crate) async fn close_hard(self) -> Result<(), sqlx::Error> {
        each!(self, connection => connection.close_hard().await)
    }
}

fn says_nothing_is_open(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(answer) = error else { return false };
    answer.message().contains("no transaction is active")
}
