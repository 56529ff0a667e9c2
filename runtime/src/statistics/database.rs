//! What the database's side of a store counts.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use larder_format::Dialect;
use serde::Serialize;

use super::errors::{ErrorCells, ErrorCounts};
use super::events::EventCounters;
use super::histogram::{Histogram, HistogramCells};
use super::migrations::MigrationStatistics;
use super::shard::Sharded;
use super::statements::{StatementStatistics, StatementTable, StatementTotals};
use crate::error::{Error, ErrorKind, TimeoutStage};

/// What happens to connections and transactions.
#[derive(Debug, Clone, Copy)]
pub(crate) enum DatabaseEvent {
    ConnectionOpened,
    ConnectionFailed,
    ConnectionClosed,
    AcquireTimedOut,
    CallAbandoned,
    Begun,
    Committed,
    RolledBack,
    OutcomeUnknown,
    Retried,
    Conflict,
    Deadlock,
    LockTimedOut,
}

const EVENTS: usize = DatabaseEvent::LockTimedOut as usize + 1;

impl From<DatabaseEvent> for usize {
    fn from(event: DatabaseEvent) -> Self {
        event as Self
    }
}

/// The counters of a pool and of all that runs on it.
pub(crate) struct DatabaseCells {
    events: EventCounters<DatabaseEvent, EVENTS>,
    /// Waits for a connection.
    waits: Sharded<HistogramCells>,
    /// Waits for SQLite's only writer.
    writer_waits: HistogramCells,
    pub(crate) statements: StatementTable,
    /// Errors of calls that sent no statement.
    errors: ErrorCells,
    migrations: Mutex<MigrationStatistics>,
    /// What its connections found the server to be.
    system: OnceLock<&'static str>,
}

impl DatabaseCells {
    pub(crate) fn new() -> Self {
        Self {
            events: EventCounters::new(),
            waits: Sharded::new(),
            writer_waits: HistogramCells::default(),
            statements: StatementTable::new(),
            errors: ErrorCells::default(),
            migrations: Mutex::default(),
            system: OnceLock::new(),
        }
    }

    pub(crate) fn add(&self, event: DatabaseEvent) {
        self.events.add(event);
    }

    /// A connection found out what the server is.
    pub(crate) fn note_system(&self, system: Option<&'static str>) {
        if let Some(system) = system {
            self.system.get_or_init(|| system);
        }
    }

    /// Returns what the server is: as its connections found, or as the dialect says.
    pub(crate) fn system(&self, dialect: Dialect) -> &'static str {
        self.system.get().copied().unwrap_or(dialect.capabilities().system)
    }

    /// A caller found a connection free.
    pub(crate) fn did_not_wait(&self) {
        self.waits.mine().record_none();
    }

    /// A caller waited for a connection, perhaps in vain.
    pub(crate) fn waited(&self, waited: Duration) {
        self.waits.mine().record(waited);
    }

    /// A caller waited for the right to write, perhaps in vain.
    pub(crate) fn waited_for_writer(&self, waited: Duration) {
        self.writer_waits.record(waited);
    }

    /// A call failed before it sent a statement.
    pub(crate) fn failed(&self, error: &Error) {
        self.errors.add(error.kind());
        self.locked_out(error);
    }

    /// Counts an error that says that somebody else holds a lock.
    pub(crate) fn locked_out(&self, error: &Error) {
        match error.kind() {
            ErrorKind::Conflict(_) => self.add(DatabaseEvent::Conflict),
            ErrorKind::Timeout { stage: TimeoutStage::Lock, .. } => self.add(DatabaseEvent::LockTimedOut),
            _ => {}
        }
    }

    /// Changes what is known of the migrations.
    pub(crate) fn note_migrations(&self, change: impl FnOnce(&mut MigrationStatistics)) {
        change(&mut self.migrations.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn migrations(&self) -> MigrationStatistics {
        self.migrations.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns a copy of all counters; `status` is how the pool stands.
    pub(crate) fn read(&self, dialect: Dialect, status: PoolStatus) -> DatabaseStatistics {
        let sum = |event| self.events.sum(event);
        let statements = self.statements.read();
        let mut errors = ErrorCounts::default();
        self.errors.add_to(&mut errors);
        statements.iter().for_each(|statement| errors.merge(&statement.errors));
        DatabaseStatistics {
            system: self.system(dialect),
            pool: PoolStatistics {
                status,
                wait: self.waits.read(),
                acquire_timeouts: sum(DatabaseEvent::AcquireTimedOut),
                opened: sum(DatabaseEvent::ConnectionOpened),
                failed: sum(DatabaseEvent::ConnectionFailed),
                closed: sum(DatabaseEvent::ConnectionClosed),
                abandoned_calls: sum(DatabaseEvent::CallAbandoned),
            },
            transactions: TransactionStatistics {
                begun: sum(DatabaseEvent::Begun),
                committed: sum(DatabaseEvent::Committed),
                rolled_back: sum(DatabaseEvent::RolledBack),
                unknown: sum(DatabaseEvent::OutcomeUnknown),
                retries: sum(DatabaseEvent::Retried),
                conflicts: sum(DatabaseEvent::Conflict),
            },
            locks: LockStatistics {
                timeouts: sum(DatabaseEvent::LockTimedOut),
                deadlocks: sum(DatabaseEvent::Deadlock),
                writer_wait: self.writer_waits.read(),
            },
            total: StatementTotals::of(&statements),
            errors,
            statements,
        }
    }
}

/// What the database's side of a store did since it was opened.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct DatabaseStatistics {
    /// Which database it is, by its name in OpenTelemetry: `postgresql`, `mysql`, `mariadb` or
    /// `sqlite`.
    pub system: &'static str,
    /// The pool of connections.
    pub pool: PoolStatistics,
    /// Transactions.
    pub transactions: TransactionStatistics,
    /// Locks that others held.
    pub locks: LockStatistics,
    /// Errors by their kind: those of statements, and those of calls that did not come to send one.
    pub errors: ErrorCounts,
    /// All statements together.
    pub total: StatementTotals,
    /// Each statement by itself, by entity and method.
    pub statements: Vec<StatementStatistics>,
}

impl DatabaseStatistics {
    /// Returns what one statement did, by entity and method; `None` where it did not run.
    #[must_use]
    pub fn statement(&self, entity: &str, method: &str) -> Option<&StatementStatistics> {
        self.statements.iter().find(|statement| (statement.entity, statement.method) == (entity, method))
    }
}

/// How the pool stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PoolStatus {
    /// Open connections.
    pub size: usize,
    /// Open connections nobody uses.
    pub idle: usize,
    /// Connections in use, those included whose caller has left and whose statement has not ended yet.
    pub in_use: usize,
    /// Callers that wait for a connection.
    pub waiting: usize,
    /// Most connections.
    pub max: usize,
}

impl PoolStatus {
    pub(crate) fn new(size: usize, idle: usize, waiting: usize, max: usize) -> Self {
        Self { size, idle, in_use: size - idle, waiting, max }
    }
}

/// How the pool stands, and what it did since the store was opened.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct PoolStatistics {
    /// How it stands.
    #[serde(flatten)]
    pub status: PoolStatus,
    /// How long callers waited for a connection; those who found one free count as if they had waited for nothing.
    pub wait: Histogram,
    /// Callers that waited in vain.
    pub acquire_timeouts: u64,
    /// Connections opened.
    pub opened: u64,
    /// Connections that could not be opened.
    pub failed: u64,
    /// Connections closed, for whatever reason.
    pub closed: u64,
    /// Calls whose caller left before their end, and which were stopped.
    pub abandoned_calls: u64,
}

/// Transactions since the store was opened. Those that have neither end yet are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TransactionStatistics {
    /// Transactions begun, those included that larder makes of a write which takes several statements.
    pub begun: u64,
    /// Transactions committed.
    pub committed: u64,
    /// Transactions rolled back, those included whose owner left.
    pub rolled_back: u64,
    /// Transactions whose COMMIT was sent and not answered.
    pub unknown: u64,
    /// Calls that larder began again after a conflict.
    pub retries: u64,
    /// Statements that a deadlock, a serialization failure or a change of the schema ended.
    pub conflicts: u64,
}

/// Locks that others held, as this client saw them; what the server knows is read from its own views.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct LockStatistics {
    /// Statements that waited for a lock up to the limit.
    pub timeouts: u64,
    /// Statements that the server ended because of a deadlock.
    pub deadlocks: u64,
    /// How long writers waited for each other within this process: SQLite has one writer. Empty on servers.
    pub writer_wait: Histogram,
}
