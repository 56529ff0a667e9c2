//! What a store did since it was opened.
//!
//! There is one set of counters. Whatever is shown of them, as JSON or as metrics, is read from a [`Statistics`], which
//! is a copy: taking it sends nothing to a server, and nothing that is counted waits for it. Counters only grow, so a
//! rate is the difference of two copies. All durations are those that the caller saw; as JSON they are seconds, and
//! their names say so.
//!
//! ```
//! # use quickstart::{blog::*, models::Store};
//! # use larder::Config;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> larder::Result<()> {
//! # let store = Store::open(Config::for_url("sqlite::memory:")).await?;
//! store.posts().create(NewPost::new("hello", "Hello", "First post.")).await?;
//!
//! let statistics = store.statistics();
//! let insert = statistics.database.statement("Post", "insert").expect("a post was stored");
//! assert_eq!((insert.executions(), insert.rows), (1, 1));
//! assert!(insert.duration.quantile(0.99).is_some());
//! println!("{}", serde_json::to_string(&statistics).expect("statistics are JSON"));
//! # Ok(())
//! # }
//! ```

mod cache;
mod database;
mod distribution;
mod errors;
mod events;
mod histogram;
mod label;
mod migrations;
mod operation;
mod process;
mod replicas;
mod servers;
mod shard;
mod statements;

use std::time::Duration;

use serde::Serialize;

pub use cache::{
    CacheStatistics, CacheTotals, InvalidationLogStatistics, LevelStatistics, RedisMemory, RedisStatistics,
    RegionSample, RegionStatistics, WarmStatistics, WatchStatistics,
};
pub(crate) use database::{DatabaseCells, DatabaseEvent};
pub use database::{DatabaseStatistics, LockStatistics, PoolStatistics, PoolStatus, TransactionStatistics};
pub use distribution::{CitusNode, Distribution, TableShards, TenantStatements};
pub use errors::ErrorCounts;
pub(crate) use events::EventCounters;
pub use histogram::Histogram;
pub(crate) use histogram::HistogramCells;
pub use label::Label;
pub use migrations::MigrationStatistics;
pub use operation::Operation;
pub(crate) use operation::written_table;
pub use process::ProcessStatistics;
pub(crate) use replicas::{ReadTarget, ReplicaCells};
pub use replicas::{ReplicaStatistics, ReplicasStatistics};
pub(crate) use servers::Inspected;
pub use servers::{Activity, Inspection, LastInspection, LockWaits, ServerStatement, TableSize, View};
pub(crate) use shard::{SAMPLING, is_sampled};
pub(crate) use statements::StatementCells;
pub use statements::{StatementStatistics, StatementTotals};

/// What a store did since it was opened, from `store.statistics()`.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Statistics {
    /// How long ago the store was opened; as JSON `uptime_seconds`.
    #[serde(rename = "uptime_seconds", serialize_with = "seconds")]
    pub uptime: Duration,
    /// The pool, statements, transactions and locks.
    pub database: DatabaseStatistics,
    /// Reads from replicas; `None` where there are none.
    pub replicas: Option<ReplicasStatistics>,
    /// The cache, by region and level.
    pub cache: CacheStatistics,
    /// What was seen of the migrations.
    pub migrations: MigrationStatistics,
    /// The process.
    pub process: ProcessStatistics,
    /// What the servers said when they were last asked, by [`inspect`](crate::inspect); `None` if nobody has asked.
    pub servers: Option<LastInspection>,
}

pub(crate) fn seconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}
