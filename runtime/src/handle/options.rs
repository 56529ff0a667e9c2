//! How a transaction runs.

use std::time::Duration;

use crate::config::Within;

/// How a transaction runs, where that is not as the store has it.
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct TransactionOptions {
    pub(crate) within: Option<Within>,
}

impl TransactionOptions {
    /// Starts from what the store has.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives each statement this long, a wait for a lock included, in place of the store's limits. COMMIT has the
    /// store's limit.
    pub fn within(mut self, limit: Duration) -> Self {
        self.within = Some(Within::of(limit));
        self
    }
}
