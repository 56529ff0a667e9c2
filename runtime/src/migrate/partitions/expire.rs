//! Takes partitions away that are too old.

use super::change::PartitionChange;
use super::layout::{AsOf, Layout};
use super::work::PartitionWork;
use super::{PartitionedTable, TablePartitions};
use crate::error::Result;

impl PartitionWork<'_> {
    /// Takes the partitions away that are over for longer than they are kept, all in one transaction with a new first
    /// one, so that a row of any time has a place at any time.
    pub(super) async fn expire(
        &mut self,
        table: &PartitionedTable,
        layout: &Layout,
        moment: AsOf,
        told: &mut TablePartitions,
    ) -> Result<()> {
        if layout.is_to_expire(self.connection(), table, moment).await? {
            told.add(self.done(table, moment, PartitionChange::Take(layout.expired(table, moment))).await?);
        }
        Ok(())
    }
}
