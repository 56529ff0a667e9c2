//! Applies the migrations that `codegen` writes, each once, however many processes start together.
//!
//! On servers the migrator holds a lock on a connection outside the pool; on SQLite a whole run is one write
//! transaction. After a crash at any moment, the next run continues from the recorded history. Dropping the future of a
//! run is such a crash: it is safe, and the next run continues.
//!
//! `report` and `model` are what the other parts speak of, and `dialect` holds the SQL that differs between servers.
//! `plan` decides without a connection; `connection`, `catalogue`, `history`, `lock` and `watch` each know one thing
//! about databases; `runner` takes one migration up or down with them, and `migrator` is what applications call.

mod cache_log;
mod catalogue;
mod connection;
mod dialect;
mod history;
#[cfg_attr(
    not(any(feature = "postgres", feature = "mysql")),
    allow(dead_code, unused_variables, reason = "SQLite locks with its write transaction")
)]
mod lock;
mod migrator;
mod model;
mod partitions;
mod plan;
mod report;
mod runner;
mod sqlite;
mod watch;

pub use larder_format::Direction;

#[doc(hidden)]
pub use self::catalogue::scope::SchemaScope;
pub use self::catalogue::snapshot::Snapshot;
pub(crate) use self::connection::{failpoint, scratch};
pub use self::migrator::{Loss, Migrator, Resolution};
pub use self::model::{RollbackTarget, State};
pub use self::partitions::{PartitionPeriod, PartitionReport, PartitionTime, PartitionedTable, TablePartitions};
pub use self::plan::PlannedStep;
pub use self::plan::source::Embedded;
pub use self::plan::status::{MigrationStatus, Status};
pub use self::plan::verify::Problem;
pub use self::report::event::Event;
pub use self::report::{MigrateError, MigrationRun, Report};
