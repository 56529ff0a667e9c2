//! What was seen of migrations.

use std::time::Duration;

use serde::Serialize;

/// What the store saw of its migrations: when it was opened, and whenever its migrator was asked or ran.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MigrationStatistics {
    /// Whether anybody looked; a store without migrations does not.
    pub checked: bool,
    /// Migrations that the database has.
    pub applied: usize,
    /// Migrations of this build that the database does not have.
    pub pending: usize,
    /// Reasons why migrating would be refused, such as an edited file.
    pub problems: usize,
    /// The last migration that the database has.
    pub head: Option<String>,
    /// Migrations that this process applied or rolled back.
    pub runs: u64,
    /// Runs of the migrator that ended with an error.
    pub failures: u64,
    /// How long this process worked at migrations, in seconds.
    #[serde(rename = "busy_seconds", serialize_with = "super::seconds")]
    pub busy: Duration,
}
