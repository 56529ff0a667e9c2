//! Until when the in-process level may be believed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::clock::Moment;

/// Longest time that an instance serves its own copy of what others could have changed and nobody tells it of.
const UNTOLD: Duration = Duration::from_secs(5);
/// The same where it is told, for want of anything better to do with a copy that nobody asks for.
const TOLD: Duration = Duration::from_secs(60);

/// Who is told of other instances' writes.
#[cfg_attr(not(feature = "redis"), allow(dead_code, reason = "nobody else tells"))]
pub(crate) trait Listener: Send + Sync + 'static {
    /// What stands under a key of Redis may be out of date.
    fn hear(&self, key: &[u8]);
    /// Anything may have been missed.
    fn miss(&self);
}

/// Until when entries in process may be served: with a second level, as long as it is confirmed that this instance has
/// heard of all fences that are older than its bound.
pub(crate) struct Bound(AtomicU64);

const NEVER: u64 = 0;
const ALWAYS: u64 = u64::MAX;

impl Bound {
    /// Nobody else can change anything, or nobody tells.
    pub(crate) fn none() -> Self {
        Self(AtomicU64::new(ALWAYS))
    }

    /// Others can, and this instance is yet to hear of it.
    pub(crate) fn untold() -> Self {
        Self(AtomicU64::new(NEVER))
    }

    /// What is in process may be served at `now`.
    #[inline]
    pub(crate) fn allows(&self, now: Moment) -> bool {
        now.nanos() < self.0.load(Ordering::Acquire)
    }

    /// Whether writes of other instances are told, so that entries last.
    pub(crate) fn is_told(&self) -> bool {
        self.0.load(Ordering::Acquire) != ALWAYS
    }

    /// How long an entry may stay that lives as long as `ttl` elsewhere.
    pub(crate) fn life(&self, ttl: Duration) -> Duration {
        if self.is_told() { TOLD.min(ttl / 4).max(UNTOLD) } else { UNTOLD }
    }

    /// All fences placed before some moment are known; entries may be served until `until`.
    #[cfg(any(test, feature = "redis"))]
    pub(crate) fn confirm(&self, until: Moment) {
        self.0.store(until.nanos(), Ordering::Release);
    }

    /// Nobody tells any more.
    #[cfg(any(test, feature = "redis"))]
    pub(crate) fn lose(&self) {
        self.0.store(NEVER, Ordering::Release);
    }

    /// The server cannot tell; entries are served for their short life.
    #[cfg(any(test, feature = "redis"))]
    pub(crate) fn lift(&self) {
        self.0.store(ALWAYS, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn entries_are_served_until_what_was_confirmed_is_too_old() {
        let (clock, hand) = Clock::manual();
        let bound = Bound::untold();
        assert!(!bound.allows(clock.now()) && bound.is_told());
        bound.confirm(clock.now().after(Duration::from_millis(500)));
        hand.advance(Duration::from_millis(499));
        assert!(bound.allows(clock.now()));
        hand.advance(Duration::from_millis(1));
        assert!(!bound.allows(clock.now()));
        bound.lift();
        assert!(bound.allows(clock.now()) && !bound.is_told());
        assert_eq!(bound.life(Duration::from_secs(3600)), UNTOLD);
        bound.lose();
        assert!(!bound.allows(clock.now()));
        assert_eq!(bound.life(Duration::from_secs(3600)), TOLD);
    }
}
