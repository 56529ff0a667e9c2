//! The order in which this instance hands out values, so that readers never go back in time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

const SHARDS: usize = 64;
const STRIPES: usize = 64;
/// Keys that a stripe tells apart.
const SLOTS: usize = 4;

/// The order in which this instance hands out what it fetched, so that the in-process level never goes back in time.
///
/// A row tells what its key and each of its aliases lead to; an alias that is missing tells that no row has it. A value
/// may be kept only if nothing else that tells the same was handed out since its fetch began: of two fetches that
/// overlap, nobody knows which one is older. More keys on one stripe than it tells apart only cost each other a place
/// in process, and only when they are fetched at the same time.
pub(crate) struct Served {
    clock: AtomicU64,
    shards: Box<[Mutex<Shard>]>,
}

type Shard = [Stripe; STRIPES];

/// When fetched values were handed out last: for the latest keys each, and the latest of all others.
#[derive(Debug, Clone, Copy, Default)]
struct Stripe {
    keys: [(u64, u64); SLOTS],
    others: u64,
}

impl Stripe {
    /// Returns when the value of a key may have been handed out last.
    fn last(&self, hash: u64) -> u64 {
        let known = self.keys.iter().find(|(key, last)| *key == hash && *last > 0);
        known.map_or(self.others, |(_, last)| *last)
    }

    /// Notes that the value of a key is handed out at `now`.
    fn note(&mut self, hash: u64, now: u64) {
        if let Some((_, last)) = self.keys.iter_mut().find(|(key, last)| *key == hash && *last > 0) {
            *last = now;
        } else if let Some(oldest) = self.keys.iter_mut().min_by_key(|(_, last)| *last) {
            self.others = self.others.max(oldest.1);
            *oldest = (hash, now);
        }
    }
}

/// A moment in the order of what is handed out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket(u64);

impl Ticket {
    /// Whether this moment had not come yet when `other` was taken.
    pub(crate) fn is_after(self, other: Self) -> bool {
        self.0 > other.0
    }
}

impl Served {
    pub(crate) fn new() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::new([Stripe::default(); STRIPES])).collect();
        Self { clock: AtomicU64::new(0), shards }
    }

    /// Taken before a fetch begins.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.clock.load(Ordering::SeqCst))
    }

    /// Notes that a value fetched since `ticket`, which tells what the keys with the hashes `told` lead to, is about to
    /// be handed out. `settle` learns whether nothing else has told of these, or of `others`, since then, and changes
    /// the in-process level before anybody else's value for any of them does; where it says that nothing older is left,
    /// the moment is returned.
    pub(crate) fn hand_out(
        &self,
        told: &[u64],
        others: &[u64],
        ticket: Ticket,
        settle: impl FnOnce(bool) -> bool,
    ) -> Option<Ticket> {
        let all = || told.iter().chain(others);
        let mut numbers: Vec<usize> = all().map(|hash| place(*hash) / STRIPES).collect();
        // In one order, so that two never wait for each other.
        numbers.sort_unstable();
        numbers.dedup();
        let lock = |number: &usize| self.shards[*number].lock().unwrap_or_else(PoisonError::into_inner);
        let mut shards: Vec<_> = numbers.iter().map(lock).collect();
        let now = self.clock.fetch_add(1, Ordering::SeqCst) + 1;
        let mut stripe = |hash: u64, change: &mut dyn FnMut(&mut Stripe)| {
            let place = place(hash);
            if let Ok(at) = numbers.binary_search(&(place / STRIPES)) {
                change(&mut shards[at][place % STRIPES]);
            }
        };
        let mut is_only = true;
        for hash in all() {
            stripe(*hash, &mut |stripe| is_only &= stripe.last(*hash) <= ticket.0);
        }
        for hash in told {
            stripe(*hash, &mut |stripe| stripe.note(*hash, now));
        }
        settle(is_only).then_some(Ticket(now))
    }
}

/// The stripe of a key, by bits that neither the epochs nor the buckets of the in-process level use alone.
fn place(hash: u64) -> usize {
    (hash >> 16) as usize % (SHARDS * STRIPES)
}

#[cfg(test)]
mod tests {
    use super::{SLOTS, Served, Stripe};

    #[test]
    fn keys_of_a_stripe_are_told_apart_and_none_is_forgotten() {
        let mut stripe = Stripe::default();
        for key in 1..=SLOTS as u64 {
            assert_eq!(stripe.last(key), 0, "it was not handed out before");
            stripe.note(key, key);
        }
        assert_eq!(stripe.last(1), 1);
        stripe.note(1, 10);
        // One more takes the place of the oldest, which then counts as one of the others.
        assert_eq!(stripe.last(99), 0);
        stripe.note(99, 11);
        assert!(stripe.last(2) >= 2);
        assert_eq!(stripe.last(1), 10);
    }

    #[test]
    fn what_tells_of_several_keys_is_the_only_one_if_it_is_for_each() {
        let served = Served::new();
        let [row, alias, other] = [1 << 16, 2 << 32, 3 << 48];
        let before = served.ticket();
        assert!(
            served.hand_out(&[row, alias, alias], &[], before, |is_only| is_only).is_some(),
            "a key may be told twice"
        );
        assert!(served.hand_out(&[other], &[], before, |is_only| is_only).is_some());
        assert!(served.hand_out(&[alias], &[], before, |is_only| is_only).is_none());
        assert!(served.hand_out(&[5], &[row], before, |is_only| is_only).is_none());
        let later = served.ticket();
        let moment = served.hand_out(&[alias, row], &[other], later, |is_only| is_only).unwrap();
        assert!(moment.is_after(later) && !moment.is_after(served.ticket()));
    }
}
