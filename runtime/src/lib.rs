//! The runtime of larder.
//!
//! Entities come from a `models.toml` by `codegen`, or from structs with `#[derive(Repository)]` (feature `derive`).

#[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
compile_error!("larder needs at least one of the features `postgres`, `mysql` and `sqlite`");

mod arguments;
mod at;
mod batch;
pub mod cache;
mod catalogue;
pub mod clock;
mod column;
mod config;
mod connect;
mod connection;
mod constraint;
mod containable;
mod cursor;
mod database_error;
mod db;
mod driver;
mod dynamic;
mod engine;
mod entity;
pub mod error;
mod execute;
mod identity;
mod into_option;
mod invalidation;
pub mod json;
mod keyset;
mod limits;
mod line;
pub mod migrate;
mod page;
mod pool;
mod prepared;
mod row;
mod runtime;
pub mod search;
mod sent;
mod session;
mod sql;
mod statement;
mod statistics;
#[doc(hidden)]
pub mod support;
mod text_cache;
mod transaction;
mod unit;
pub mod validate;

pub use at::At;
pub use cache::{CacheConfig, CacheKey, CacheManager, CacheStatistics, CacheTotals, Region, Touch};
pub use catalogue::Registered;
pub use chrono::TimeDelta;
pub use column::{Bind, Column, Date, Json, JsonOf, Secret, Time, Timestamp, now};
pub use config::{Config, DatabaseConfig, MigrationPolicy, Pooler, SslMode};
pub use cursor::Cursor;
pub use db::Db;
pub use error::{Error, ErrorKind, ForeignKeyCause, Result, TimeoutStage};
pub use into_option::IntoOption;
pub use larder_format::Dialect;
pub use migrate::Migrator;
pub use page::{Page, Paged};
pub use pool::PoolStatus;
pub use row::Row;
pub use runtime::{Health, Runtime, RuntimeStats};
pub use session::Session;
pub use statistics::StatementStats;
pub use transaction::Transaction;
pub use unit::Unit;
pub use uuid::Uuid;
pub use validate::{Validator, Violation, Violations};

#[doc(inline)]
pub use __enum_type as enum_type;
#[cfg(feature = "derive")]
pub use larder_derive::{Repository, Value};
