//! The order in which this instance hands out values, so that readers never go back in time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

const SHARDS: usize = 64;
const STRIPES: usize = 64;
/// Keys that a stripe tells apart.
const SLOTS: usize = 4;

/// The order in which this instance hands out what it fetched, so that the in-process level never goes back in time.
///
/// A value may be kept only if nothing else was handed out for its key since its fetch began: of two fetches that
/// overlap, nobody knows which one is older. More keys on one stripe than it tells apart only cost each other a place
/// in process, and only when they are fetched at the same time.
pub(crate) struct Served {
    clock: AtomicU64,
    stripes: Box<[Mutex<[Stripe; STRIPES]>]>,
}

/// When fetched values were handed out last: for the latest keys each, and the latest of all others.
#[derive(Debug, Clone, Copy, Default)]
struct Stripe {
    keys: [(u64, u64); SLOTS],
    others: u64,
}

impl Stripe {
    /// Notes that the value of a key is handed out at `now`; returns when it may have been before.
    fn note(&mut self, hash: u64, now: u64) -> u64 {
        if let Some((_, last)) = self.keys.iter_mut().find(|(key, last)| *key == hash && *last > 0) {
            return std::mem::replace(last, now);
        }
        let before = self.others;
        if let Some(oldest) = self.keys.iter_mut().min_by_key(|(_, last)| *last) {
            self.others = self.others.max(oldest.1);
            *oldest = (hash, now);
        }
        before
    }
}

/// When a fetch began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket(u64);

impl Served {
    pub(crate) fn new() -> Self {
        let stripes = (0..SHARDS).map(|_| Mutex::new([Stripe::default(); STRIPES])).collect();
        Self { clock: AtomicU64::new(0), stripes }
    }

    /// Taken before a fetch begins.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.clock.load(Ordering::SeqCst))
    }

    /// Notes that a value fetched since `ticket` is about to be handed out. `settle` learns whether it is the only one
    /// since then, and changes the in-process level before anybody else's value for the key does.
    pub(crate) fn hand_out(&self, hash: u64, ticket: Ticket, settle: impl FnOnce(bool) -> bool) -> bool {
        // Bits that neither the epochs nor the buckets of the in-process level use alone.
        let stripe = (hash >> 16) as usize % (SHARDS * STRIPES);
        let mut shard = self.stripes[stripe / STRIPES].lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.fetch_add(1, Ordering::SeqCst) + 1;
        let is_only = shard[stripe % STRIPES].note(hash, now) <= ticket.0;
        settle(is_only)
    }
}

#[cfg(test)]
mod tests {
    use super::{SLOTS, Stripe};

    #[test]
    fn keys_of_a_stripe_are_told_apart_and_none_is_forgotten() {
        let mut stripe = Stripe::default();
        let keys = SLOTS as u64;
        assert!((1..=keys).all(|key| stripe.note(key, key) == 0), "no key was handed out before");
        assert_eq!(stripe.note(1, 10), 1);
        // One more takes the place of the oldest, which then counts as one of the others.
        assert_eq!(stripe.note(99, 11), 0);
        assert!(stripe.note(2, 12) >= 2);
    }
}
