//! The name and times to live of a region.

use std::time::Duration;

/// The name of a region and how long it keeps entries; the configuration provides the defaults.
#[derive(Debug, Clone, Copy)]
pub struct RegionSpec {
    /// The entity's name; also part of every key.
    pub name: &'static str,
    /// Time to live of rows, varied by ten percent so that they do not all expire at once.
    pub ttl: Option<Duration>,
    /// Time to live of missing rows; thirty seconds by default, never longer than `ttl`.
    pub negative_ttl: Option<Duration>,
    /// Entries kept in process.
    pub capacity: Option<usize>,
}

impl RegionSpec {
    /// Names a region that follows the configuration.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, ttl: None, negative_ttl: None, capacity: None }
    }

    /// Sets the time to live of rows.
    #[must_use]
    pub const fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Sets the time to live of missing rows.
    #[must_use]
    pub const fn negative_ttl(mut self, ttl: Duration) -> Self {
        self.negative_ttl = Some(ttl);
        self
    }

    /// Sets how many entries are kept in process.
    #[must_use]
    pub const fn capacity(mut self, entries: usize) -> Self {
        self.capacity = Some(entries);
        self
    }
}
