//! How far a long step is, and how long it may still take.

use std::time::{Duration, Instant};

/// Measures speed from where a run took a step up.
pub(in crate::migrate) struct Meter {
    begun: Instant,
    first: u64,
    total: Option<u64>,
}

impl Meter {
    pub(in crate::migrate) fn new(first: u64, total: Option<u64>) -> Self {
        Self { begun: Instant::now(), first, total }
    }

    /// Returns the total, which an estimate too low does not put below what is done.
    pub(in crate::migrate) fn total(&self, done: u64) -> Option<u64> {
        self.total.map(|total| total.max(done))
    }

    pub(in crate::migrate) fn eta(&self, done: u64) -> Option<Duration> {
        remaining(self.begun.elapsed(), done.saturating_sub(self.first), self.total(done)?.saturating_sub(done))
    }
}

/// Returns how long `left` takes when `done` took `elapsed`.
fn remaining(elapsed: Duration, done: u64, left: u64) -> Option<Duration> {
    if done == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let factor = left as f64 / done as f64;
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * factor).ok()
}

/// How many rows a batch takes, so that each keeps its locks for about the same time.
pub(in crate::migrate) struct BatchSize(u64);

impl BatchSize {
    const TIME: Duration = Duration::from_millis(200);

    pub(in crate::migrate) fn new() -> Self {
        Self(1000)
    }

    pub(in crate::migrate) fn rows(&self) -> u64 {
        self.0
    }

    /// Learns from the last batch; returns how long to leave the database to others.
    pub(in crate::migrate) fn learn(&mut self, took: Duration) -> Duration {
        let micros = took.as_micros().max(1);
        let fitting = u64::try_from(u128::from(self.0) * Self::TIME.as_micros() / micros).unwrap_or(u64::MAX);
        self.0 = fitting.clamp(self.0 / 4, self.0 * 2).clamp(50, 50_000);
        (took / 4).clamp(Duration::from_millis(2), Duration::from_millis(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_was_done() {
        let second = Duration::from_secs(1);
        assert_eq!(remaining(second, 100, 300), Some(3 * second));
        assert_eq!(remaining(second, 100, 0), Some(Duration::ZERO));
        assert_eq!(remaining(second, 0, 300), None);
        let meter = Meter::new(50, Some(100));
        assert_eq!((meter.total(80), meter.total(120)), (Some(100), Some(120)));
    }

    #[test]
    fn batches_grow_and_shrink_towards_their_time() {
        let mut size = BatchSize::new();
        assert_eq!(size.learn(Duration::from_millis(100)), Duration::from_millis(25));
        assert_eq!(size.rows(), 2000);
        size.learn(Duration::from_secs(4));
        assert_eq!(size.rows(), 500);
        size.learn(Duration::ZERO);
        assert_eq!(size.rows(), 1000);
        for _ in 0..20 {
            size.learn(Duration::from_secs(60));
        }
        assert_eq!(size.rows(), 50);
    }
}
