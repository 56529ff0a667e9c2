//! What a run takes: the migrations that a program knows, compared with those that a database has.

pub(super) mod select;
pub(super) mod source;
pub(super) mod status;
pub(super) mod verify;

use larder_format::Direction;

/// A step that a run would execute.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedStep {
    /// Name of the migration's folder.
    pub id: String,
    /// Whether the migration is applied or rolled back.
    pub direction: Direction,
    /// The SQL, in order.
    pub statements: Vec<String>,
    /// Whether the statements and their record share a transaction.
    pub transactional: bool,
}
