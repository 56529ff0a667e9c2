//! What a run of the migrator did.

pub(super) mod event;
pub(super) mod failure;
pub(super) mod progress;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use larder_format::Direction;

use crate::error::{Error, ErrorKind};

/// What a run of the migrator did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The migrations that were applied, in order.
    pub applied: Vec<MigrationRun>,
    /// The migrations that were rolled back, in order.
    pub rolled_back: Vec<MigrationRun>,
}

/// One migration that a run applied or rolled back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MigrationRun {
    /// Name of the migration's folder.
    pub id: String,
    /// How long its statements took.
    pub duration: Duration,
    /// Whether an earlier run had started it.
    pub resumed: bool,
}

impl MigrationRun {
    /// Creates the record of a migration that was written down without being run.
    pub(super) fn new(id: &str) -> Self {
        Self { id: id.to_owned(), duration: Duration::ZERO, resumed: false }
    }
}

impl Report {
    pub(super) fn push(&mut self, direction: Direction, taken: MigrationRun) {
        match direction {
            Direction::Up => self.applied.push(taken),
            Direction::Down => self.rolled_back.push(taken),
        }
    }
}

/// A run that failed, with what it had done until then.
pub struct MigrateError {
    error: Error,
    report: Report,
}

impl MigrateError {
    pub(super) fn new(error: Error, report: Report) -> Self {
        Self { error, report }
    }

    /// Returns what was done before the error and stays done.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Returns what went wrong.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl From<MigrateError> for Error {
    /// Keeps the kind, so that a caller knows whether to try again, with the whole of it, report included, as the
    /// source. What a database refused is a [`ErrorKind::Migration`] here.
    fn from(error: MigrateError) -> Self {
        let kind = match error.error.kind() {
            ErrorKind::Database(_) | ErrorKind::Decode(_) => ErrorKind::Migration(error.error.to_string()),
            kind => kind.clone(),
        };
        Self::with_source(kind, error)
    }
}

impl fmt::Display for MigrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for MigrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MigrateError").field("error", &self.error).field("report", &self.report).finish()
    }
}

impl StdError for MigrateError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}
