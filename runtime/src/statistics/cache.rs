//! What the cache did.

use serde::Serialize;

use super::histogram::Histogram;

/// What the cache did since it was made.
#[derive(Debug, Clone, Serialize)]
pub struct CacheStatistics {
    /// False when every read goes to its loader.
    pub enabled: bool,
    /// Whether Redis answers; `None` without Redis.
    pub redis_up: Option<bool>,
    /// Invalidations that Redis has not confirmed yet.
    pub pending_invalidations: usize,
    /// All regions together.
    pub total: CacheTotals,
    /// Commands to Redis by what they are for; those that were never sent are left out.
    pub redis: Vec<RedisStatistics>,
    /// One entry for each region, by name.
    pub regions: Vec<RegionStatistics>,
}

/// Commands to Redis of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RedisStatistics {
    /// What they are for: `read`, `generation`, `fill`, `set`, `fence`, `clear` or `release`.
    pub command: &'static str,
    /// Commands without an answer in time.
    pub timeouts: u64,
    /// Commands that failed because the connection was lost, or because there is none.
    pub connection_errors: u64,
    /// Commands that Redis refused.
    pub refused: u64,
    /// How long the others took, from sending to the answer.
    pub duration: Histogram,
}

/// All regions together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
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
    /// The part of reads that either level answered, between 0 and 1; 0 before the first read.
    pub hit_rate: f64,
}

impl CacheTotals {
    /// Sums regions up.
    #[must_use]
    pub fn of(regions: &[RegionStatistics]) -> Self {
        let mut total = Self::default();
        for region in regions {
            let shared = region.shared.hits + region.shared.negative_hits;
            total.hits += region.memory.hits + region.memory.negative_hits + shared;
            // Every read asks the memory first, and Redis when the memory has nothing. Counters move while they are
            // read.
            total.misses += region.memory.misses.saturating_sub(shared);
            total.loads += region.loads;
            total.errors += region.memory.errors + region.shared.errors + region.load_errors;
        }
        let reads = total.hits + total.misses;
        total.hit_rate = if reads == 0 { 0.0 } else { total.hits as f64 / reads as f64 };
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
    /// How long loaders took.
    pub load: Histogram,
    /// Reads that were answered by another reader's load.
    pub coalesced: u64,
    /// Reads that went straight to their loader.
    pub bypassed: u64,
    /// Invalidations.
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
    /// How long reads took that the level answered. In process, one read of 1,024 is timed; of Redis, every hit and
    /// every miss.
    pub read: Histogram,
}
