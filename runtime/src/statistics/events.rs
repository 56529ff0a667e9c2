//! Counters of events.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};

use super::shard::{SHARDS, add, of_thread};

/// Counters of `N` kinds of events, spread over cache lines so that threads do not contend.
pub(crate) struct EventCounters<E, const N: usize> {
    shards: Box<[Shard<N>]>,
    events: PhantomData<fn(E)>,
}

#[repr(align(128))]
struct Shard<const N: usize>([AtomicU64; N]);

impl<E: Into<usize>, const N: usize> EventCounters<E, N> {
    pub(crate) fn new() -> Self {
        let shards = (0..SHARDS).map(|_| Shard([const { AtomicU64::new(0) }; N])).collect();
        Self { shards, events: PhantomData }
    }

    #[inline]
    pub(crate) fn add(&self, event: E) {
        self.add_many(event, 1);
    }

    #[inline]
    pub(crate) fn add_many(&self, event: E, count: u64) {
        let shard = of_thread();
        add(&self.shards[shard].0[event.into()], shard, count);
    }

    pub(crate) fn sum(&self, event: E) -> u64 {
        let event = event.into();
        self.shards.iter().map(|shard| shard.0[event].load(Ordering::Relaxed)).sum()
    }
}
