//! Event counters that threads do not contend for.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

const SHARDS: usize = 16;

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
    Load,
    LoadError,
    Coalesced,
    Bypassed,
    Invalidation,
}

const EVENTS: usize = CacheEvent::Invalidation as usize + 1;

/// Event counters, spread over cache lines so that threads do not contend.
pub(crate) struct EventCounters(Box<[Shard]>);

#[repr(align(128))]
struct Shard([AtomicU64; EVENTS]);

static NEXT: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static MINE: Cell<usize> = Cell::new(NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS);
}

impl EventCounters {
    pub(crate) fn new() -> Self {
        Self((0..SHARDS).map(|_| Shard([const { AtomicU64::new(0) }; EVENTS])).collect())
    }

    pub(crate) fn add(&self, event: CacheEvent) {
        self.add_many(event, 1);
    }

    pub(crate) fn add_many(&self, event: CacheEvent, count: u64) {
        self.0[MINE.get()].0[event as usize].fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn sum(&self, event: CacheEvent) -> u64 {
        self.0.iter().map(|shard| shard.0[event as usize].load(Ordering::Relaxed)).sum()
    }
}
