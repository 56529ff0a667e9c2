//! When Redis answers so slowly that reads are better off without it.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use crate::cache::time::Instant;

/// Part of the longest time that an answer is waited for, beyond which one is slow.
const SLOW: u32 = 4;
/// So many more answers must have been slow than were not,
const MANY: u32 = 16;
/// for at least so long, which is longer than a server stands still to fork or a process to be scheduled.
const LONG: Duration = Duration::from_millis(500);
/// Answers in a row that are not slow, before Redis is read from again.
const QUICK: u32 = 5;

/// Watches how long Redis takes to answer reads.
pub(super) struct Pace {
    began: Instant,
    /// An answer that takes longer is slow.
    limit: Duration,
    /// How many more of the last answers were slow than were not.
    slow: AtomicU32,
    /// When the first of them came, in milliseconds.
    since: AtomicU64,
    is_slow: AtomicBool,
    quick: AtomicU32,
}

impl Pace {
    /// `limit` is how long an answer is waited for.
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            began: Instant::now(),
            limit: limit / SLOW,
            slow: AtomicU32::new(0),
            since: AtomicU64::new(0),
            is_slow: AtomicBool::new(false),
            quick: AtomicU32::new(0),
        }
    }

    /// Whether reads are better off without Redis.
    pub(super) fn is_slow(&self) -> bool {
        self.is_slow.load(Ordering::Acquire)
    }

    /// Notes how long a read waited for its answer; returns whether Redis is found to be slow by that.
    pub(super) fn note(&self, elapsed: Duration) -> bool {
        if elapsed < self.limit {
            if self.slow.load(Ordering::Relaxed) > 0 {
                // At zero there is nothing left to take away.
                let _ = self.slow.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |slow| slow.checked_sub(1));
            }
            return false;
        }
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let slow = self.slow.fetch_add(1, Ordering::Relaxed);
        if slow == 0 {
            self.since.store(now, Ordering::Relaxed);
            return false;
        }
        let lasted = Duration::from_millis(now.saturating_sub(self.since.load(Ordering::Relaxed)));
        slow >= MANY && lasted >= LONG && !self.is_slow.swap(true, Ordering::AcqRel)
    }

    /// Notes how long a probe waited for its answer, `None` if it got none; returns whether Redis is found to be quick
    /// again.
    pub(super) fn note_probe(&self, elapsed: Option<Duration>) -> bool {
        if elapsed.is_none_or(|elapsed| elapsed >= self.limit) {
            self.quick.store(0, Ordering::Relaxed);
            return false;
        }
        if self.quick.fetch_add(1, Ordering::Relaxed) + 1 < QUICK {
            return false;
        }
        self.quick.store(0, Ordering::Relaxed);
        self.slow.store(0, Ordering::Relaxed);
        self.is_slow.store(false, Ordering::Release);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LONG, MANY, Pace, QUICK};

    #[test]
    fn redis_is_slow_when_most_answers_are_for_long_enough() {
        let pace = Pace::new(Duration::from_millis(100));
        let (slow, quick) = (Duration::from_millis(50), Duration::from_millis(1));
        (0..2 * MANY).for_each(|_| {
            pace.note(slow);
        });
        std::thread::sleep(LONG);
        assert!(pace.note(slow) && pace.is_slow());
        assert!(!pace.note(slow), "it is known");
        for _ in 0..3 {
            assert!(!pace.note_probe(None), "those before do not count");
            (1..QUICK).for_each(|_| assert!(!pace.note_probe(Some(quick))));
        }
        assert!(pace.note_probe(Some(quick)) && !pace.is_slow());
    }

    #[test]
    fn some_slow_answers_among_others_do_not_make_redis_slow() {
        let pace = Pace::new(Duration::from_millis(100));
        for _ in 0..10 * MANY {
            pace.note(Duration::from_millis(50));
            pace.note(Duration::from_millis(1));
        }
        std::thread::sleep(LONG);
        assert!(!pace.note(Duration::from_millis(50)));
        assert!(!pace.is_slow());
    }
}
