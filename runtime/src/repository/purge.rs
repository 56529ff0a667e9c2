//! The end of rows that are marked as deleted.

use super::Repository;
use super::atomically::atomically;
use crate::entity::{Registered, SoftDelete};
use crate::error::Result;
use crate::statement::Statement;
use crate::value::{Bind, Timestamp};

impl<E: SoftDelete<Key: Bind> + Registered> Repository<'_, E> {
    /// Removes for good no more than so many of the rows that were marked as deleted before a moment, those that were
    /// marked first before the others, with all that the database removes with them, and returns how many it removed:
    /// in one transaction, to be called until it returns fewer than it was asked for. Counters and the cache are kept
    /// right. Hooks do not see rows that were marked.
    ///
    /// # Errors
    /// What the statements meet; nothing is removed then.
    pub async fn purge(self, marked_before: Timestamp, rows: u32) -> Result<u64> {
        let mut arguments = self.scope();
        arguments.add(&marked_before);
        arguments.add(&i64::from(rows));
        // Locked, since a row that is restored meanwhile must stay.
        let marked = Statement::locking(&E::PURGE.marked, self.executor.driver(), arguments);
        atomically!(self, rows => rows.remove_marked(&marked))
    }

    async fn remove_marked(self, marked: &Statement) -> Result<u64> {
        let rows = self.executor.rows(marked.clone()).await?;
        let keys = rows.iter().map(|row| E::decode(row).map(|row| row.key())).collect();
        let keys: Vec<E::Key> = self.executor.readable(marked.label, keys)?;
        if keys.is_empty() {
            return Ok(0);
        }
        let invalidated = self.invalidated(|names| keys.iter().for_each(|key| names.row(key)));
        let remove =
            |scope: &[&dyn Bind]| self.executor.purge::<E>(&E::PURGE.remove, self.tenant, scope, &keys, invalidated);
        self.scoped(remove).await
    }
}
