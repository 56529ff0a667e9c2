//! Transactions that change partitions: they wait for no lock for long, and run under the lock of migrations.

use std::time::Duration;

use super::change::PartitionChange;
use super::layout::AsOf;
use super::{PartitionedTable, TablePartitions};
use crate::error::Result;
use crate::migrate::connection::MigratorConnection;
use crate::migrate::connection::session::SessionSettings;
use crate::migrate::lock::Guard;
use crate::migrate::report::failure::{database, is_lock_timeout, locked};
use crate::migrate::runner::{LockAttempts, LockLimits};

/// Those who wait behind such a change wait no longer than this.
const LIMITS: LockLimits = LockLimits { timeout: Duration::from_millis(500), attempts: 10 };

/// The connection that changes partitions.
pub(super) struct PartitionWork<'a> {
    connection: &'a mut MigratorConnection,
    guard: Guard<'a>,
    session: SessionSettings,
}

impl<'a> PartitionWork<'a> {
    pub(super) async fn begin(connection: &'a mut MigratorConnection, guard: Guard<'a>) -> Result<Self> {
        let session = SessionSettings::prepare(connection, LIMITS.timeout).await?;
        Ok(Self { connection, guard, session })
    }

    pub(super) fn connection(&mut self) -> &mut MigratorConnection {
        self.connection
    }

    /// Does a change in a transaction, and again where it waited too long for a lock.
    pub(super) async fn done(
        &mut self,
        table: &PartitionedTable,
        moment: AsOf,
        change: PartitionChange<'_>,
    ) -> Result<TablePartitions> {
        let mut attempts = LockAttempts::new(LIMITS);
        loop {
            self.guard.check(self.connection).await?;
            self.session.begin(self.connection).await?;
            let done = match change.apply(self.connection, table, moment).await {
                Ok(told) => self.commit().await.map(|()| told),
                Err(error) => Err(error),
            };
            let error = match done {
                Ok(told) => return Ok(told),
                Err(error) => error,
            };
            if self.connection.execute("ROLLBACK").await.is_err() {
                tracing::debug!("the connection was gone before its transaction could be rolled back");
            }
            if !is_lock_timeout(&error) {
                return Err(error);
            }
            if !attempts.count() {
                return Err(locked(error, attempts.made(), ""));
            }
            tracing::debug!(table = table.table, attempt = attempts.made(), "a lock of the application is waited for");
            attempts.pause().await;
        }
    }

    async fn commit(&mut self) -> Result<()> {
        self.guard.fence(self.connection).await?;
        self.connection.execute("COMMIT").await.map_err(|error| database("COMMIT", error))
    }
}

impl TablePartitions {
    /// Takes over what a transaction did that was committed.
    pub(super) fn add(&mut self, done: Self) {
        self.made.extend(done.made);
        self.detached.extend(done.detached);
        self.dropped.extend(done.dropped);
        if done.closed.is_some() {
            self.closed = done.closed;
        }
    }
}
