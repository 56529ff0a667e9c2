//! Cells that threads do not contend for: each thread counts in its own, and a reader adds them up.

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// More threads than these, less one, share the last cells.
pub(super) const SHARDS: usize = 16;

/// The cells of whoever has none to himself.
const SHARED: usize = SHARDS - 1;

/// One call in so many is timed, where a look at the clock would cost more than what is timed.
pub(crate) const SAMPLING: u32 = 1024;

/// The cells that no thread has to itself, one bit each.
static FREE: AtomicU32 = AtomicU32::new((1 << SHARED) - 1);

const UNASSIGNED: usize = usize::MAX;

thread_local! {
    static SHARD: Cell<usize> = const { Cell::new(UNASSIGNED) };
    static TICKS: Cell<u32> = const { Cell::new(0) };
    static OWNED: Cell<Option<OwnedShard>> = const { Cell::new(None) };
}

/// Returns the number of the calling thread's cells.
#[inline]
pub(super) fn of_thread() -> usize {
    let shard = SHARD.get();
    if shard == UNASSIGNED { assign() } else { shard }
}

#[cold]
fn assign() -> usize {
    let owned = OwnedShard::claim();
    let shard = owned.as_ref().map_or(SHARED, |owned| owned.0);
    SHARD.set(shard);
    // A thread that is at its end keeps none.
    if OWNED.try_with(|place| place.set(owned)).is_err() {
        SHARD.set(SHARED);
    }
    SHARD.get()
}

/// Adds to a cell of the calling thread, whose number is `shard`.
///
/// Only one thread writes to cells that it has to itself, so that they need no locked instruction, which costs ten
/// times as much as what it counts.
#[inline]
pub(super) fn add(cell: &AtomicU64, shard: usize, count: u64) {
    if shard == SHARED {
        cell.fetch_add(count, Ordering::Relaxed);
    } else {
        cell.store(cell.load(Ordering::Relaxed).wrapping_add(count), Ordering::Relaxed);
    }
}

/// Cells that one thread has to itself until it ends; the next one goes on from what it left.
struct OwnedShard(usize);

impl OwnedShard {
    fn claim() -> Option<Self> {
        let lowest = |free: u32| (free != 0).then(|| free & (free - 1));
        let free = FREE.fetch_update(Ordering::AcqRel, Ordering::Relaxed, lowest).ok()?;
        Some(Self(free.trailing_zeros() as usize))
    }
}

impl Drop for OwnedShard {
    fn drop(&mut self) {
        // What is still counted while the thread ends goes where everybody counts.
        SHARD.set(SHARED);
        FREE.fetch_or(1 << self.0, Ordering::Release);
    }
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

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn nothing_is_lost_whoever_has_cells_to_itself() {
        const THREADS: usize = 40;
        const EACH: u64 = 20_000;
        let cells: Vec<AtomicU64> = (0..SHARDS).map(|_| AtomicU64::new(0)).collect();
        for _ in 0..3 {
            // Together there are more of them than cells; the next ones come after all of them have ended.
            let begin = Barrier::new(THREADS);
            std::thread::scope(|scope| {
                let count = || {
                    let shard = of_thread();
                    begin.wait();
                    for _ in 0..EACH {
                        add(&cells[shard], shard, 1);
                    }
                    assert_eq!(of_thread(), shard, "a thread keeps its cells");
                    shard
                };
                let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(count)).collect();
                let mut owned: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
                owned.retain(|shard| *shard != SHARED);
                let all = owned.len();
                owned.sort_unstable();
                owned.dedup();
                assert_eq!(owned.len(), all, "two threads have the same cells to themselves");
                assert!(all < SHARDS, "{all}");
            });
        }
        let sum: u64 = cells.iter().map(|cell| cell.load(Ordering::Relaxed)).sum();
        assert_eq!(sum, 3 * THREADS as u64 * EACH);
    }
}
