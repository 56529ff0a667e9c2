//! Counts the attempts at a step that times out waiting for a lock.

use std::time::Duration;

use rand::RngExt as _;
use tokio::time::sleep;

use super::LockLimits;

/// Counts attempts, with longer pauses between them each time.
pub(in crate::migrate) struct LockAttempts {
    made: u32,
    allowed: u32,
}

impl LockAttempts {
    pub(in crate::migrate) fn new(limits: LockLimits) -> Self {
        Self { made: 0, allowed: limits.attempts.max(1) }
    }

    pub(in crate::migrate) fn made(&self) -> u32 {
        self.made
    }

    pub(in crate::migrate) fn allowed(&self) -> u32 {
        self.allowed
    }

    /// Counts an attempt that failed; returns whether another is due.
    pub(in crate::migrate) fn count(&mut self) -> bool {
        self.made += 1;
        self.made < self.allowed
    }

    /// Pauses before the next attempt, unevenly, so that migrators and applications fall out of step.
    pub(in crate::migrate) async fn pause(&self) {
        let base = 100 * 2_u64.pow(self.made.clamp(1, 6));
        let pause = Duration::from_millis(rand::rng().random_range(base / 2..=base));
        sleep(pause).await;
    }
}
