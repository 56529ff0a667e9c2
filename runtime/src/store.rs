//! A store: database, cache, settings and migrations of one application.

pub(crate) mod identity;
mod log_reader;
mod macros;
mod warm;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use larder_format::Dialect;

use crate::cache::{CacheManager, Invalidate};
use crate::config::{Config, DatabaseConfig, MigrationPolicy};
use crate::error::{Error, ErrorKind, Result};
use crate::execute::{ConstraintInfo, SecuredTable};
use crate::handle::{Db, Executor};
use crate::inspect::{self, Inspection};
use crate::migrate::{Embedded, Migrator, PartitionReport, PartitionedTable};
use crate::replica::{ReplicaReads, Replicas};
use crate::statement::Sql;
use crate::statistics::{Inspected, PoolStatus, ProcessStatistics, Statistics};

/// How long closing waits for statements that run.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(10);

/// What the generated code knows of the whole schema.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Every constraint, so that errors name fields.
    pub constraints: &'static [ConstraintInfo],
    /// The migrations that lead to the schema; none when somebody else takes care of it.
    pub migrations: &'static [Embedded],
    /// The last of them when the code was generated, `id@hash`; nothing is checked without it.
    pub head: Option<&'static str>,
}

impl Schema {
    /// Makes sure that the migrations compiled in end where the code was generated.
    ///
    /// # Errors
    /// `Migration` for a build of models and migrations that do not belong together, as a merge may leave them.
    fn check_build(&self) -> Result<()> {
        let Some(generated) = self.head else { return Ok(()) };
        let heads = Embedded::heads(self.migrations)?;
        if heads.iter().any(|head| head == generated) && heads.len() == 1 {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Migration(format!(
            "this build is stale: its code was generated for migration {generated}, the migrations compiled in end \
             with {}; \
             run `codegen` and build again",
            heads.join(" and ")
        ))))
    }

    /// Returns the migrator of the database that `config` names, without opening anything.
    #[must_use]
    pub fn migrator(&self, config: &DatabaseConfig) -> Migrator {
        Migrator::embedded(config, self.migrations)
    }
}

/// Database, cache and settings of one store. Cloning shares them.
#[derive(Clone)]
pub struct Runtime {
    db: Db,
    cache: CacheManager,
    config: Arc<Config>,
    schema: &'static Schema,
    opened: Instant,
    inspected: Arc<Inspected>,
    /// Counts of rows that were active at a moment or later.
    activities: &'static [&'static Sql],
    replicas: Option<Arc<Replicas>>,
    /// Tables whose partitions come and go.
    partitions: &'static [PartitionedTable],
}

impl AsRef<Self> for Runtime {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// The health of a store.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Health {
    /// How long the database took to respond, or the text of the error.
    pub database: Result<Duration, String>,
    /// The state of the pool.
    pub pool: PoolStatus,
    /// Whether Redis responds; `None` without Redis. Reads and writes work without it.
    pub redis_up: Option<bool>,
}

impl Runtime {
    /// Opens the pool and the cache. If the database does not have the schema, [`Config::migration_policy`] decides
    /// what happens.
    ///
    /// # Errors
    /// `Configuration` for invalid settings, `Migration` for a database that does not match the code, `Unavailable` for
    /// a server that cannot be reached.
    pub async fn open(config: Config, schema: &'static Schema) -> Result<Self> {
        let cache = CacheManager::connect(config.cache.clone()).await?;
        let db = Db::open(&config.database, cache.clone(), schema.constraints, config.validation_enabled)?;
        let mut runtime = Self {
            db,
            cache,
            config: Arc::new(config),
            schema,
            opened: Instant::now(),
            inspected: Arc::default(),
            activities: &[],
            replicas: None,
            partitions: &[],
        };
        runtime.check_schema().await?;
        identity::establish(&runtime.db.engine(), !schema.migrations.is_empty()).await?;
        log_reader::start(&runtime.db.engine()).await;
        runtime.replicas = Replicas::open(&runtime.config.database, &runtime.db.engine())?;
        Ok(runtime)
    }

    /// Hears what the definition says of caching, once all regions are known.
    ///
    /// # Errors
    /// `Configuration` for a setting of an entity that is not cached.
    #[doc(hidden)]
    pub async fn regions_opened(&self) -> Result<()> {
        self.cache.check_modes()?;
        log_reader::start(&self.db.engine()).await;
        Ok(())
    }

    /// Lets inspections count recent rows by these statements.
    #[doc(hidden)]
    #[must_use]
    pub fn counting(self, activities: &'static [&'static Sql]) -> Self {
        Self { activities, ..self }
    }

    /// Has statements tell the database whose rows they are about, since policies stand on these tables.
    #[doc(hidden)]
    #[must_use]
    pub fn securing(self, tables: &'static [SecuredTable]) -> Self {
        self.db.secure(tables);
        self
    }

    /// Names the tables whose partitions come and go.
    #[doc(hidden)]
    #[must_use]
    pub fn partitioning(self, partitions: &'static [PartitionedTable]) -> Self {
        Self { partitions, ..self }
    }

    /// Makes the partitions that tables need from `at` on, or from now, and takes those away that are too old. Nothing
    /// of a row that went with its partition stays in the cache.
    ///
    /// # Errors
    /// `Locked` while a migration runs for long or a table is busy, `Migration` for a role that may not change tables,
    /// and what reaching the database meets. What was done stays done; another call does the rest.
    pub async fn maintain_partitions(&self, at: Option<DateTime<Utc>>) -> Result<PartitionReport> {
        if self.partitions.is_empty() || self.db.dialect() != Dialect::Postgres {
            return Ok(PartitionReport::default());
        }
        let migrator = self.schema.migrator(&self.config.database);
        let report = migrator.maintain_partitions(self.partitions, at).await?;
        let has_lost = |table: &PartitionedTable| {
            let told = report.table(table.table);
            told.is_some_and(|told| !told.detached.is_empty() || !told.dropped.is_empty())
        };
        let lost = self.partitions.iter().filter(|table| has_lost(table)).filter_map(|table| table.region);
        let lost: Vec<_> = lost.map(|region| Invalidate::Region { region }).collect();
        self.cache.invalidate(&lost).await;
        Ok(report)
    }

    async fn check_schema(&self) -> Result<()> {
        if self.schema.migrations.is_empty() {
            return Ok(());
        }
        self.schema.check_build()?;
        let migrator = self.migrator();
        let policy = self.config.migration_policy;
        if policy == MigrationPolicy::Migrate {
            migrator.migrate().await?;
        }
        match migrator.status().await?.check() {
            Err(error) if policy == MigrationPolicy::Warn => {
                tracing::warn!(%error, "opening the store although the database does not match this build");
                Ok(())
            }
            checked => checked,
        }
    }

    /// Returns the handle whose statements take any connection and commit by themselves.
    #[must_use]
    pub fn executor(&self) -> Executor<'_> {
        self.db.executor()
    }

    /// Returns reads from replicas of whoever has not written anything yet.
    #[must_use]
    pub fn replica_reads(&self) -> ReplicaReads {
        ReplicaReads::new(self.replicas.as_ref())
    }

    /// Returns reads from replicas that see what the reads saw that the token is from. No token is an error: one that
    /// cannot be read, or is of a history that is gone, sends reads to the primary.
    #[must_use]
    pub fn replica_reads_since(&self, token: &str) -> ReplicaReads {
        ReplicaReads::since(self.replicas.as_ref(), token)
    }

    /// Returns the handle whose reads may go to replicas and whose writes are noted.
    #[must_use]
    pub fn on<'a>(&'a self, reads: &'a ReplicaReads) -> Executor<'a> {
        self.executor().reading_by(reads)
    }

    /// Returns the database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Returns the cache.
    #[must_use]
    pub fn cache(&self) -> &CacheManager {
        &self.cache
    }

    /// Returns the migrator of the store's database.
    #[must_use]
    pub fn migrator(&self) -> Migrator {
        let migrator = if self.config.database.is_private_memory() {
            Migrator::within(self.db.engine(), self.schema.migrations)
        } else {
            self.schema.migrator(&self.config.database)
        };
        migrator.counted_in(&self.db.engine().counted)
    }

    /// Whether larder takes care of the schema.
    #[cfg(feature = "admin")]
    pub(crate) fn has_migrations(&self) -> bool {
        !self.schema.migrations.is_empty()
    }

    /// Returns the settings the store was opened with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Pings the database, and returns whether Redis responded last time.
    pub async fn health(&self) -> Health {
        let start = Instant::now();
        let answer = self.db.ping().await;
        Health {
            database: answer.map(|()| start.elapsed()).map_err(|error| error.to_string()),
            pool: self.db.status(),
            redis_up: self.cache.redis_up(),
        }
    }

    /// Returns what the store did since it was opened. Sends nothing to the database or to Redis.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        Statistics {
            uptime: self.opened.elapsed(),
            database: self.db.statistics(),
            replicas: self.replicas.as_ref().map(|replicas| replicas.statistics()),
            cache: self.cache.statistics(),
            migrations: self.db.engine().counted.migrations(),
            process: ProcessStatistics::read(),
            servers: self.inspected.last(),
        }
    }

    /// Asks the database and Redis what they know of themselves: sizes, waits for locks, slow statements.
    ///
    /// # Errors
    /// What reaching the database meets; what a role may not read is a part of the answer.
    pub async fn inspect(&self) -> Result<Inspection> {
        let inspection = inspect::inspect(&self.db.engine(), &self.cache, self.activities).await?;
        self.inspected.keep(&inspection);
        Ok(inspection)
    }

    /// Refuses new calls, waits up to ten seconds for running ones, and closes the connections.
    pub async fn close(&self) {
        if let Some(replicas) = &self.replicas {
            replicas.close(CLOSE_TIMEOUT).await;
        }
        self.db.close(CLOSE_TIMEOUT).await;
    }
}

impl Health {
    /// Returns whether the database responded.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.database.is_ok()
    }
}
