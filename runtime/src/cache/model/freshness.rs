//! Whether what was read is known to be current.

use std::time::Duration;

/// Whether a row is as current as reads are, or a copy that was left when the database did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// As current as any read.
    Current,
    /// This process had it, and has heard of no write of it since; others may have written it.
    Stale {
        /// How long ago it should have been read anew; zero where nothing but Redis, which is away too, could tell
        /// whether it is current.
        overdue: Duration,
    },
}
