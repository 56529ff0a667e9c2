//! The error type, the same on every database.

mod foreign_key_cause;
mod timeout_stage;

use std::error::Error as StdError;
use std::fmt;

pub use self::foreign_key_cause::ForeignKeyCause;
pub use self::timeout_stage::TimeoutStage;
use crate::validate::{PatternError, Violations};

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Source = Box<dyn StdError + Send + Sync>;

/// An error, the same on every database.
///
/// `Display` and `Debug` contain no row value, no password and no connection option; the source chain may.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    source: Option<Source>,
}

/// The kinds of [`Error`], each with what a caller can do about it.
///
/// Every kind but [`UnknownOutcome`](Self::UnknownOutcome) means that nothing was applied: no row of the statement, and
/// in a transaction none of the transaction, which then can only be rolled back. Those for which running the same again
/// may succeed are those of [`Error::is_retryable`]; in a transaction, that means the whole transaction.
///
/// Replicas, poolers and distributed engines have no kinds of their own. A server that turned read-only, is starting or
/// has no connection left is `Unavailable`; a replica that cancels a query, or a node that asks for a restart, is a
/// `Conflict`; a node that cannot tell whether it committed is an `UnknownOutcome`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No row has this key. Retrying does not help.
    NotFound {
        /// Name of the entity.
        entity: &'static str,
    },
    /// A row with the same unique key exists. Ask for another value, or read the row that has it.
    UniqueViolation {
        /// `Entity.field`, several fields joined by `, `; the constraint's name where it is not larder's.
        field: String,
    },
    /// A reference would point to a missing row. Use another parent, or delete the children first.
    ForeignKeyViolation {
        /// `Entity.field` of the reference.
        field: String,
        /// Which side of the reference caused it.
        cause: ForeignKeyCause,
    },
    /// A check, a range or a not-null constraint of the database refused the row. Ask for another value.
    ConstraintViolation {
        /// `Entity.field` or the constraint's name.
        field: String,
    },
    /// Values violate the definition's rules, or cannot be stored by every database; nothing was sent. Show the
    /// violations to the user who entered the values.
    Invalid(Violations),
    /// Another write changed the row since it was read. Read it again and decide again.
    StaleVersion {
        /// Name of the entity.
        entity: &'static str,
    },
    /// A time limit was reached, and nothing was applied. Retry later, or raise the limit.
    Timeout {
        /// What was waited for.
        stage: TimeoutStage,
        /// Which limit it was, and who holds the resource.
        what: String,
    },
    /// Another migrator is running, or the application's locks prevented a schema change; the text says who. Nothing is
    /// half done, so run the migration again later.
    Locked(String),
    /// A deadlock, a serialisation failure, or a schema that changed under the transaction. Run the transaction again.
    Conflict(String),
    /// The server cannot be reached, accepts no statements, or was lost before anything was applied: a statement that
    /// was never sent, a read, or part of a transaction that was not committed. Retry with growing pauses.
    Unavailable(String),
    /// The write may have been applied: the connection was lost, or the time limit reached, during COMMIT or during a
    /// write outside a transaction. Check the database before you retry, or make the write idempotent (an upsert, or a
    /// key chosen by the caller).
    UnknownOutcome(String),
    /// A setting is missing or wrong, such as a password or the name of a database; the text names it. Retrying does
    /// not help.
    Configuration(String),
    /// A migration cannot be applied, or the database is behind the code; the text says which and why.
    Migration(String),
    /// The cache could not be reached, or returned an unexpected response.
    Cache(String),
    /// A stored value does not have the type of the definition; the text names the entity, the row's key and the
    /// column. The row must be corrected.
    Decode(String),
    /// Any other error of the database, without its row values: an invalid statement, missing rights, a full disk.
    Database(String),
}

impl ErrorKind {
    /// The names of all kinds, in the order of [`number`](Self::number).
    pub(crate) const NAMES: [&'static str; 16] = [
        "not_found",
        "unique_violation",
        "foreign_key_violation",
        "constraint_violation",
        "invalid",
        "stale_version",
        "timeout",
        "locked",
        "conflict",
        "unavailable",
        "unknown_outcome",
        "configuration",
        "migration",
        "cache",
        "decode",
        "database",
    ];

    pub(crate) fn number(&self) -> usize {
        match self {
            Self::NotFound { .. } => 0,
            Self::UniqueViolation { .. } => 1,
            Self::ForeignKeyViolation { .. } => 2,
            Self::ConstraintViolation { .. } => 3,
            Self::Invalid(_) => 4,
            Self::StaleVersion { .. } => 5,
            Self::Timeout { .. } => 6,
            Self::Locked(_) => 7,
            Self::Conflict(_) => 8,
            Self::Unavailable(_) => 9,
            Self::UnknownOutcome(_) => 10,
            Self::Configuration(_) => 11,
            Self::Migration(_) => 12,
            Self::Cache(_) => 13,
            Self::Decode(_) => 14,
            Self::Database(_) => 15,
        }
    }

    /// Returns the name of the kind, such as `unique_violation`, as statistics and traces spell it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        Self::NAMES[self.number()]
    }
}

impl Error {
    /// Creates an error without a source.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, source: None }))
    }

    /// Creates an error caused by `source`.
    #[must_use]
    pub fn with_source(kind: ErrorKind, source: impl Into<Source>) -> Self {
        Self(Box::new(Inner { kind, source: Some(source.into()) }))
    }

    /// Names the reference that a foreign key violation is about.
    #[cfg(feature = "sqlite")]
    pub(crate) fn with_field(mut self, name: &str) -> Self {
        if let ErrorKind::ForeignKeyViolation { field, .. } = &mut self.0.kind {
            name.clone_into(field);
        }
        self
    }

    /// Says more exactly what went wrong; the source stays.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Creates the error of a wait that ended at its limit.
    pub(crate) fn timeout(stage: TimeoutStage, what: String) -> Self {
        Self::new(ErrorKind::Timeout { stage, what })
    }

    /// Creates the error of a row that does not exist.
    #[must_use]
    pub fn not_found(entity: &'static str) -> Self {
        Self::new(ErrorKind::NotFound { entity })
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the broken rules when the input was invalid.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match self.kind() {
            ErrorKind::Invalid(violations) => Some(violations),
            _ => None,
        }
    }

    /// Returns whether no row had the key.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind(), ErrorKind::NotFound { .. })
    }

    /// Returns whether a unique key was taken.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self.kind(), ErrorKind::UniqueViolation { .. })
    }

    /// Returns whether a referenced row is missing or still referenced.
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        matches!(self.kind(), ErrorKind::ForeignKeyViolation { .. })
    }

    /// Returns whether another write changed the row since it was read.
    #[must_use]
    pub fn is_stale_version(&self) -> bool {
        matches!(self.kind(), ErrorKind::StaleVersion { .. })
    }

    /// Returns whether a deadlock or serialisation failure ended the transaction.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self.kind(), ErrorKind::Conflict(_))
    }

    /// Returns whether a time limit was reached, with nothing applied.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout { .. })
    }

    /// Returns whether the server could not be reached, or was lost before anything was applied.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(self.kind(), ErrorKind::Unavailable(_))
    }

    /// Returns whether the write may have been applied.
    #[must_use]
    pub fn is_unknown_outcome(&self) -> bool {
        matches!(self.kind(), ErrorKind::UnknownOutcome(_))
    }

    /// Returns whether a setting is missing or wrong.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        matches!(self.kind(), ErrorKind::Configuration(_))
    }

    /// Returns whether a check, a range or a not-null constraint of the database refused the row.
    #[must_use]
    pub fn is_constraint_violation(&self) -> bool {
        matches!(self.kind(), ErrorKind::ConstraintViolation { .. })
    }

    /// Returns whether values broke the definition's rules.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        matches!(self.kind(), ErrorKind::Invalid(_))
    }

    /// Returns whether another lock prevented a migration.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self.kind(), ErrorKind::Locked(_))
    }

    /// Returns whether a migration could not be applied, or the database is behind the code.
    #[must_use]
    pub fn is_migration(&self) -> bool {
        matches!(self.kind(), ErrorKind::Migration(_))
    }

    /// Returns whether running the same again, in a transaction the whole of it, is safe and may succeed. It is not
    /// where something may have been applied already: [`ErrorKind::UnknownOutcome`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Conflict(_) | ErrorKind::Timeout { .. } | ErrorKind::Locked(_) | ErrorKind::Unavailable(_)
        )
    }
}

impl From<PatternError> for Error {
    fn from(error: PatternError) -> Self {
        Self::with_source(ErrorKind::Configuration(error.to_string()), error.into_reason())
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::new(ErrorKind::Invalid(violations))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::NotFound { entity } => write!(f, "no {entity} has this key"),
            ErrorKind::UniqueViolation { field } => write!(f, "{field} is already taken"),
            ErrorKind::ForeignKeyViolation { field, cause } => write!(f, "{field} {}", cause.sentence()),
            ErrorKind::ConstraintViolation { field } => write!(f, "{field} violates a database constraint"),
            ErrorKind::Invalid(violations) => write!(f, "invalid input: {violations}"),
            ErrorKind::StaleVersion { entity } => write!(f, "the {entity} was changed by another write"),
            ErrorKind::Timeout { stage, what } => write!(f, "timed out {stage}: {what}"),
            ErrorKind::Locked(what) => write!(f, "locked: {what}"),
            ErrorKind::Conflict(what) => write!(f, "conflict with another transaction: {what}"),
            ErrorKind::Unavailable(what) => write!(f, "unavailable: {what}"),
            ErrorKind::UnknownOutcome(what) => write!(f, "the outcome is unknown: {what}"),
            ErrorKind::Configuration(what) => write!(f, "configuration: {what}"),
            ErrorKind::Migration(what) => write!(f, "migration: {what}"),
            ErrorKind::Cache(what) => write!(f, "cache: {what}"),
            ErrorKind::Decode(what) => write!(f, "stored value: {what}"),
            ErrorKind::Database(what) => write!(f, "database: {what}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Error").field(&self.0.kind).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
