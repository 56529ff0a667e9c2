use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

const SHARDS: usize = 64;
const STRIPES: usize = 256;

/// The order in which this instance hands out what it fetched, so that the in-process level never goes back in time.
///
/// A value may be kept only if nothing else was handed out for its key since its fetch began: of two fetches that overlap, nobody
/// knows which one is older. Two keys on one stripe only cost each other a place in process, and only when they are fetched at the
/// same time.
pub(crate) struct Served {
    clock: AtomicU64,
    /// For each stripe, when a fetched value was handed out last.
    last: Box<[Mutex<[u64; STRIPES]>]>,
}

/// When a fetch began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket(u64);

impl Served {
    pub(crate) fn new() -> Self {
        Self { clock: AtomicU64::new(0), last: (0..SHARDS).map(|_| Mutex::new([0; STRIPES])).collect() }
    }

    /// Taken before a fetch begins.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.clock.load(Ordering::SeqCst))
    }

    /// Notes that a value fetched since `ticket` is about to be handed out. `settle` learns whether it is the only one since
    /// then, and changes the in-process level before anybody else's value for the key does.
    pub(crate) fn hand_out(&self, hash: u64, ticket: Ticket, settle: impl FnOnce(bool) -> bool) -> bool {
        // Bits that neither the epochs nor the buckets of the in-process level use alone.
        let stripe = (hash >> 16) as usize % (SHARDS * STRIPES);
        let mut shard = self.last[stripe / STRIPES].lock().unwrap_or_else(PoisonError::into_inner);
        let last = &mut shard[stripe % STRIPES];
        let is_only = *last <= ticket.0;
        *last = self.clock.fetch_add(1, Ordering::SeqCst) + 1;
        settle(is_only)
    }
}
