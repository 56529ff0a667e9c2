//! Cells that threads do not contend for: each thread counts in its own, and a reader adds them up.

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// More threads than these share cells in turns.
pub(super) const SHARDS: usize = 16;

/// One call in so many is timed, where a look at the clock would cost more than what is timed.
const SAMPLING: u32 = 1024;

static NEXT: AtomicUsize = AtomicUsize::new(0);

const UNASSIGNED: usize = usize::MAX;

thread_local! {
    static SHARD: Cell<usize> = const { Cell::new(UNASSIGNED) };
    static TICKS: Cell<u32> = const { Cell::new(0) };
}

/// Returns the number of the calling thread's cells.
#[inline]
pub(super) fn of_thread() -> usize {
    let shard = SHARD.get();
    if shard == UNASSIGNED { assign() } else { shard }
}

#[cold]
fn assign() -> usize {
    let shard = NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS;
    SHARD.set(shard);
    shard
}

/// Returns whether this call is one of those that are timed.
#[inline]
pub(crate) fn is_sampled() -> bool {
    let ticks = TICKS.get().wrapping_add(1);
    TICKS.set(ticks);
    ticks.is_multiple_of(SAMPLING)
}

/// Cells of each thread, made when it first counts: what only one thread does takes the memory of one.
pub(crate) struct Sharded<T>(Box<[OnceLock<Box<T>>]>);

impl<T: Default> Sharded<T> {
    pub(crate) fn new() -> Self {
        Self((0..SHARDS).map(|_| OnceLock::new()).collect())
    }

    /// Returns the cells of the calling thread.
    #[inline]
    pub(crate) fn mine(&self) -> &T {
        self.0[of_thread()].get_or_init(Box::default)
    }

    /// Returns those that there are.
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter_map(OnceLock::get).map(|cells| &**cells)
    }
}
