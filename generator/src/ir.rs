//! The logical schema: what every stage after `resolve` sees.
//!
//! It holds no source position and nothing of `syn` or `toml`, so that the two doors can be compared with `==`.
//! Other entities are named, never indexed: a derive sees one entity only.

mod entity;
mod extras;
mod field;
mod index;
mod json;
mod partition;
mod query;
mod relation;
mod rule;
mod scalar;
mod shape;

pub use entity::{
    Aggregate, AggregateExpr, AggregateFn, CacheMode, CachePolicy, Distribution, Entity, OnCacheDown, Schema,
    ValueField, ValueType, WarmRows,
};
pub use extras::{Extra, Extras, KIND_WORDS, Kind};
pub use field::{
    Default, EnumType, EnumValue, Field, FieldId, FieldType, JsonShape, KeyOf, Literal, MOST_BYTES, Native,
    OUT_OF_SIGHT, TEXT_PREFIX,
};
pub use index::{
    Comparison, Condition, Index, IndexColumn, IndexKind, MergeRule, NullOrder, Nulls, Order, Predicate, RowCheck,
    Scope, SqlText, Unique, digest_column, nulls_column,
};
pub use json::Json;
pub use partition::{Partition, PartitionLayout, Period, Ranges, TimeOf, begins_with_time};
pub use query::{ParameterKind, Query, QueryParameter, QueryRows, Returns};
pub use relation::{Counter, Deferrable, ManyToMany, ReferentialAction, Relation};
pub use rule::{Bound, FORMAT_DOCS, FORMAT_WORDS, FORMATS, Format, Rule};
pub use scalar::{Constants, RustName, SCALARS, Scalar, ScalarType};
pub use shape::{shape, value_shape};
