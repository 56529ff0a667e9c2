//! What the runtime knows of an entity: its descriptor, the counters of its parents, what goes when a row goes.

mod ability;
mod add_sql;
mod branch;
mod cascade;
mod counter;
mod key;
mod key_value;
mod lookup;
mod loose;
mod names;
mod new;
mod parent;
mod reach;
mod reference;
mod register;
mod registered;
mod table;
mod tallies;
mod typed_key;

pub(crate) use branch::{FoundRow, STEP};
pub(crate) use cascade::{far_regions, searches, tenant_regions};
pub(crate) use counter::{Count, counts, growth};
pub(crate) use names::{inserted, invalidated, matches};
pub(crate) use parent::{Check, checks};
pub(crate) use tallies::{Adjustment, MOST, Tallies};

pub use ability::{
    AcrossSql, Change, ChildOf, Join, JoinSql, ManyToMany, Owned, Patch, PatchedWords, PurgeSql, Searched, SoftDelete,
    Versioned,
};
pub(crate) use add_sql::Inserted;
pub use add_sql::{AddSql, Adding};
pub use branch::{Branch, By, KeyKind, Removal, Tally};
pub use cascade::Cascade;
pub use counter::{CounterTarget, CounterUpdate, Tenancy};
pub(crate) use key::ListedKey;
pub use key::{Aliases, Entity, Key, KeySql};
pub use key_value::{KeyValue, several};
pub use lookup::{Hidden, LookupValue, LookupValues, UniqueSql};
pub use loose::Loosening;
pub use names::Names;
pub use new::{InsertRow, New};
pub use parent::ParentCheck;
pub(crate) use reach::Far;
pub use reach::{DeleteReach, Step};
pub use reference::{ReferenceColumn, RowReference};
pub use registered::Registered;
pub(crate) use registered::far;
pub use table::{AnyHooks, NO_TABLE, ReadBack, Table, TableSql, Unread, made_number};
pub use typed_key::{KeyName, KeyNames, TypedKey, key_column};

/// A type of the user's that columns hold; implemented by `#[derive(Value)]`.
pub trait UserType {
    /// A number that changes with its definition.
    const SHAPE: u64;
}
