//! What is counted for each region.

use std::sync::atomic::AtomicU64;

use crate::cache::memory::size::EntrySizes;
use crate::statistics::{EventCounters, HistogramCells, LevelStatistics, RegionStatistics};

/// What is counted for each region.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CacheEvent {
    MemoryHit,
    MemoryNegativeHit,
    MemoryMiss,
    MemoryFill,
    MemoryFillRejected,
    SharedHit,
    SharedNegativeHit,
    SharedMiss,
    SharedFill,
    SharedFillRejected,
    SharedError,
    SharedUnreadable,
    LeaseWon,
    LeaseDenied,
    LoadError,
    Coalesced,
    Bypassed,
    Invalidation,
    Refreshed,
    ExpiredServed,
    TimedOut,
    ProbeAgreed,
    ProbeStale,
}

const EVENTS: usize = CacheEvent::ProbeStale as usize + 1;

impl From<CacheEvent> for usize {
    fn from(event: CacheEvent) -> Self {
        event as Self
    }
}

/// The counters of one kind of entry in a region: its rows, or its aliases.
pub(crate) struct RegionCounters {
    events: EventCounters<CacheEvent, EVENTS>,
    /// Reads that were answered in process; a sample.
    pub(crate) memory_reads: HistogramCells,
    pub(crate) shared_reads: HistogramCells,
    pub(crate) loads: HistogramCells,
    /// Of entries that were stored in process.
    pub(crate) sizes: EntrySizes,
}

impl RegionCounters {
    pub(crate) fn new() -> Self {
        Self {
            events: EventCounters::new(),
            memory_reads: HistogramCells::default(),
            shared_reads: HistogramCells::default(),
            loads: HistogramCells::default(),
            sizes: EntrySizes::default(),
        }
    }

    #[inline]
    pub(crate) fn add(&self, event: CacheEvent) {
        self.events.add(event);
    }

    pub(crate) fn add_many(&self, event: CacheEvent, count: u64) {
        self.events.add_many(event, count);
    }

    pub(crate) fn read(&self, region: String, entries: usize) -> RegionStatistics {
        let sum = |event| self.events.sum(event);
        let load = self.loads.read();
        RegionStatistics {
            region,
            memory: LevelStatistics {
                hits: sum(CacheEvent::MemoryHit),
                negative_hits: sum(CacheEvent::MemoryNegativeHit),
                misses: sum(CacheEvent::MemoryMiss),
                fills: sum(CacheEvent::MemoryFill),
                fills_rejected: sum(CacheEvent::MemoryFillRejected),
                unreadable: 0,
                errors: 0,
                read: self.memory_reads.read(),
            },
            shared: LevelStatistics {
                hits: sum(CacheEvent::SharedHit),
                negative_hits: sum(CacheEvent::SharedNegativeHit),
                misses: sum(CacheEvent::SharedMiss),
                fills: sum(CacheEvent::SharedFill),
                fills_rejected: sum(CacheEvent::SharedFillRejected),
                unreadable: sum(CacheEvent::SharedUnreadable),
                errors: sum(CacheEvent::SharedError),
                read: self.shared_reads.read(),
            },
            entries,
            entry_bytes_estimate: self.sizes.estimate(entries),
            loads: load.count(),
            load_errors: sum(CacheEvent::LoadError),
            load,
            coalesced: sum(CacheEvent::Coalesced),
            bypassed: sum(CacheEvent::Bypassed),
            invalidations: sum(CacheEvent::Invalidation),
            leases_won: sum(CacheEvent::LeaseWon),
            leases_denied: sum(CacheEvent::LeaseDenied),
            refreshes: sum(CacheEvent::Refreshed),
            expired_served: sum(CacheEvent::ExpiredServed),
            timeouts: sum(CacheEvent::TimedOut),
            probes_agreed: sum(CacheEvent::ProbeAgreed),
            probes_stale: sum(CacheEvent::ProbeStale),
        }
    }
}

/// What is counted of listening to other instances.
#[derive(Default)]
pub(crate) struct WatchCounters {
    pub(crate) heard: AtomicU64,
    pub(crate) lost: AtomicU64,
    pub(crate) fences_lost: AtomicU64,
}
