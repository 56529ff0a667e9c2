//! Pauses between attempts to reach Redis: each twice as long as the one before, none quite the same as another's.

use std::time::Duration;

use super::chance::random_range;
use super::time::sleep;

const FIRST: Duration = Duration::from_millis(50);
/// Short enough that Redis is found again by all within a second.
const LONGEST: Duration = Duration::from_millis(500);

/// The pause before the next attempt.
pub(crate) struct Backoff(Duration);

impl Backoff {
    pub(crate) fn new() -> Self {
        Self(FIRST)
    }

    /// Waits for between half of the pause and all of it.
    pub(crate) async fn pause(&self) {
        sleep(self.0.mul_f64(random_range(0.5..=1.0))).await;
    }

    /// Doubles the pause.
    pub(crate) fn grow(&mut self) {
        self.0 = (self.0 * 2).min(LONGEST);
    }
}
