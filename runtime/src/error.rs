use std::error::Error as StdError;
use std::fmt;

use crate::validate::Violations;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Source = Box<dyn StdError + Send + Sync>;

/// What went wrong, the same on every database.
///
/// `Display` and `Debug` hold no row value, no password and no connection option; the source chain may.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    source: Option<Source>,
}

/// The kinds of [`Error`], each with what a caller can act on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No row has this key.
    NotFound {
        /// Name of the entity.
        entity: &'static str,
    },
    /// A row with the same unique key exists.
    UniqueViolation {
        /// `Entity.field`, several fields joined by `, `; the constraint's name where it is not larder's.
        field: String,
    },
    /// The row refers to a missing one, or a row that must stay refers to it.
    ForeignKeyViolation {
        /// `Entity.field` of the reference.
        field: String,
    },
    /// A check or not-null constraint of the database refused the row.
    ConstraintViolation {
        /// `Entity.field` or the constraint's name.
        field: String,
    },
    /// Values broke the definition's rules; nothing was sent to the database.
    Invalid(Violations),
    /// Another write changed the row since it was read.
    StaleVersion {
        /// Name of the entity.
        entity: &'static str,
    },
    /// A wait ended at its limit; the text says which, and who holds what was waited for.
    Timeout(String),
    /// Another migrator is at work, or the application kept a table from being changed; the text says who. Nothing is
    /// half done, so the migration may be run again later.
    Locked(String),
    /// A deadlock or serialisation failure; the transaction may be run again.
    Conflict(String),
    /// The connection broke before the database answered.
    Connection(String),
    /// The connection broke during COMMIT: the transaction may or may not have been applied.
    UnknownOutcome,
    /// A setting is missing or wrong; the text names it.
    Configuration(String),
    /// A migration cannot be applied; the text says which and why.
    Migration(String),
    /// The cache could not be reached or returned what it should not.
    Cache(String),
    /// A stored value is not of the type the definition gives it.
    Decode(String),
    /// Any other answer of the database, without its row values.
    Database(String),
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

    /// Says more exactly what went wrong; the source stays.
    #[cfg(feature = "sqlite")]
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Creates the error of a row that does not exist.
    #[must_use]
    pub fn not_found(entity: &'static str) -> Self {
        Self::new(ErrorKind::NotFound { entity })
    }

    /// Returns what went wrong.
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

    /// Returns whether a wait ended at its limit.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout(_))
    }

    /// Returns whether somebody else's lock kept a migration from being applied.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self.kind(), ErrorKind::Locked(_))
    }

    /// Returns whether a migration could not be applied, or the database is behind the code.
    #[must_use]
    pub fn is_migration(&self) -> bool {
        matches!(self.kind(), ErrorKind::Migration(_))
    }

    /// Returns whether running the whole unit of work again may succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Conflict(_) | ErrorKind::Timeout(_) | ErrorKind::Locked(_) | ErrorKind::Connection(_)
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::NotFound { entity } => write!(f, "no {entity} has this key"),
            ErrorKind::UniqueViolation { field } => write!(f, "{field} is taken"),
            ErrorKind::ForeignKeyViolation { field } => {
                write!(f, "{field} refers to a row that does not exist, or its row is referred to")
            }
            ErrorKind::ConstraintViolation { field } => write!(f, "{field} breaks a constraint of the database"),
            ErrorKind::Invalid(violations) => write!(f, "invalid input: {violations}"),
            ErrorKind::StaleVersion { entity } => write!(f, "the {entity} was changed by another write"),
            ErrorKind::Timeout(what) => write!(f, "timed out: {what}"),
            ErrorKind::Locked(what) => write!(f, "locked: {what}"),
            ErrorKind::Conflict(what) => write!(f, "conflict with another transaction: {what}"),
            ErrorKind::Connection(what) => write!(f, "connection failed: {what}"),
            ErrorKind::UnknownOutcome => f.write_str("the connection broke during commit; the outcome is unknown"),
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
