//! Rows that are read before anybody asks for them, when a store opens.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use super::Region;
use crate::Result;
use crate::cache::CacheKey;
use crate::cache::core::UseName;
use crate::cache::core::claim::holding;
use crate::cache::model::cached::Cached;
use crate::cache::parts::Parts;
use crate::cache::parts::used::UsedKeys;

/// How many rows of a region are read ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WarmRows {
    pub(crate) newest: u32,
    pub(crate) used: u32,
    pub(crate) is_awaited: bool,
}

impl WarmRows {
    pub(crate) fn sum(self) -> u32 {
        self.newest.saturating_add(self.used)
    }
}

impl<T: Cached> Region<T> {
    pub(crate) fn parts(&self) -> &Arc<Parts> {
        &self.0.rows.parts
    }

    /// Returns how many rows are read ahead, as the definition and the settings say; `None` for none.
    pub(crate) fn warm_rows(&self) -> Option<WarmRows> {
        let (config, warm) = (&self.parts().config, self.0.warm?);
        let rows = |said: Option<u32>| said.map_or(0, |rows| config.warm_of(self.0.name, rows));
        let used = if self.parts().redis.is_some() { rows(warm.used) } else { 0 };
        let rows = WarmRows { newest: rows(warm.newest), used, is_awaited: warm.is_awaited };
        (config.enabled && rows.sum() > 0).then_some(rows)
    }

    /// Returns the list of what was read last, `most` keys long.
    pub(crate) fn used_keys(&self, most: u32) -> Arc<UsedKeys> {
        UsedKeys::new(Arc::clone(&self.0.rows.state), usize::try_from(most).unwrap_or(usize::MAX))
    }

    /// Has that list kept from now on.
    pub(crate) fn keep_uses(&self, used: Arc<UsedKeys>, name: UseName<T>) {
        let parts = self.parts();
        used.keep_telling(parts);
        parts.used.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&used));
        self.0.rows.note_uses(used, name);
    }

    /// Whether what is loaded may be kept: Redis, where there is one, may be read and filled.
    pub(crate) fn may_fill(&self) -> bool {
        self.parts().redis.as_ref().is_none_or(|redis| redis.is_trusted() && !redis.is_slow())
    }

    /// Reads the rows with these keys into the cache and returns how many there are in it. `load` brings rows among
    /// which those with the keys may be, and is called if one of them is missing that no other instance loads.
    ///
    /// A row that it does not bring proves nothing: that there is none is not noted.
    pub(crate) async fn warm_page<F>(
        &self,
        keys: &[CacheKey],
        key_of: impl Fn(&T) -> CacheKey,
        load: F,
    ) -> Result<usize>
    where
        F: AsyncFnOnce() -> Result<Vec<T>>,
    {
        let rows = &self.0.rows;
        let mut wanted: Vec<_> = keys.iter().map(|key| self.want(key, true)).collect();
        let missing: Vec<_> = (0..keys.len()).filter(|at| wanted[*at].answer.is_none()).collect();
        if !missing.is_empty() {
            Box::pin(self.find_shared(keys, &mut wanted, &missing)).await;
        }
        // Without a lease, where one is needed, nothing that is loaded may be kept.
        let is_open = |at: &usize| {
            let wanted = &wanted[*at];
            wanted.answer.is_none() && wanted.may_fill && (wanted.lease.is_some() || rows.parts.redis.is_none())
        };
        let open: Vec<usize> = missing.into_iter().filter(is_open).collect();
        let mut present = wanted.iter().filter(|wanted| matches!(wanted.answer, Some(Some(_)))).count();
        if open.is_empty() {
            return Ok(present);
        }
        let leases: Vec<_> = open.iter().filter_map(|at| wanted[*at].lease.as_ref()).collect();
        let loaded = Box::pin(holding(&leases, rows.load(load))).await?;
        drop(leases);
        let mut loaded: HashMap<_, _> = loaded.into_iter().map(|row| (key_of(&row), Arc::new(row))).collect();
        for at in open {
            if let Some(row) = loaded.remove(&keys[at]) {
                self.settle(&keys[at], &mut wanted[at], Some(row));
                present += 1;
            }
        }
        Ok(present)
    }
}
