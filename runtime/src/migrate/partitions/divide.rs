//! Divides the partition that is open to the future.

use super::change::PartitionChange;
use super::layout::{AsOf, Layout, RowPartition};
use super::work::PartitionWork;
use super::{PartitionedTable, TablePartitions};
use crate::error::Result;
use crate::migrate::report::failure::database;

/// A row that is more periods ahead than this leaves the last partition open.
const MOST: u32 = 200;

impl PartitionWork<'_> {
    /// Makes the partitions that are to be ahead.
    pub(super) async fn divide(
        &mut self,
        table: &PartitionedTable,
        layout: &Layout,
        moment: AsOf,
        told: &mut TablePartitions,
    ) -> Result<()> {
        if !layout.is_to_divide(table, moment) {
            return Ok(());
        }
        let Some(later) = layout.later() else {
            let border = layout.parts.last().and_then(|part| part.to);
            told.add(self.done(table, moment, PartitionChange::Add(border)).await?);
            return Ok(());
        };
        if !later.has_rows(self.connection()).await? {
            let done = self.done(table, moment, PartitionChange::Replace(later)).await?;
            if !done.made.is_empty() {
                told.add(done);
                return Ok(());
            }
        }
        if let Some(end) = self.end_of_rows(table, later, moment).await? {
            self.done(table, moment, PartitionChange::Bound(later, end)).await?;
            self.done(table, moment, PartitionChange::Validate(later)).await?;
            told.add(self.done(table, moment, PartitionChange::Close(later, end)).await?);
        }
        Ok(())
    }

    /// Returns where the partition ends that is open now: behind its rows, and at least a period from now, so that rows
    /// of now find their place while it is closed. `None` where a row is so far ahead that it stays open.
    async fn end_of_rows(
        &mut self,
        table: &PartitionedTable,
        later: &RowPartition,
        moment: AsOf,
    ) -> Result<Option<i64>> {
        let column = table.column();
        let latest = table.time.moment(&column);
        let sql = format!("SELECT {latest} FROM {} ORDER BY {column} DESC LIMIT 1", later.quoted());
        let found = self.connection().texts(&sql, &[]).await;
        let found = found.map_err(|error| database(format!("looking for the latest row of {}", table.table), error))?;
        let latest: i64 = found.first().and_then(|text| text.parse().ok()).unwrap_or(moment.0);
        let soon = table.every.ahead(moment.0.max(later.from.unwrap_or(i64::MIN)), 2);
        let end = soon.max(table.every.next(latest));
        if end <= table.every.ahead(moment.0, MOST) {
            return Ok(Some(end));
        }
        tracing::warn!(
            table = table.table,
            partition = %later.name,
            "a row is of a time too far ahead: the last partition stays open until it is gone"
        );
        Ok(None)
    }
}
