#![doc = include_str!("guide.md")]

#[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
compile_error!("larder needs at least one of the features `postgres`, `mysql` and `sqlite`");

#[cfg(feature = "admin")]
pub mod admin;
pub mod cache;
pub mod clock;
mod condition;
mod config;
mod connection;
mod entity;
pub mod error;
mod execute;
mod handle;
pub mod inspect;
#[doc(hidden)]
pub mod internal;
pub mod metrics;
pub mod migrate;
mod query;
mod record;
mod replica;
mod repository;
#[doc(hidden)]
pub mod search;
mod statement;
pub mod statistics;
mod store;
#[doc(hidden)]
pub mod support;
pub mod testing;
pub mod validate;
mod value;

pub use cache::{CacheConfig, CacheKey, CacheManager, Invalidate, Region};
pub use condition::{Condition, Opaque, Order, Period, Summed, TypedColumn, ValuesOf, count};
pub use config::{
    BorrowedConnection, Config, DatabaseConfig, MigrationPolicy, Pooler, ReplicaConfig, SqlxPool, SslMode,
};
pub use entity::{Registered, RowReference, TypedKey};
pub use error::{Error, ErrorKind, ForeignKeyCause, Result, TimeoutStage};
pub use handle::{Db, Executor, Isolation, TransactionOptions};
pub use larder_format::Dialect;
pub use migrate::Migrator;
pub use query::{FromRow, Query, Runs, Touches};
pub use replica::ReplicaReads;
pub use repository::{
    Across, Batch, ChildRows, Increment, Loader, Many, Nullable, ReadFuture, RefersBy, Repository, RowWrite, Select,
    SelectColumns, Selection, WriteHooks,
};
pub use statistics::Statistics;
pub use store::{Health, Runtime};
pub use validate::{Input, InputMember, Validator, Violation, Violations};
pub use value::json;
pub use value::{
    BothWays, Cursor, Date, Decimal, IntoOption, Json, JsonOf, LocalDateTime, Page, Paged, RowStream, Secret, Time,
    Timestamp, now,
};
// What generated code is written against, and bounds of methods.
#[doc(hidden)]
pub use value::{Bind, Column, Row};

// Foreign types of the API, and their crates in the versions that fit; the guide lists them.
pub use chrono::TimeDelta;
pub use uuid::Uuid;
pub use {chrono, serde_json, sqlx, uuid};

#[doc(inline)]
pub use __enum_type as enum_type;
#[cfg(feature = "derive")]
pub use larder_derive::{Repository, Row, Value, sql, test};
