//! MySQL and MariaDB: a row that says who migrates and until when.
//!
//! `GET_LOCK` is per node on a Galera cluster, a row is not. The token grows with every owner; a step's row is written
//! in a transaction that reads it, so an owner whose lease ran out writes nothing more.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::{LockTimes, Wait, host, just_ended, lost};
use crate::error::{Error, ErrorKind, Result};
use crate::migrate::connection::{Connector, MigratorConnection, Value};
use crate::migrate::history::now;
use crate::migrate::report::event::Event;
use crate::migrate::report::failure::database;

pub(in crate::migrate) struct LeaseLock {
    connector: Connector,
    owner: String,
    token: i64,
    life: Duration,
    heartbeat: JoinHandle<()>,
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS larder_migrations_lock (
    id BIGINT NOT NULL PRIMARY KEY, owner VARCHAR(64), host VARCHAR(255), pid BIGINT, token BIGINT NOT NULL DEFAULT 0,
    since VARCHAR(64), expires_at DATETIME(6)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

const TAKE: &str = "UPDATE larder_migrations_lock
    SET owner = ?, host = ?, pid = ?, since = ?, token = token + 1, expires_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
    WHERE id = 1 AND (owner IS NULL OR expires_at < UTC_TIMESTAMP(6))";

const RENEW: &str = "UPDATE larder_migrations_lock SET expires_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
    WHERE id = 1 AND owner = ? AND token = ?";

impl LeaseLock {
    pub(super) async fn acquire(
        connector: &Connector,
        times: LockTimes,
        events: &(dyn Fn(&Event<'_>) + Sync),
    ) -> Result<Self> {
        let mut connection = connector.open().await?;
        let owner = Uuid::now_v7().to_string();
        match take(&mut connection, &owner, times, events).await {
            Ok(token) => {
                let life = times.lease;
                let heartbeat = tokio::spawn(beat(connector.clone(), connection, owner.clone(), token, life));
                Ok(Self { connector: connector.clone(), owner, token, life, heartbeat })
            }
            Err(error) => {
                connection.close().await;
                Err(error)
            }
        }
    }

    /// Renews the lease on the connection that does the work, which only its owner can. What the heartbeat knows may be
    /// old: this process may have stood still since. Waits at most a life of the lease for others at the row.
    pub(super) async fn check(&self, work: &mut MigratorConnection) -> Result<()> {
        let values = [Value::Int(microseconds(self.life)), Value::Text(&self.owner), Value::Int(self.token)];
        let mut wait = Wait::new(self.life);
        loop {
            match work.run(RENEW, &values).await {
                Ok(0) => return Err(lost()),
                Ok(_) => return Ok(()),
                // Whoever is at the row waits for the lease or has it.
                Err(error) if is_conflict(&error) && wait.pause(&|_| {}).await => {}
                Err(error) => return Err(database("checking the migration lock", error)),
            }
        }
    }

    pub(super) async fn fence(&self, work: &mut MigratorConnection) -> Result<()> {
        let sql =
            "SELECT token FROM larder_migrations_lock WHERE id = 1 AND owner = ? AND token = ? LOCK IN SHARE MODE";
        let values = [Value::Text(&self.owner), Value::Int(self.token)];
        let rows = work.rows(sql, &values).await.map_err(|error| database("checking the migration lock", error))?;
        if rows.is_empty() { Err(lost()) } else { Ok(()) }
    }

    pub(super) async fn release(self) {
        self.heartbeat.abort();
        let sql = "UPDATE larder_migrations_lock SET owner = NULL, expires_at = NULL WHERE id = 1 AND owner = ? AND \
                   token = ?";
        let values = [Value::Text(&self.owner), Value::Int(self.token)];
        // A lease that cannot be given back runs out by itself.
        let Ok(mut connection) = self.connector.open().await else {
            return;
        };
        if connection.run(sql, &values).await.is_err() {
            tracing::debug!("the migration lock was not released; it expires");
        }
        connection.close().await;
    }
}

impl Drop for LeaseLock {
    /// A run that is dropped leaves the lease to run out.
    fn drop(&mut self) {
        self.heartbeat.abort();
    }
}

async fn take(
    connection: &mut MigratorConnection,
    owner: &str,
    times: LockTimes,
    events: &(dyn Fn(&Event<'_>) + Sync),
) -> Result<i64> {
    let failed = |error| database("taking the migration lock", error);
    connection.execute(CREATE).await.map_err(failed)?;
    connection.execute("INSERT IGNORE INTO larder_migrations_lock (id) VALUES (1)").await.map_err(failed)?;
    let (host, since) = (host(), now());
    let values = [
        Value::Text(owner),
        Value::Text(&host),
        Value::Int(i64::from(std::process::id())),
        Value::Text(&since),
        Value::Int(microseconds(times.lease)),
    ];
    let mut wait = Wait::new(times.wait);
    loop {
        match connection.run(TAKE, &values).await {
            Ok(1) => break,
            Ok(_) => {}
            Err(error) if is_conflict(&error) => {}
            Err(error) => return Err(failed(error)),
        }
        if !wait.pause(events).await {
            let holder = holder(connection).await.map_err(failed)?.unwrap_or_else(just_ended);
            return Err(Error::new(ErrorKind::Locked(format!("waiting for the migration lock, held by {holder}"))));
        }
    }
    let sql = "SELECT token FROM larder_migrations_lock WHERE id = 1 AND owner = ?";
    let rows = connection.rows(sql, &[Value::Text(owner)]).await.map_err(failed)?;
    rows.first().ok_or_else(lost)?.int(0).map_err(failed)
}

/// Renews the lease three times in its life, on a new connection when the old one breaks, until another has it. One
/// that ran out and that nobody took is renewed as well: a machine under load must not lose it to the clock alone.
async fn beat(connector: Connector, connection: MigratorConnection, owner: String, token: i64, lease: Duration) {
    let mut held = Some(connection);
    let values = [Value::Int(microseconds(lease)), Value::Text(&owner), Value::Int(token)];
    let mut pause = lease / 3;
    loop {
        sleep(pause).await;
        let renewed = timeout(lease / 3, async {
            let mut open = match held.take() {
                Some(open) => open,
                None => connector.open().await.ok()?,
            };
            let answer = open.run(RENEW, &values).await;
            let is_sound = answer.as_ref().err().is_none_or(is_conflict);
            held = is_sound.then_some(open);
            answer.ok()
        });
        // A connection without an answer is given up while there is time for another.
        pause = match renewed.await.ok().flatten() {
            Some(0) => return,
            Some(_) => lease / 3,
            None => lease / 10,
        };
    }
}

/// Deadlock, lock wait timeout, or a Galera conflict: somebody else is at the row.
fn is_conflict(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(answer) = error else {
        return false;
    };
    answer
        .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
        .is_some_and(|answer| matches!(answer.number(), 1205 | 1213 | 1020))
}

/// Returns who holds the lock; `None` when nobody does, or when the lease of who did has run out.
pub(super) async fn current(connection: &mut MigratorConnection) -> sqlx::Result<Option<String>> {
    let sql = "SELECT 'found' FROM information_schema.tables
        WHERE table_schema = database() AND table_name = 'larder_migrations_lock'";
    if connection.rows(sql, &[]).await?.is_empty() { Ok(None) } else { holder(connection).await }
}

async fn holder(connection: &mut MigratorConnection) -> sqlx::Result<Option<String>> {
    let sql = "SELECT host, pid, since FROM larder_migrations_lock
        WHERE id = 1 AND owner IS NOT NULL AND expires_at >= UTC_TIMESTAMP(6)";
    let rows = connection.rows(sql, &[]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let text = |index| row.text(index).map(Option::unwrap_or_default);
    Ok(Some(format!("process {} on {}, since {}", row.int(1)?, text(0)?, text(2)?)))
}

fn microseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
