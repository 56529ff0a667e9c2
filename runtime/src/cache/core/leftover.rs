//! Copies in process that are too old to be served, for when there is nothing better.

use std::sync::Arc;

use super::Core;
use crate::cache::memory::Lookup;
use crate::cache::model::cached::Payload;
use crate::cache::model::freshness::Freshness;

impl<T: Payload> Core<T> {
    /// Returns what is left of a key in process; nothing that a write is known to have changed since.
    pub(crate) fn leftover(&self, at: Lookup<'_>) -> Option<(Option<Arc<T>>, Freshness)> {
        let entry = self.memory.get(at).filter(|entry| entry.epoch == self.epoch(at))?;
        let overdue = self.parts.clock.now().since(entry.deadline);
        Some((entry.value, Freshness::Stale { overdue }))
    }
}
