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
    /// Whether Redis answers so slowly that reads go to the database; `None` without Redis.
    pub redis_slow: Option<bool>,
    /// How this instance learns of the writes of others; `None` without Redis.
    pub watch: Option<WatchStatistics>,
    /// The log of writes that could not be fenced; `None` without Redis, or where no entity wants it.
    pub log: Option<InvalidationLogStatistics>,
    /// Invalidations that Redis has not confirmed yet.
    pub pending_invalidations: usize,
    /// Bytes of encoded entries that are on their way to Redis.
    pub encode_buffer_bytes: u64,
    /// What is read ahead, or was, of the regions whose definition says so.
    pub warm: Vec<WarmStatistics>,
    /// All regions together.
    pub total: CacheTotals,
    /// Commands to Redis by what they are for; those that were never sent are left out.
    pub redis: Vec<RedisStatistics>,
    /// One entry for each region, by name.
    pub regions: Vec<RegionStatistics>,
}

/// How an instance learns of the writes of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WatchStatistics {
    /// Whether entries in process may be served at present.
    pub is_current: bool,
    /// False where the server cannot tell, so that entries in process last five seconds and may be as old.
    pub is_told: bool,
    /// Messages heard, those of its own writes included.
    pub heard: u64,
    /// How often the connection was lost, and with it everything in process.
    pub lost: u64,
    /// Fences that did not stand to the end of their write, because they were evicted, flushed or forgotten.
    pub fences_lost: u64,
}

/// The table in which writes are written down that Redis, while it is away, cannot fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InvalidationLogStatistics {
    /// False where the table is missing or may not be used: such writes are then made as with `CACHE_ON_DOWN=continue`.
    pub is_kept: bool,
    /// Writes of this instance that were written down.
    pub written: u64,
    /// Writes of other instances that were read there.
    pub heard: u64,
}

/// How far reading ahead is, of one region.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WarmStatistics {
    /// The region.
    pub region: &'static str,
    /// The most rows that are read.
    pub wanted: u64,
    /// Rows that are in the cache so far, those that were before included.
    pub rows: u64,
    /// Whether it goes on.
    pub is_running: bool,
    /// Whether it ended early; the rest is left to readers.
    pub has_failed: bool,
    /// How long it took, or has taken so far.
    pub seconds: f64,
}

/// Commands to Redis of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RedisStatistics {
    /// What they are for: `read`, `generation`, `fill`, `set`, `fence`, `clear`, `release` or `inspect`.
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

/// What one region takes in Redis, estimated from a sample of the keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RegionSample {
    /// The region; `name (alias)` are the look-ups by unique fields, `values name` an application's own values.
    pub region: String,
    /// Keys.
    pub keys_estimate: u64,
    /// Bytes that the keys and their values take.
    pub bytes_estimate: u64,
    /// Keys whose bytes were asked for.
    pub measured_keys: u64,
}

impl RegionSample {
    #[cfg_attr(not(feature = "redis"), allow(dead_code, reason = "only Redis is asked"))]
    pub(crate) fn new(region: String) -> Self {
        Self { region, keys_estimate: 0, bytes_estimate: 0, measured_keys: 0 }
    }
}

/// What Redis says of its memory, of all who use it; of a Cluster, its primaries together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RedisMemory {
    /// Bytes in use.
    pub used_bytes: u64,
    /// The limit in bytes; 0 where there is none.
    pub max_bytes: u64,
    /// Keys of all databases.
    pub keys: u64,
    /// Keys that were evicted for want of memory, since the server was started.
    pub evicted_keys: u64,
    /// Look-ups that found a key, since the server was started.
    pub hits: u64,
    /// Look-ups that found none, since the server was started.
    pub misses: u64,
}

impl RedisMemory {
    /// Reads the answer of INFO.
    #[cfg_attr(not(feature = "redis"), allow(dead_code, reason = "only Redis is asked"))]
    pub(crate) fn of_info(info: &str) -> Self {
        let pairs: Vec<(&str, &str)> = info.lines().filter_map(|line| line.trim().split_once(':')).collect();
        let figure = |name: &str| {
            let value = pairs.iter().find(|(found, _)| *found == name).map(|(_, value)| value.parse().ok());
            value.flatten().unwrap_or_default()
        };
        let databases =
            pairs.iter().filter(|(name, _)| name.strip_prefix("db").is_some_and(|n| n.parse::<u32>().is_ok()));
        let keys =
            databases.filter_map(|(_, value)| value.strip_prefix("keys=")?.split(',').next()?.parse::<u64>().ok());
        Self {
            used_bytes: figure("used_memory"),
            max_bytes: figure("maxmemory"),
            keys: keys.sum(),
            evicted_keys: figure("evicted_keys"),
            hits: figure("keyspace_hits"),
            misses: figure("keyspace_misses"),
        }
    }

    /// Adds another server of the same Cluster.
    #[cfg_attr(not(feature = "redis"), allow(dead_code, reason = "only Redis is asked"))]
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            used_bytes: self.used_bytes + other.used_bytes,
            max_bytes: self.max_bytes + other.max_bytes,
            keys: self.keys + other.keys,
            evicted_keys: self.evicted_keys + other.evicted_keys,
            hits: self.hits + other.hits,
            misses: self.misses + other.misses,
        }
    }
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
    /// Bytes that these entries take, estimated from the sizes of some.
    pub entry_bytes_estimate: u64,
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
    /// Loads of what would have expired soon.
    pub refreshes: u64,
    /// Reads that took a copy whose time was over, because the load took longer than the soft timeout.
    pub expired_served: u64,
    /// Reads that gave up because the load took longer than the hard timeout.
    pub timeouts: u64,
    /// Hits that were compared with the database (`CACHE_PROBE`) and were what it has.
    pub probes_agreed: u64,
    /// Hits that were not, although no write of the row was under way or heard of: something writes past larder, or the
    /// cache does not keep its promise.
    pub probes_stale: u64,
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

#[cfg(test)]
mod tests {
    use super::RedisMemory;

    #[test]
    fn info_says_how_much_memory_is_used() {
        let info = "# Memory\r\nused_memory:1024\r\nused_memory_human:1K\r\nmaxmemory:0\r\nevicted_keys:3\r\n\
                    keyspace_hits:7\r\nkeyspace_misses:2\r\ndb0:keys=5,expires=1\r\ndb12:keys=2,expires=0\r\n";
        let expected = RedisMemory { used_bytes: 1024, max_bytes: 0, keys: 7, evicted_keys: 3, hits: 7, misses: 2 };
        assert_eq!(RedisMemory::of_info(info), expected);
    }
}
