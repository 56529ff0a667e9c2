//! Which rows are read into the cache before anybody asks for them.

/// Which rows of an entity are read ahead when its store opens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Warm {
    /// So many of those that were made last.
    pub(crate) newest: Option<u32>,
    /// So many of those that were read last, by any process.
    pub(crate) used: Option<u32>,
    /// Whether the instance counts as not ready until they are read.
    pub(crate) is_awaited: bool,
}

impl Warm {
    /// Names no rows yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { newest: None, used: None, is_awaited: false }
    }

    /// Names the rows that were made last, by the order of their keys.
    #[must_use]
    pub const fn newest(mut self, rows: u32) -> Self {
        self.newest = Some(rows);
        self
    }

    /// Names the rows that were read last. Redis keeps their list; without it there is none.
    #[must_use]
    pub const fn used(mut self, rows: u32) -> Self {
        self.used = Some(rows);
        self
    }

    /// Lets the instance count as not ready until they are read.
    #[must_use]
    pub const fn ready(mut self) -> Self {
        self.is_awaited = true;
        self
    }
}
