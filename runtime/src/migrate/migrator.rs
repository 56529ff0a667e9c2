//! The migrator: what applications and the command line call.

mod baseline;
mod counted;
mod loss;
mod repair;
mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use larder_format::catalogue::Catalogue;
use larder_format::plan::Operation;
use larder_format::{Dialect, Direction, PlanFile, qualified};
use tracing::Instrument as _;

use super::cache_log;
use super::catalogue::describe;
use super::catalogue::scope::SchemaScope;
use super::catalogue::snapshot::{self, Snapshot};
use super::connection::{Connector, MigratorConnection};
use super::history;
use super::lock::{self, Guard, Lock, LockTimes};
use super::model::{Goal, HistoryEntry, Job, Migration, RollbackTarget};
use super::plan::PlannedStep;
use super::plan::select::select;
use super::plan::source::{Embedded, Source};
use super::plan::status::Status;
use super::plan::verify;
use super::report::event::Event;
use super::report::{MigrateError, Report, failure};
use super::runner::{LockLimits, Runner};
use super::sqlite::unmanaged::UnmanagedObjects;
use crate::config::DatabaseConfig;
use crate::error::Result;
use crate::execute::Engine;
use crate::statistics::DatabaseCells;

pub use self::loss::Loss;
pub use self::repair::Resolution;

/// Applies a list of migrations to a database, and rolls them back.
#[derive(Clone)]
pub struct Migrator {
    connector: Connector,
    source: Source,
    times: LockTimes,
    limits: LockLimits,
    /// Whether a rollback may take back what `baseline` recorded.
    baselined: bool,
    listener: Option<Arc<Listener>>,
    /// Where the store of the database counts what was seen.
    counted: Option<Arc<DatabaseCells>>,
}

type Listener = dyn Fn(&Event<'_>) + Send + Sync;

impl Migrator {
    /// Creates a migrator for migrations embedded in the binary. Opens nothing, so a wrong URL is an error of the first
    /// run.
    #[must_use]
    pub fn embedded(config: &DatabaseConfig, migrations: &'static [Embedded]) -> Self {
        Self::new(Connector::own(config), Source::Embedded(migrations))
    }

    /// Creates a migrator for the migrations in a folder, which every run reads again.
    #[must_use]
    pub fn from_folder(config: &DatabaseConfig, path: impl Into<PathBuf>) -> Self {
        Self::new(Connector::own(config), Source::Folder(path.into()))
    }

    /// Reads the migrations now instead of at every run.
    ///
    /// # Errors
    ///
    /// The migrations cannot be read.
    pub fn read_once(mut self) -> Result<Self> {
        let dialect = self.connector.dialect()?;
        self.source = Source::Read(dialect, Arc::new(self.source.load(dialect)?));
        Ok(self)
    }

    /// Creates a migrator that borrows the connection of a pool, for a database in memory, which ends with it.
    pub(crate) fn within(engine: Arc<Engine>, migrations: &'static [Embedded]) -> Self {
        Self::new(Connector::Pool(engine), Source::Embedded(migrations))
    }

    fn new(connector: Connector, source: Source) -> Self {
        let times = LockTimes { wait: Duration::from_secs(60), lease: Duration::from_secs(30) };
        let limits = LockLimits { timeout: Duration::from_secs(2), attempts: 10 };
        Self { connector, source, times, limits, baselined: false, listener: None, counted: None }
    }

    /// Sets how long to wait for another migrator; one minute by default.
    #[must_use]
    pub fn lock_wait(mut self, limit: Duration) -> Self {
        self.times.wait = limit;
        self
    }

    /// Sets how long a migrator on MySQL or MariaDB keeps its lock without renewing it; 30 seconds by default.
    #[must_use]
    pub fn lease(mut self, life: Duration) -> Self {
        self.times.lease = life.max(Duration::from_millis(300));
        self
    }

    /// Sets how long a schema change waits for the application's locks before it lets the queries behind it pass, and
    /// the number of attempts; two seconds and ten attempts by default. MySQL rounds to whole seconds.
    #[must_use]
    pub fn lock_timeout(mut self, limit: Duration, attempts: u32) -> Self {
        self.limits = LockLimits { timeout: limit, attempts };
        self
    }

    /// Allows a rollback of migrations that [`Self::baseline`] recorded, whose tables larder did not create; by default
    /// it is refused.
    #[must_use]
    pub fn take_back_baselined(mut self) -> Self {
        self.baselined = true;
        self
    }

    /// Calls `listener` for every event of a run, between two statements; it must not block.
    #[must_use]
    pub fn on_event(mut self, listener: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Applies all pending migrations.
    ///
    /// # Errors
    ///
    /// The history and the files disagree, the lock is not free in time, or a statement fails. The error contains the
    /// report of what stays applied.
    pub async fn migrate(&self) -> Result<Report, MigrateError> {
        self.run(Goal::Up(None)).await
    }

    /// Applies pending migrations up to and including `id`.
    ///
    /// # Errors
    ///
    /// As [`Self::migrate`], and when there is no such migration.
    pub async fn migrate_to(&self, id: &str) -> Result<Report, MigrateError> {
        self.run(Goal::Up(Some(id))).await
    }

    /// Rolls back the last `count` migrations, newest first.
    ///
    /// # Errors
    ///
    /// A migration has no down script or was recorded by [`Self::baseline`], the lock is not free in time, or a
    /// statement fails.
    pub async fn rollback(&self, count: usize) -> Result<Report, MigrateError> {
        self.run(self.way_back(RollbackTarget::Last(count))).await
    }

    /// Rolls back every migration applied after `id`, newest first.
    ///
    /// # Errors
    ///
    /// As [`Self::rollback`], and when `id` is not applied.
    pub async fn rollback_to(&self, id: &str) -> Result<Report, MigrateError> {
        self.run(self.way_back(RollbackTarget::To(id))).await
    }

    /// Rolls back what was applied of the migration `id`, which was started and not completed.
    ///
    /// # Errors
    ///
    /// As [`Self::rollback`], and if the migration is complete, or a step of its down script cannot tell whether there
    /// is something to roll back; the text says what to do.
    pub async fn undo(&self, id: &str) -> Result<Report, MigrateError> {
        self.run(Goal::Undo(id)).await
    }

    /// Abandons a rollback of `id` that was started and not completed: applies again what was rolled back.
    ///
    /// Values of columns that were already dropped are lost; rows get the values they got when the migration was
    /// applied.
    ///
    /// # Errors
    ///
    /// As [`Self::migrate`], and if the migration is not being rolled back, or a step of it cannot tell whether there
    /// is something to apply.
    pub async fn reapply(&self, id: &str) -> Result<Report, MigrateError> {
        self.run(Goal::Keep(id)).await
    }

    /// Compares the database with the migrations. Only reads, and takes no lock.
    ///
    /// # Errors
    ///
    /// The database cannot be reached or the migrations cannot be read.
    pub async fn status(&self) -> Result<Status> {
        let migrations = self.source.load(self.connector.dialect()?)?;
        let status = Status::new(verify::verify(&self.history().await?, &migrations));
        self.note_status(&status);
        Ok(status)
    }

    /// Reads the schema of the database, on PostgreSQL with those that the migrations name; nothing is changed, and a
    /// database that is not there is empty.
    ///
    /// # Errors
    ///
    /// The database cannot be reached or its catalogue not be read.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        if self.connector.is_absent()? {
            return Ok(Snapshot::default());
        }
        let driver = self.connector.driver()?;
        let scope = self.scope()?;
        let mut connection = self.connector.open().await?;
        let snapshot = snapshot::read(driver, &mut connection, &scope).await;
        connection.close().await;
        snapshot.map_err(|error| failure::database("reading the schema", error))
    }

    /// Returns the schemas that the migrations speak of.
    pub(crate) fn scope(&self) -> Result<SchemaScope> {
        let mut named = Vec::new();
        // Without a folder there are none, and the schema of the connection can be read all the same.
        for migration in self.source.load(self.connector.dialect()?).unwrap_or_default() {
            let Ok(plan) = PlanFile::parse(&migration.plan) else { continue };
            named.extend(
                plan.operations.iter().flat_map(Operation::tables).filter_map(qualified::schema).map(str::to_owned),
            );
        }
        Ok(SchemaScope::with(named))
    }

    /// Returns what the database has, without the tables of the migrator: in the schemas of a list, whose tables are
    /// called with them but for those of the connection's own, or where it is empty in those of the scope.
    pub(crate) async fn catalogue(&self, scope: SchemaScope, listed: Vec<String>) -> Result<Catalogue> {
        let driver = self.connector.driver()?;
        let mut connection = self.connector.open_first().await?;
        let catalogue = async {
            let scope = scope.listed(listed, &mut connection).await?;
            describe::read(driver, &mut connection, &scope).await
        };
        let catalogue = catalogue.await;
        connection.close().await;
        catalogue.map_err(|error| failure::database("reading the schema", error))
    }

    /// Returns whether there is no database yet, that is, the SQLite file does not exist.
    ///
    /// # Errors
    ///
    /// The URL cannot be read.
    pub fn is_absent(&self) -> Result<bool> {
        self.connector.is_absent()
    }

    /// Returns a description of the migrator that holds the lock; `None` if it is free.
    ///
    /// # Errors
    ///
    /// The database cannot be reached.
    pub async fn lock_holder(&self) -> Result<Option<String>> {
        if self.connector.is_absent()? { Ok(None) } else { lock::holder(&self.connector).await }
    }

    /// Returns the steps that [`Self::migrate`] would execute now, or [`Self::rollback`] of one migration.
    ///
    /// # Errors
    ///
    /// Those of the two before they change anything.
    pub async fn plan(&self, direction: Direction) -> Result<Vec<PlannedStep>> {
        let dialect = self.connector.dialect()?;
        let goal = if direction == Direction::Up { Goal::Up(None) } else { self.way_back(RollbackTarget::Last(1)) };
        let jobs = select(goal, &self.history().await?, &self.source.load(dialect)?, dialect)?;
        let steps = jobs.iter().flat_map(|job| {
            let steps = job.migration.script(job.direction).steps.iter();
            steps.map(|step| PlannedStep::new(&job.migration.id, job.direction, step))
        });
        Ok(steps.collect())
    }

    fn way_back<'a>(&self, back: RollbackTarget<'a>) -> Goal<'a> {
        Goal::Down { back, baselined: self.baselined }
    }

    /// Returns whether migrations are recorded in the database.
    pub(crate) async fn is_recorded(&self) -> Result<bool> {
        Ok(!self.history().await?.is_empty())
    }

    async fn history(&self) -> Result<Vec<HistoryEntry>> {
        self.look().await.map(|(entries, _)| entries)
    }

    /// Reads the history; says whether the database has one and lacks the table of the invalidation log.
    async fn look(&self) -> Result<(Vec<HistoryEntry>, bool)> {
        if self.connector.is_absent()? {
            return Ok((Vec::new(), false));
        }
        let mut connection = self.connector.open_first().await?;
        let entries = history::read_apart(&mut connection).await;
        let has_history = entries.as_ref().is_ok_and(|entries| !entries.is_empty());
        let lacks_log = has_history && matches!(cache_log::exists(&mut connection).await, Ok(false));
        connection.close().await;
        Ok((entries?, lacks_log))
    }

    async fn run(&self, goal: Goal<'_>) -> Result<Report, MigrateError> {
        let start = Instant::now();
        let mut report = Report::default();
        let span = tracing::info_span!(target: "larder::migrate", "migrate");
        let ended = self.attempt(goal, &mut report).instrument(span).await;
        self.note_run(&report, ended.is_err(), start.elapsed()).await;
        match ended {
            Ok(()) => Ok(report),
            Err(error) => Err(MigrateError::new(error, report)),
        }
    }

    async fn attempt(&self, goal: Goal<'_>, report: &mut Report) -> Result<()> {
        let dialect = self.connector.dialect()?;
        let migrations = self.source.load(dialect)?;
        // Most starts find nothing to do and need neither the lock nor the right to create tables.
        let (entries, lacks_log) = self.look().await?;
        if select(goal, &entries, &migrations, dialect)?.is_empty() {
            if lacks_log {
                self.add_cache_log().await;
            }
            return Ok(());
        }
        if dialect == Dialect::Sqlite {
            return sqlite::run(self, goal, &migrations, report).await;
        }
        let events = self.events();
        let mut lock = Lock::acquire(&self.connector, self.times, &events).await?;
        let result = self.locked(&mut lock, goal, &migrations, report).await;
        lock.release().await;
        result
    }

    /// Creates the table that databases of earlier versions lack. Who may not is none the worse for it: the application
    /// says what it does without.
    async fn add_cache_log(&self) {
        let added = async {
            let mut connection = self.connector.open().await?;
            let added = cache_log::create(&mut connection).await;
            connection.close().await;
            added
        };
        if let Err(error) = added.await {
            tracing::debug!(%error, "the table of the invalidation log could not be created");
        }
    }

    async fn locked(&self, lock: &mut Lock, goal: Goal<'_>, known: &[Migration], report: &mut Report) -> Result<()> {
        let mut work = self.connector.open().await?;
        let events = self.events();
        let result = async {
            // In a transaction, where a pooler keeps to one session.
            work.execute("BEGIN").await.map_err(|error| failure::database("BEGIN", error))?;
            history::create(&mut work).await?;
            cache_log::create(&mut work).await?;
            let entries = history::read(&mut work).await?;
            work.execute("COMMIT").await.map_err(|error| failure::database("COMMIT", error))?;
            let jobs = select(goal, &entries, known, work.dialect())?;
            self.take_all(&mut work, Guard::Lock(lock), UnmanagedObjects::default(), &events, &jobs, report).await
        }
        .await;
        work.close().await;
        result
    }

    async fn take_all(
        &self,
        work: &mut MigratorConnection,
        guard: Guard<'_>,
        unmanaged: UnmanagedObjects,
        events: &(dyn Fn(&Event<'_>) + Sync),
        jobs: &[Job],
        report: &mut Report,
    ) -> Result<()> {
        let mut runner = Runner::new(work, guard, unmanaged, events, self.connector.clone(), self.limits).await?;
        let mut taken = Ok(());
        for job in jobs {
            let span = tracing::info_span!(target: "larder::migrate", "migration", id = job.migration.id);
            taken = runner.take(job).instrument(span).await.map(|one| report.push(job.direction, one));
            if runner.has_changed() {
                let left = if job.keeps { Direction::Down } else { job.direction };
                taken = taken.map_err(|error| failure::half_done(error, &job.migration.id, left));
            }
            if taken.is_err() {
                break;
            }
        }
        runner.close().await;
        taken
    }

    pub(super) fn connector(&self) -> &Connector {
        &self.connector
    }

    pub(super) fn times(&self) -> LockTimes {
        self.times
    }

    pub(super) fn events(&self) -> impl Fn(&Event<'_>) + Sync + Send + use<> {
        let listener = self.listener.clone();
        move |event| {
            event.trace();
            if let Some(listener) = &listener {
                listener(event);
            }
        }
    }
}

impl fmt::Debug for Migrator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrator").field("dialect", &self.connector.dialect().ok()).finish_non_exhaustive()
    }
}
