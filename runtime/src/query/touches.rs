//! What work on the database makes out of date.

use crate::cache::Invalidate;
use crate::entity::{Table, invalidated};

/// The rows that work of the application's own may change, so that nothing stale of them stays in the cache.
#[derive(Debug, Clone)]
#[must_use]
pub struct Touches(pub(super) Vec<Invalidate>);

impl Touches {
    /// No row that may be cached.
    pub fn nothing() -> Self {
        Self(Vec::new())
    }

    /// Rows of `T`: all that is cached of them is invalidated, at the same cost however many there are. Rows that a
    /// foreign key deletes with them are rows of their own entities.
    pub fn all<T: Table>() -> Self {
        Self::of(T::IS_CACHED.then_some(Invalidate::Region { region: T::REGION }))
    }

    /// Rows of `T` that belong to this tenant, and no others.
    pub fn tenant<T: Table>(tenant: &str) -> Self {
        Self::of(T::IS_CACHED.then(|| Invalidate::Tenant { region: T::REGION, tenant: tenant.to_owned() }))
    }

    /// This row, which is as it was read.
    pub fn row<T: Table>(row: &T) -> Self {
        Self::of(invalidated(row))
    }

    /// Both.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    fn of(what: impl IntoIterator<Item = Invalidate>) -> Self {
        Self(what.into_iter().collect())
    }
}
