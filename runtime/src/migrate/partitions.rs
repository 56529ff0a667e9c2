//! Makes partitions ahead of time, and takes those away that are too old.
//!
//! A table for periods of time has a partition for every time: the first is open to the past, the last to the future,
//! so that no row is without a place. The last one is divided before its time comes; where rows have come into it, it
//! becomes the partition of those, after a check that reads them while others write. Nothing is copied.

mod change;
mod divide;
mod expire;
mod layout;
mod period;
mod report;
mod work;

use chrono::{DateTime, Utc};

use self::layout::{AsOf, Layout};
use self::work::PartitionWork;
use super::connection::MigratorConnection;
use super::lock::{Guard, Lock};
use super::migrator::Migrator;
use crate::error::Result;

pub use self::period::{PartitionPeriod, PartitionTime};
pub use self::report::{PartitionReport, TablePartitions};

/// A table whose rows lie in partitions for periods of time, as the generated store says it.
#[derive(Debug, Clone, Copy)]
pub struct PartitionedTable {
    /// The table.
    pub table: &'static str,
    /// The cache region of its rows, if they are cached.
    pub region: Option<&'static str>,
    column: &'static str,
    time: PartitionTime,
    every: PartitionPeriod,
    ahead: u32,
    keep: Option<u32>,
    drops: bool,
}

impl PartitionedTable {
    /// Creates one that keeps all its partitions.
    #[must_use]
    pub const fn new(
        table: &'static str,
        column: &'static str,
        time: PartitionTime,
        every: PartitionPeriod,
        ahead: u32,
    ) -> Self {
        Self { table, region: None, column, time, every, ahead, keep: None, drops: false }
    }

    /// Takes partitions out of the table that are over for more than so many periods.
    #[must_use]
    pub const fn keep(self, periods: u32) -> Self {
        Self { keep: Some(periods), ..self }
    }

    /// Drops them, too.
    #[must_use]
    pub const fn dropping(self) -> Self {
        Self { drops: true, ..self }
    }

    /// Names the cache region of the rows.
    #[must_use]
    pub const fn cached_in(self, region: &'static str) -> Self {
        Self { region: Some(region), ..self }
    }
}

impl Migrator {
    /// Makes the partitions that the tables need from `at` on, or from now, and takes those away that are too old.
    ///
    /// # Errors
    ///
    /// The lock of migrations is not free in time, a lock of the application is not, or a statement fails. What was
    /// done stays done, and another call does the rest.
    pub(crate) async fn maintain_partitions(
        &self,
        tables: &[PartitionedTable],
        at: Option<DateTime<Utc>>,
    ) -> Result<PartitionReport> {
        let mut report = PartitionReport::default();
        let mut due = Vec::new();
        let mut connection = self.connector().open().await?;
        let looked = look(&mut connection, tables, at, &mut report, &mut due).await;
        connection.close().await;
        looked?;
        if due.is_empty() {
            return Ok(report);
        }
        let events = self.events();
        let mut lock = Lock::acquire(self.connector(), self.times(), &events).await?;
        let done = self.maintain(&mut lock, &due, at, &mut report).await;
        lock.release().await;
        done.map(|()| report)
    }

    async fn maintain(
        &self,
        lock: &mut Lock,
        due: &[PartitionedTable],
        at: Option<DateTime<Utc>>,
        report: &mut PartitionReport,
    ) -> Result<()> {
        let mut connection = self.connector().open().await?;
        let done = async {
            let mut work = PartitionWork::begin(&mut connection, Guard::Lock(lock)).await?;
            for table in due {
                // Somebody else may have done it while the lock was waited for.
                let moment = AsOf::of(work.connection(), at).await?;
                let layout = Layout::read(work.connection(), table).await?;
                is_due(work.connection(), table, &layout, moment, report).await?;
                let told = report.of(table);
                work.divide(table, &layout, moment, told).await?;
                let layout = Layout::read(work.connection(), table).await?;
                work.expire(table, &layout, moment, told).await?;
            }
            Ok(())
        }
        .await;
        connection.close().await;
        done
    }
}

/// Finds the tables for which there is something to do, without any lock.
async fn look(
    connection: &mut MigratorConnection,
    tables: &[PartitionedTable],
    at: Option<DateTime<Utc>>,
    report: &mut PartitionReport,
    due: &mut Vec<PartitionedTable>,
) -> Result<()> {
    let moment = AsOf::of(connection, at).await?;
    for table in tables {
        let layout = Layout::read(connection, table).await?;
        // One that cannot be looked at is being changed by somebody else.
        if is_due(connection, table, &layout, moment, report).await.unwrap_or(true) {
            due.push(*table);
        }
    }
    Ok(())
}

/// Returns whether there is something to do in a table, and tells what rows stand in its last partition.
async fn is_due(
    connection: &mut MigratorConnection,
    table: &PartitionedTable,
    layout: &Layout,
    moment: AsOf,
    report: &mut PartitionReport,
) -> Result<bool> {
    let told = report.of(table);
    told.later_rows = told.later_rows.max(layout.later_rows(connection, table).await?);
    Ok(layout.is_to_divide(table, moment) || layout.is_to_expire(connection, table, moment).await?)
}
