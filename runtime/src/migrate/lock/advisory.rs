//! PostgreSQL: an advisory lock of an open transaction.
//!
//! The transaction reads committed data, so it holds no snapshot and `CREATE INDEX CONCURRENTLY` on the work
//! connection does not wait for it; polling instead of blocking keeps two migrators out of a deadlock with it. A lock
//! of the transaction, not of the session, works through a pooler and ends with its client.

use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::{LockTimes, Wait, host, just_ended, lost};
use crate::error::{Error, ErrorKind, Result};
use crate::migrate::connection::{Connector, MigratorConnection, Value};
use crate::migrate::report::event::Event;
use crate::migrate::report::failure::database;

/// How long the connection of the lock may take to answer; one whose network went away never does.
const ANSWER: Duration = Duration::from_secs(30);

pub(in crate::migrate) struct Advisory {
    connection: MigratorConnection,
    key: i64,
    /// The server's process of this connection.
    backend: i64,
}

/// A dead client is noticed after three missed answers a few seconds apart, not after two hours.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED;
    SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
    SET LOCAL tcp_keepalives_idle = 5; SET LOCAL tcp_keepalives_interval = 2; SET LOCAL tcp_keepalives_count = 3";

impl Advisory {
    pub(super) async fn acquire(
        connector: &Connector,
        times: LockTimes,
        events: &(dyn Fn(&Event<'_>) + Sync),
    ) -> Result<Self> {
        let mut connection = connector.open().await?;
        match Self::take(&mut connection, times, events).await {
            Ok((key, backend)) => Ok(Self { connection, key, backend }),
            Err(error) => {
                connection.close().await;
                Err(error)
            }
        }
    }

    async fn take(
        connection: &mut MigratorConnection,
        times: LockTimes,
        events: &(dyn Fn(&Event<'_>) + Sync),
    ) -> Result<(i64, i64)> {
        let failed = |error| database("taking the migration lock", error);
        let mut wait = Wait::new(times.wait);
        loop {
            let (key, backend, is_taken) = Self::attempt(connection).await?;
            if is_taken {
                return Ok((key, backend));
            }
            // Whoever waits keeps no connection of a pooler from the one who works.
            connection.execute("ROLLBACK").await.map_err(failed)?;
            if !wait.pause(events).await {
                connection.execute(BEGIN).await.map_err(failed)?;
                let holder = holder(connection, key).await.map_err(failed)?.unwrap_or_else(just_ended);
                return Err(Error::new(ErrorKind::Locked(format!("waiting for the migration lock, held by {holder}"))));
            }
        }
    }

    /// Begins a transaction and asks once; returns the key, the server's process and whether it has the lock.
    async fn attempt(connection: &mut MigratorConnection) -> Result<(i64, i64, bool)> {
        let failed = |error| database("taking the migration lock", error);
        connection.execute(BEGIN).await.map_err(failed)?;
        let name = format!("larder migrate {}@{}", std::process::id(), host());
        let sql = "SELECT set_config('application_name', ?, true)";
        connection.rows(sql, &[Value::Text(&name)]).await.map_err(failed)?;
        let (key, backend) = identity(connection).await.map_err(failed)?;
        let sql = "SELECT CASE WHEN pg_try_advisory_xact_lock(?) THEN 1::bigint ELSE 0::bigint END";
        let rows = connection.rows(sql, &[Value::Int(key)]).await.map_err(failed)?;
        let answer = rows.first().map(|row| row.int(0)).transpose().map_err(failed)?;
        Ok((key, backend, answer == Some(1)))
    }

    pub(super) async fn check(&mut self) -> Result<()> {
        match timeout(ANSWER, self.connection.execute("SELECT 1")).await {
            Ok(answer) => answer.map_err(|error| Error::with_source(lost().kind().clone(), error)),
            Err(_) => Err(lost()),
        }
    }

    pub(super) async fn fence(&self, work: &mut MigratorConnection) -> Result<()> {
        let sql = format!("SELECT l.pid::bigint FROM pg_locks l WHERE {LOCK} AND l.pid = ?");
        let values = [Value::Int(self.key), Value::Int(self.backend)];
        let rows = work.rows(&sql, &values).await.map_err(|error| database("checking the migration lock", error))?;
        if rows.is_empty() { Err(lost()) } else { Ok(()) }
    }

    pub(super) async fn release(mut self) {
        // Closing ends the transaction as well, after which the server alone decides when.
        if self.connection.execute("ROLLBACK").await.is_err() {
            tracing::debug!("the connection of the migration lock was already gone");
        }
        self.connection.close().await;
    }
}

const LOCK: &str = "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND ((l.classid::bigint << 32) | l.objid::bigint) = ?";

/// The key stands for the history table, so that applications in other databases or schemas do not wait.
fn key(database: &str, schema: &str) -> i64 {
    let digest = Sha256::digest(format!("larder_migrations\0{database}\0{schema}"));
    digest[..8].iter().fold(0, |key, byte| (key << 8) | i64::from(*byte))
}

/// Returns the key of the lock of this database and schema, and the server's process of the connection.
async fn identity(connection: &mut MigratorConnection) -> sqlx::Result<(i64, i64)> {
    let sql = "SELECT current_database()::text, current_schema()::text, pg_backend_pid()::bigint";
    let rows = connection.rows(sql, &[]).await?;
    let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let part = |index| row.text(index).map(Option::unwrap_or_default);
    Ok((key(&part(0)?, &part(1)?), row.int(2)?))
}

/// Returns who holds the lock; `None` when nobody does.
pub(super) async fn current(connection: &mut MigratorConnection) -> sqlx::Result<Option<String>> {
    let (key, _) = identity(connection).await?;
    holder(connection, key).await
}

async fn holder(connection: &mut MigratorConnection, key: i64) -> sqlx::Result<Option<String>> {
    let sql = format!(
        "SELECT a.application_name, coalesce(host(a.client_addr), 'the same machine'), a.pid::bigint,
            to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE {LOCK}"
    );
    let rows = connection.rows(&sql, &[Value::Int(key)]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let text = |index| row.text(index).map(Option::unwrap_or_default);
    Ok(Some(format!("`{}` from {}, server process {}, since {}", text(0)?, text(1)?, row.int(2)?, text(3)?)))
}
