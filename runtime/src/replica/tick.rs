//! Ticks of one process's clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A moment: nanoseconds since the store was opened. The first is none that anything happened at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tick(pub(crate) u64);

impl Tick {
    /// Returns how long before `later` it was.
    pub(crate) fn since(self, later: Self) -> Duration {
        Duration::from_nanos(later.0.saturating_sub(self.0))
    }
}

/// The clock of a store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticks(Instant);

impl Ticks {
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn now(self) -> Tick {
        Tick(u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX).max(1))
    }
}

/// A moment that only moves on.
#[derive(Debug, Default)]
pub(crate) struct LastTick(AtomicU64);

impl LastTick {
    pub(crate) fn reach(&self, moment: Tick) {
        self.0.fetch_max(moment.0, Ordering::AcqRel);
    }

    pub(crate) fn get(&self) -> Tick {
        Tick(self.0.load(Ordering::Acquire))
    }
}
