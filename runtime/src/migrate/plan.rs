//! What a run takes: the migrations that a program knows, compared with those that a database has.

pub(super) mod select;
pub(super) mod source;
pub(super) mod status;
pub(super) mod verify;

use larder_format::Direction;

use super::model::script::ScriptStep;

/// A step that a run would execute.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedStep {
    /// Name of the migration's folder.
    pub id: String,
    /// Whether the migration is applied or rolled back.
    pub direction: Direction,
    /// The first words of what it does.
    pub summary: String,
    /// The SQL, in order.
    pub statements: Vec<String>,
    /// Whether the statements and their record share a transaction.
    pub transactional: bool,
    /// The strongest lock and how long it is held, such as `ACCESS EXCLUSIVE, instant`, where it was written down.
    pub lock: Option<String>,
    /// Whether a table is written anew.
    pub rewrites: bool,
    /// The tables and columns, such as `users.bio`, whose values do not come back.
    pub loses: Vec<String>,
}

impl PlannedStep {
    pub(super) fn new(id: &str, direction: Direction, step: &ScriptStep) -> Self {
        Self {
            id: id.to_owned(),
            direction,
            summary: step.words(),
            statements: step.statements.clone(),
            transactional: step.transactional,
            lock: step.lock.clone(),
            rewrites: step.rewrites,
            loses: step.loses.clone(),
        }
    }
}
