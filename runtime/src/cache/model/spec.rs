//! The name and times to live of a region.

use std::time::Duration;

use super::warm::Warm;
use crate::config::{CacheMode, LoadLimits, OnCacheDown};

/// The name of a region and how long it keeps entries; the configuration provides the defaults.
#[derive(Debug, Clone, Copy)]
pub struct RegionSpec {
    /// The entity's name; also part of every key.
    pub name: &'static str,
    /// Time to live of rows, varied by ten percent so that they do not all expire at once.
    pub ttl: Option<Duration>,
    /// Time to live of missing rows; thirty seconds by default, never longer than `ttl`.
    pub negative_ttl: Option<Duration>,
    /// Time to live of pages and counts; without it they are read from the database.
    pub lists: Option<Duration>,
    /// Entries kept in process.
    pub capacity: Option<usize>,
    /// Bytes that they may take.
    pub memory: Option<usize>,
    /// What writes cost and promise, unless the configuration names the entity.
    pub mode: Option<CacheMode>,
    /// What becomes of writes that cannot be fenced, unless the configuration names the entity.
    pub on_down: Option<OnCacheDown>,
    /// After how long a read takes a copy in process whose time is over, unless the configuration names the entity.
    pub soft_timeout: Option<Duration>,
    /// After how long a read gives up, unless the configuration names the entity.
    pub hard_timeout: Option<Duration>,
    /// Which rows are read ahead when the store opens.
    pub warm: Option<Warm>,
}

impl RegionSpec {
    /// Names a region that follows the configuration.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            ttl: None,
            negative_ttl: None,
            lists: None,
            capacity: None,
            memory: None,
            mode: None,
            on_down: None,
            soft_timeout: None,
            hard_timeout: None,
            warm: None,
        }
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

    /// Sets the time to live of pages and counts, which every write of the tenant's rows makes out of date.
    #[must_use]
    pub const fn lists(mut self, ttl: Duration) -> Self {
        self.lists = Some(ttl);
        self
    }

    /// Sets how many entries are kept in process.
    #[must_use]
    pub const fn capacity(mut self, entries: usize) -> Self {
        self.capacity = Some(entries);
        self
    }

    /// Sets how many bytes entries take in process.
    #[must_use]
    pub const fn memory(mut self, bytes: usize) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Sets what writes cost and promise.
    #[must_use]
    pub const fn mode(mut self, mode: CacheMode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Sets what becomes of writes that cannot be fenced.
    #[must_use]
    pub const fn on_down(mut self, on_down: OnCacheDown) -> Self {
        self.on_down = Some(on_down);
        self
    }

    /// Sets after how long a read that has to load takes a copy in process whose time is over; the load goes on.
    #[must_use]
    pub const fn soft_timeout(mut self, limit: Duration) -> Self {
        self.soft_timeout = Some(limit);
        self
    }

    /// Sets after how long a read that has to load gives up.
    #[must_use]
    pub const fn hard_timeout(mut self, limit: Duration) -> Self {
        self.hard_timeout = Some(limit);
        self
    }

    /// Sets which rows are read ahead when the store opens.
    #[must_use]
    pub const fn warm(mut self, warm: Warm) -> Self {
        self.warm = Some(warm);
        self
    }

    pub(crate) const fn limits(&self) -> LoadLimits {
        LoadLimits { soft: self.soft_timeout, hard: self.hard_timeout }
    }
}
