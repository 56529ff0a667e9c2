//! Everything generated code may name. Not for people: it changes with the generator.

pub use crate::cache::{CacheKey, CacheManager, Invalidate, KeyPart, KeyWriter, codec};
pub use crate::condition::{Opaque, TypedColumn};
pub use crate::entity::{
    AcrossSql, AddSql, Adding, Aliases, AnyHooks, Change, ChildOf, Entity, Hidden, InsertRow, Join, JoinSql, Key,
    KeyName, KeyNames, KeySql, LookupValue, LookupValues, ManyToMany, NO_TABLE, Names, New, Owned, Patch, PatchedWords,
    PurgeSql, ReadBack, ReferenceColumn, Searched, SoftDelete, Table, TableSql, UniqueSql, Unread, UserType, Versioned,
    key_column, made_number,
};
pub use crate::entity::{
    Branch, By, Cascade, CounterTarget, CounterUpdate, DeleteReach, KeyKind, KeyValue, Loosening, ParentCheck,
    Registered, Removal, Step, Tally, Tenancy, several,
};
pub use crate::execute::{ConstraintInfo, ConstraintKind, SecuredTable};
pub use crate::handle::{Executor, Session, Transaction, Unit};
pub use crate::migrate::{Embedded, PartitionPeriod, PartitionTime, PartitionedTable};
pub use crate::query::{Given, MethodQuery, Parameter, QueryPiece, QueryText, Runs};
pub use crate::record::{
    Member, MemberSink, MemberSource, Projection, Record, column_name, column_names, deserialize, read_bytes,
    serialize, write_bytes,
};
pub use crate::repository::{Across, Repository, RowHooks, count};
pub use crate::statement::TextCache;
pub use crate::statement::{Assignments, PatchSql, PatchText};
pub use crate::statement::{BatchSql, BatchText, Cast, EngineDefault, InSql, InText, KeyText};
pub use crate::statement::{IndexSql, ListSql, PAGE_CLASSES, PagedSql, Sql};
pub use crate::store::{Runtime, Schema};
pub use crate::validate::{InputReader, Own, WithRules, WithoutRules, input_member, read_input};
pub use crate::value::Arguments;
pub use crate::value::Keyset;
pub use crate::value::Row;
pub use crate::value::containable;
pub use crate::value::json;
pub use crate::value::{
    Bind, Column, CursorValue, Date, Decimal, DecimalMember, Digits, Exact, Json, JsonOf, Keyed, LocalDateTime, Scaled,
    Secret, StoredAs, Time, Timestamp, UnknownValue, bind_ordered, deserialize_text, now, write_parts,
};

pub use crate::{
    __across as across, __change as change, __check_own_rules as check_own_rules, __composite_key as composite_key,
    __constraints as constraints, __embedded as embedded, __entity as entity, __enum_impl as enum_impl,
    __enum_type as enum_type, __figures as figures, __finders as finders, __index_sql as index_sql,
    __key_type as key_type, __list_sql as list_sql, __names as names, __new_row as new_row,
    __newtype_impl as newtype_impl, __patch as patch, __query_row as query_row, __query_text as query_text,
    __record as record, __references as references, __repository as repository, __row_hooks as row_hooks,
    __rules as rules, __same_shape as same_shape, __same_value as same_value, __serde_record as serde_record,
    __sql as sql, __store as store,
};

pub use larder_format::Dialect;
// Short paths: the compiler resolves and stores each segment of each path in expanded code.
pub use crate::validate::Validator;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::json;
pub use std::clone::Clone;
pub use std::convert::Into;
pub use std::fmt::{Debug, Formatter, Result as Formatted};
pub use std::future::Future;
pub use std::marker::Copy;
pub use std::ops::Deref;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self as Fallible, Ok};
pub use std::sync::Arc;
pub use std::time::Duration;
pub use uuid::Uuid;
pub use {chrono, serde, serde_json, uuid};

/// A reference to another unique key than the primary one.
pub type UniqueReference<E, P> = crate::RowReference<E, P, KeyValue>;

/// The rows that refer to one by such a key.
pub type UniqueChildRows<'a, E, P> = crate::ChildRows<'a, E, P, KeyValue>;

/// What a check of rules says.
pub type Checked = Result<(), crate::validate::Violations>;

/// Returns a value as it will be read back.
pub fn stored<T: Bind>(value: T) -> T {
    value.stored()
}

/// Returns a decimal as its column takes it.
pub fn scaled<const PRECISION: u32, const SCALE: u32, T: DecimalMember>(value: &T) -> T::Scaled<PRECISION, SCALE> {
    value.scaled()
}

/// Returns a decimal as it will be read back: with all digits after the point.
pub fn rescaled<const PRECISION: u32, const SCALE: u32, T: DecimalMember>(value: &T) -> T {
    T::of_scaled::<PRECISION, SCALE>(value.scaled::<PRECISION, SCALE>().stored())
}

/// Keeps in `place` what is stored.
pub fn fixed<T: Clone>(place: &mut T, stored: &T) {
    place.clone_from(stored);
}

/// Changes `place` when a patch holds a value for it.
pub fn assign<T: Clone>(place: &mut T, value: &Option<T>) {
    if let Some(value) = value {
        place.clone_from(value);
    }
}

/// Stands for a value of a definition that cannot be read.
///
/// # Panics
/// Always: nothing that the definition makes is compiled.
#[must_use]
pub fn unread<T>() -> T {
    unreachable!("the definition has a mistake")
}

/// Asks that an entity is known to a store.
pub const fn registered<T: Registered>() {}
