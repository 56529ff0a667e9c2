//! Figures of the cache, as applications read them.

use serde::Serialize;

use super::counters::{CacheEvent, EventCounters};

/// A copy of all counters.
#[derive(Debug, Clone, Serialize)]
pub struct CacheStatistics {
    /// False when every read goes to its loader.
    pub enabled: bool,
    /// Whether Redis answers; `None` without Redis.
    pub redis_up: Option<bool>,
    /// Invalidations that Redis has not confirmed yet.
    pub pending_invalidations: usize,
    /// One entry for each region, by name.
    pub regions: Vec<RegionStatistics>,
}

/// Counters of all regions together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CacheTotals {
    /// Reads answered by either level, "there is no such row" included.
    pub hits: u64,
    /// Reads that found nothing in any level.
    pub misses: u64,
    /// Calls of a loader.
    pub loads: u64,
    /// Operations of Redis without an answer, and loaders that returned an error.
    pub errors: u64,
}

impl CacheStatistics {
    /// Sums the regions up.
    #[must_use]
    pub fn total(&self) -> CacheTotals {
        let mut total = CacheTotals::default();
        for region in &self.regions {
            let shared = region.shared.hits + region.shared.negative_hits;
            total.hits += region.memory.hits + region.memory.negative_hits + shared;
            // Every read asks the memory first, and Redis when the memory has nothing. Counters move while they are
            // read.
            total.misses += region.memory.misses.saturating_sub(shared);
            total.loads += region.loads;
            total.errors += region.memory.errors + region.shared.errors + region.load_errors;
        }
        total
    }
}

/// Counters of one region since the manager was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RegionStatistics {
    /// Name of the region; `name (alias)` counts the look-ups by unique fields.
    pub region: String,
    /// The in-process level.
    pub memory: LevelStatistics,
    /// Redis.
    pub shared: LevelStatistics,
    /// Entries in process, out-of-date ones included.
    pub entries: usize,
    /// Calls of a loader.
    pub loads: u64,
    /// Loaders that returned an error.
    pub load_errors: u64,
    /// Reads that were answered by another reader's load.
    pub coalesced: u64,
    /// Reads that went straight to their loader.
    pub bypassed: u64,
    /// Touches applied.
    pub invalidations: u64,
    /// Leases granted to this instance.
    pub leases_won: u64,
    /// Loads made without a lease because another instance held it to the end of the wait.
    pub leases_denied: u64,
}

/// Counters of one level of a region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LevelStatistics {
    /// Rows found.
    pub hits: u64,
    /// "There is no such row" found.
    pub negative_hits: u64,
    /// Nothing usable found.
    pub misses: u64,
    /// Fills accepted.
    pub fills: u64,
    /// Fills refused because the key was invalidated during the load.
    pub fills_rejected: u64,
    /// Entries of another fingerprint or generation, or damaged.
    pub unreadable: u64,
    /// Operations without an answer.
    pub errors: u64,
}

impl RegionStatistics {
    pub(crate) fn of(region: String, counters: &EventCounters, entries: usize) -> Self {
        let sum = |event| counters.sum(event);
        Self {
            region,
            memory: LevelStatistics {
                hits: sum(CacheEvent::MemoryHit),
                negative_hits: sum(CacheEvent::MemoryNegativeHit),
                misses: sum(CacheEvent::MemoryMiss),
                fills: sum(CacheEvent::MemoryFill),
                fills_rejected: sum(CacheEvent::MemoryFillRejected),
                unreadable: 0,
                errors: 0,
            },
            shared: LevelStatistics {
                hits: sum(CacheEvent::SharedHit),
                negative_hits: sum(CacheEvent::SharedNegativeHit),
                misses: sum(CacheEvent::SharedMiss),
                fills: sum(CacheEvent::SharedFill),
                fills_rejected: sum(CacheEvent::SharedFillRejected),
                unreadable: sum(CacheEvent::SharedUnreadable),
                errors: sum(CacheEvent::SharedError),
            },
            entries,
            loads: sum(CacheEvent::Load),
            load_errors: sum(CacheEvent::LoadError),
            coalesced: sum(CacheEvent::Coalesced),
            bypassed: sum(CacheEvent::Bypassed),
            invalidations: sum(CacheEvent::Invalidation),
            leases_won: sum(CacheEvent::LeaseWon),
            leases_denied: sum(CacheEvent::LeaseDenied),
        }
    }
}
