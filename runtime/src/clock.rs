//! A clock that tests can control.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock, cheap to clone. Everything that expires reads one, so that tests advance it instead of waiting.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System { origin: Instant },
    Manual { nanos: Arc<AtomicU64> },
}

/// A point in time of one clock; points of different clocks are not comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

/// Advances the [`Clock`] it was created with.
#[derive(Debug, Clone)]
pub struct ClockHand(Arc<AtomicU64>);

/// The wall clock a manual clock starts at, in milliseconds since 1970.
const MANUAL_WALL_START: u64 = 1_750_000_000_000;

impl Clock {
    /// Returns the machine's monotonic clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System { origin: Instant::now() })
    }

    /// Returns a clock that stands still, and the hand that advances it.
    #[must_use]
    pub fn manual() -> (Self, ClockHand) {
        let nanos = Arc::new(AtomicU64::new(0));
        (Self(Source::Manual { nanos: Arc::clone(&nanos) }), ClockHand(nanos))
    }

    /// Returns the present moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        match &self.0 {
            Source::System { origin } => Moment(nanos_of(origin.elapsed())),
            Source::Manual { nanos } => Moment(nanos.load(Ordering::Acquire)),
        }
    }

    /// Returns the milliseconds since 1970; for what other processes read, never for measuring.
    #[must_use]
    pub fn wall_millis(&self) -> u64 {
        match &self.0 {
            Source::System { .. } => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |elapsed| u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)),
            Source::Manual { nanos } => MANUAL_WALL_START + nanos.load(Ordering::Acquire) / 1_000_000,
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl Moment {
    /// Returns the moment `span` later; the end of time when it does not fit.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(nanos_of(span)))
    }

    /// Returns the nanoseconds since the clock began; never all of them.
    pub(crate) fn nanos(self) -> u64 {
        self.0.min(u64::MAX - 1)
    }

    /// Returns how much later this moment is than `earlier`, zero when it is not.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl ClockHand {
    /// Moves the clock forward.
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(nanos_of(span), Ordering::AcqRel);
    }
}

fn nanos_of(span: Duration) -> u64 {
    // Of 64 bits all the way, since this is a part of every hit of the cache.
    span.as_secs().saturating_mul(1_000_000_000).saturating_add(u64::from(span.subsec_nanos()))
}
