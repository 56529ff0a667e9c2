//! Settings of the connection that does the work.
//!
//! PostgreSQL's are those of each transaction: a pooler in transaction mode gives the session to others between two.

use std::time::Duration;

use larder_format::Dialect;

use super::MigratorConnection;
use crate::error::Result;
use crate::migrate::dialect;
use crate::migrate::report::failure::database;

/// How a connection's transactions begin, and who it is to the server.
#[derive(Clone, Default)]
pub(in crate::migrate) struct SessionSettings {
    begin: String,
    /// The server's process or thread; of PostgreSQL that of the transaction last begun.
    pub(in crate::migrate) backend: i64,
}

/// A change of a table that waits for longer is canceled and retried, so that queries behind it are not held up. A role
/// from which policies hide rows is refused, instead of changing the rows that it sees.
const POSTGRES: &str = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
                        SET LOCAL row_security = off";

/// Known to newer servers only: a statement whose client has died ends, none is cut off.
const WHERE_KNOWN_POSTGRES: [&str; 2] =
    ["SET LOCAL client_connection_check_interval = '1s'", "SET LOCAL transaction_timeout = 0"];
const WHERE_KNOWN_MYSQL: [&str; 1] = ["SET SESSION max_statement_time = 0"];

impl SessionSettings {
    /// Finds out what the server knows and sets what holds for the whole session.
    pub(in crate::migrate) async fn prepare(work: &mut MigratorConnection, lock_timeout: Duration) -> Result<Self> {
        match work.dialect() {
            Dialect::Postgres => Self::postgres(work, lock_timeout).await,
            Dialect::MySql => Self::mysql(work, lock_timeout).await,
            Dialect::Sqlite => Ok(Self::default()),
        }
    }

    async fn postgres(work: &mut MigratorConnection, lock_timeout: Duration) -> Result<Self> {
        let milliseconds = lock_timeout.as_millis().max(1);
        let mut begin = format!("BEGIN; SET LOCAL lock_timeout = {milliseconds}; {POSTGRES}");
        for setting in WHERE_KNOWN_POSTGRES {
            if work.execute(&format!("BEGIN; {setting}; ROLLBACK")).await.is_ok() {
                begin.push_str("; ");
                begin.push_str(setting);
            } else {
                tracing::debug!(setting, "the server does not know this setting");
                work.execute("ROLLBACK").await.map_err(|error| database("ROLLBACK", error))?;
            }
        }
        Ok(Self { begin, backend: 0 })
    }

    async fn mysql(work: &mut MigratorConnection, lock_timeout: Duration) -> Result<Self> {
        let seconds = lock_timeout.as_millis().div_ceil(1000).max(1);
        for name in ["lock_wait_timeout", "innodb_lock_wait_timeout"] {
            let setting = format!("SET SESSION {name} = {seconds}");
            work.execute(&setting).await.map_err(|error| database(&setting, error))?;
        }
        for setting in WHERE_KNOWN_MYSQL {
            if work.execute(setting).await.is_err() {
                tracing::debug!(setting, "the server does not know this setting");
            }
        }
        // Without locks on the gaps between rows, inserts need not wait for a batch; a log of statements forbids it.
        let logged = work.rows("SELECT CAST(@@binlog_format AS CHAR)", &[]).await;
        let is_of_statements = |rows: Vec<super::TextRow>| {
            rows.first().and_then(|row| row.text(0).ok().flatten()).is_some_and(|format| format == "STATEMENT")
        };
        if !logged.is_ok_and(is_of_statements) {
            let setting = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
            work.execute(setting).await.map_err(|error| database(setting, error))?;
        }
        let backend = backend(work).await?;
        Ok(Self { begin: "BEGIN".to_owned(), backend })
    }

    /// Begins a transaction in which nothing waits long for a lock.
    pub(in crate::migrate) async fn begin(&mut self, work: &mut MigratorConnection) -> Result<()> {
        work.execute(&self.begin).await.map_err(|error| database("BEGIN", error))?;
        if work.dialect() == Dialect::Postgres {
            self.backend = backend(work).await?;
        }
        Ok(())
    }

    /// Puts back what a step sets around a statement and did not reach the end of.
    pub(in crate::migrate) async fn restore(&self, work: &mut MigratorConnection) -> Result<()> {
        if work.dialect() != Dialect::MySql {
            return Ok(());
        }
        let setting = "SET SESSION foreign_key_checks = 1";
        work.execute(setting).await.map_err(|error| database(setting, error))
    }
}

/// Returns the number that the server has for the connection, or for the session that a pooler gives it.
pub(in crate::migrate) async fn backend(work: &mut MigratorConnection) -> Result<i64> {
    let Some(sql) = dialect::sql(work.dialect()).connection_number else { return Ok(0) };
    let failed = |error| database("asking for the number of the connection", error);
    let rows = work.rows(sql, &[]).await.map_err(failed)?;
    rows.first().map_or(Ok(0), |row| row.int(0)).map_err(failed)
}
