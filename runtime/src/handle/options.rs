//! How a transaction runs.

use std::time::Duration;

use larder_format::Dialect;

use crate::config::Within;

/// How a transaction runs, where that is not as the store has it.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct TransactionOptions {
    pub(crate) within: Option<Within>,
    pub(crate) mode: TransactionMode,
    pub(crate) attempts: u32,
}

/// What a transaction sees of others that run beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Isolation {
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// All statements see what was committed before the first.
    RepeatableRead,
    /// As if transactions ran one after the other; one that cannot fails with `Conflict`.
    Serializable,
}

/// What BEGIN says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct TransactionMode {
    pub(crate) isolation: Option<Isolation>,
    pub(crate) is_read_only: bool,
}

/// How often a transaction that conflicts with others is begun at most.
const ATTEMPTS: u32 = 10;

impl Default for TransactionOptions {
    fn default() -> Self {
        Self { within: None, mode: TransactionMode::default(), attempts: ATTEMPTS }
    }
}

impl TransactionOptions {
    /// Starts from what the store has.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives each statement this long, a wait for a lock included, in place of the store's limits. COMMIT has the
    /// store's limit.
    pub fn within(mut self, limit: Duration) -> Self {
        self.within = Some(Within::of(limit));
        self
    }

    /// Sets what the transaction sees of others. Without it that is the server's choice: `ReadCommitted` on PostgreSQL,
    /// `RepeatableRead` on MySQL and MariaDB. SQLite is `Serializable` whatever is asked for.
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.mode.isolation = Some(isolation);
        self
    }

    /// Refuses writes. On SQLite the transaction then runs beside the one writer.
    pub fn read_only(mut self) -> Self {
        self.mode.is_read_only = true;
        self
    }

    /// Sets how often `retry_transaction` begins the transaction at most: 10 times, if nothing is said. At least once.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }
}

impl TransactionMode {
    /// Returns what begins such a transaction.
    pub(crate) fn begin(self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Postgres => self.postgres(),
            Dialect::MySql => self.mysql(),
            // A reader need not become the writer.
            Dialect::Sqlite if self.is_read_only => "BEGIN",
            Dialect::Sqlite => dialect.capabilities().begin,
        }
    }

    fn postgres(self) -> &'static str {
        match (self.isolation, self.is_read_only) {
            (None, false) => "BEGIN",
            (None, true) => "BEGIN READ ONLY",
            (Some(Isolation::ReadCommitted), false) => "BEGIN ISOLATION LEVEL READ COMMITTED",
            (Some(Isolation::ReadCommitted), true) => "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY",
            (Some(Isolation::RepeatableRead), false) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
            (Some(Isolation::RepeatableRead), true) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Some(Isolation::Serializable), false) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            (Some(Isolation::Serializable), true) => "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY",
        }
    }

    /// The level is set for the next transaction; both statements are one message.
    fn mysql(self) -> &'static str {
        match (self.isolation, self.is_read_only) {
            (None, false) => Dialect::MySql.capabilities().begin,
            (None, true) => "START TRANSACTION READ ONLY",
            (Some(Isolation::ReadCommitted), false) => {
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION"
            }
            (Some(Isolation::ReadCommitted), true) => {
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION READ ONLY"
            }
            (Some(Isolation::RepeatableRead), false) => {
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION"
            }
            (Some(Isolation::RepeatableRead), true) => {
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION READ ONLY"
            }
            (Some(Isolation::Serializable), false) => "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION",
            (Some(Isolation::Serializable), true) => {
                "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION READ ONLY"
            }
        }
    }
}
