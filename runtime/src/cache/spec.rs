//! The name and times to live of a region.

use std::time::Duration;

/// What one region is called and how long it keeps entries; the configuration fills in what is left out.
#[derive(Debug, Clone, Copy)]
pub struct RegionSpec {
    /// The entity's name; also part of every key.
    pub name: &'static str,
    /// Time to live of rows, varied by ten per cent either way so that expiry does not come in waves.
    pub ttl: Option<Duration>,
    /// Time to live of "there is no such row"; thirty seconds when left out, never longer than `ttl`.
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
