//! Everything generated code may name. Not for people: it changes with the generator.

pub use crate::arguments::Arguments;
pub use crate::at::{AddSql, Adding, At, Retokened};
pub use crate::batch::{BatchSql, BatchText, InSql, InText};
pub use crate::cache::{CacheKey, CacheManager, KeyPart, KeyWriter, Touch, codec};
pub use crate::catalogue::{
    Branch, By, Cascade, CounterTarget, CounterUpdate, KeyKind, KeyValue, ParentCheck, Registered, Removal, Tally,
    Tenancy,
};
pub use crate::column::{
    Bind, Column, CursorValue, Date, Exact, Json, JsonOf, Keyed, Secret, Time, Timestamp, UnknownValue, decode_text,
    deserialize_text, now,
};
pub use crate::constraint::{ConstraintInfo, ConstraintKind};
pub use crate::containable::containable;
pub use crate::dynamic::{Assignments, PatchSql, PatchText};
pub use crate::entity::{Entity, InsertRow, OwnValue};
pub use crate::json;
pub use crate::keyset::Keyset;
pub use crate::migrate::Embedded;
pub use crate::row::Row;
pub use crate::runtime::{Runtime, Schema};
pub use crate::sql::{ListSql, PAGE_CLASSES, PagedSql, Sql};
pub use crate::text_cache::TextCache;
pub use crate::unit::Unit;
pub use crate::validate::{Own, WithRules, WithoutRules};

pub use crate::{
    __cached as cached, __check_own_rules as check_own_rules, __embedded as embedded, __enum_impl as enum_impl,
    __enum_type as enum_type, __key_type as key_type, __list_sql as list_sql, __newtype_impl as newtype_impl,
    __paged_sql as paged_sql, __same_shape as same_shape, __same_value as same_value,
};

pub use larder_format::Dialect;
pub use serde_json::json;
pub use std::time::Duration;
pub use uuid::Uuid;
pub use {chrono, serde, serde_json, uuid};

use crate::error::{Error, ErrorKind, Result};

/// Reads a count from the first column.
///
/// # Errors
/// `Decode` when it is no number, or negative.
pub fn count(row: &Row) -> Result<u64> {
    let count: i64 = row.get(0)?;
    u64::try_from(count).map_err(|_| Error::new(ErrorKind::Decode("a count is negative".to_owned())))
}

/// Returns a value as it will be read back.
pub fn stored<T: Bind>(value: T) -> T {
    value.stored()
}

/// Changes `place` when a patch holds a value for it.
pub fn assign<T: Clone>(place: &mut T, value: &Option<T>) {
    if let Some(value) = value {
        place.clone_from(value);
    }
}

/// Accepts any row: that there is one is the answer.
///
/// # Errors
/// None.
pub fn exists(_row: &Row) -> Result<()> {
    Ok(())
}
