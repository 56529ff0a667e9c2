//! What the runtime knows of an entity: its descriptor, the counters of its parents, what goes when a row goes.

mod branch;
mod cascade;
mod counter;
mod key_value;
mod parent;
mod register;
mod registered;
mod tallies;

use crate::error::Result;
use crate::statement::Sql;
use crate::value::{Arguments, Column, Row};

pub(crate) use branch::{FoundRow, STEP};
pub(crate) use cascade::{far_regions, searches, tenant_regions};
pub(crate) use counter::{Count, counts, growth};
pub(crate) use parent::{Check, checks};
pub(crate) use tallies::{Change, MOST, Tallies};

pub use branch::{Branch, By, KeyKind, Removal, Tally};
pub use cascade::Cascade;
pub use counter::{CounterTarget, CounterUpdate, Tenancy};
pub use key_value::KeyValue;
pub use parent::ParentCheck;
pub use registered::Registered;

/// What the runtime knows of one entity; implemented beside its row struct.
pub trait Entity: Clone + Send + Sync + Sized + 'static {
    /// The type of its primary key.
    type Key: Column + Clone + Into<KeyValue> + Send + Sync + 'static;
    /// Its name.
    const NAME: &'static str;
    /// Selects a row by `[tenant,] key`; soft-deleted rows are left out.
    const GET: &'static Sql;
    /// The same, and keeps others from changing the row (`FOR UPDATE`; plain on SQLite, which has one writer).
    const LOCK: &'static Sql;
    /// A number that changes with its definition; the store checks that it was generated for this one.
    const SHAPE: u64 = 0;

    /// Whether words of its search come from columns that an update leaves alone.
    const SEARCHES_KEPT: bool = false;

    /// Returns the primary key.
    fn key(&self) -> Self::Key;

    /// Returns the tenant the row belongs to.
    fn tenant(&self) -> Option<&str>;

    /// Returns the number that every write of the row raises, where the entity has one.
    fn version(&self) -> Option<i64> {
        None
    }

    /// Takes from `stored` what an update does not write.
    fn keep(&mut self, _stored: &Self) {}

    /// Reads a row of [`GET`](Self::GET).
    ///
    /// # Errors
    /// `Decode` when a value is not what the definition says.
    fn decode(row: &Row) -> Result<Self>;
}

/// A row on its way in: the entity itself, or the entity with its secret columns.
pub trait InsertRow: Send + Sync {
    /// The entity it becomes.
    type Entity: Registered;

    /// Returns the row as it will be read back.
    fn row(&self) -> &Self::Entity;

    /// Appends all values in the order of the INSERT.
    fn bind(&self, to: &mut Arguments);

    /// Takes the key that the database made; a row that brings its own has none to take.
    fn set_number(&mut self, _number: i64) {}
}

/// A type of the user's that columns hold; implemented by `#[derive(Value)]`.
pub trait OwnValue {
    /// A number that changes with its definition.
    const SHAPE: u64;
}
