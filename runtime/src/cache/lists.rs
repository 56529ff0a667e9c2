//! Lists of an entity's rows, which any write of the tenant's rows makes out of date.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::core::{Core, Lives};
use super::memory::Room;
use super::model::cached::Blob;
use super::model::key::CacheKey;
use super::parts::{Parts, RegionState};
use crate::Result;
use crate::config::LoadLimits;
use crate::statistics::RegionStatistics;

/// What sets the region of lists apart from that of rows, which has the same name.
pub(super) const KIND: &str = "~l:";

/// Pages and counts, in both levels, as bytes. A tenant's are readable as long as no row of the tenant was written
/// since they were loaded: a write fences their generation as it does the keys of the row.
pub(crate) struct Lists(Core<Blob>);

impl Lists {
    pub(super) fn new(
        parts: Arc<Parts>,
        state: Arc<RegionState>,
        lives: Lives,
        room: Room,
        hard: Option<Duration>,
    ) -> Self {
        let core = Core::new(parts, state, "", |state| &state.rows, (lives, room));
        Self(core.limited_by(LoadLimits { soft: None, hard }))
    }

    /// Whether they are read from the cache at all.
    pub(crate) fn are_kept(&self) -> bool {
        self.0.parts.config.enabled
    }

    /// Returns what `load` brings, or brought earlier; `load` must read the primary outside any transaction.
    pub(crate) fn read<'l>(
        &'l self,
        key: &'l CacheKey,
        load: BoxFuture<'l, Result<Option<Vec<u8>>>>,
    ) -> BoxFuture<'l, Result<Option<Arc<Blob>>>> {
        let at = self.0.lookup(key.as_bytes(), key.tenant_len());
        Box::pin(self.0.read(at, false, async move || Ok(load.await?.map(Blob))))
    }

    pub(super) fn statistics(&self, region: &str) -> RegionStatistics {
        self.0.counters().read(format!("{region} (lists)"), self.0.entries())
    }
}
