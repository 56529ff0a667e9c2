//! What a database has, compared with what the program knows.

use super::verify::{Problem, Verified};
use crate::error::Result;
use crate::migrate::model::State;
use crate::migrate::report::failure::refuse;

/// The migrations of a database, compared with those of the binary.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Every known migration in its order, then those that only the database knows.
    pub migrations: Vec<MigrationStatus>,
    /// The reasons why migrating would be refused.
    pub problems: Vec<Problem>,
}

/// One migration's state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MigrationStatus {
    /// Name of the folder.
    pub id: String,
    /// Whether it is applied, pending, or in between.
    pub state: State,
}

impl Status {
    pub(in crate::migrate) fn new(verified: Verified) -> Self {
        let migrations = verified.states.into_iter().map(|(id, state)| MigrationStatus { id, state }).collect();
        Self { migrations, problems: verified.problems }
    }

    /// Returns the completely applied migrations in order, including those unknown to this version or recorded by
    /// [`Migrator::baseline`](crate::migrate::Migrator::baseline).
    pub fn applied(&self) -> impl Iterator<Item = &str> {
        let whole = |one: &&MigrationStatus| one.state.is_whole() || matches!(one.state, State::Ahead { .. });
        self.migrations.iter().filter(whole).map(|one| one.id.as_str())
    }

    /// Returns the known migrations that are not completely applied.
    pub fn pending(&self) -> impl Iterator<Item = &str> {
        let open = |one: &&MigrationStatus| !one.state.is_whole() && !matches!(one.state, State::Ahead { .. });
        self.migrations.iter().filter(open).map(|one| one.id.as_str())
    }

    /// Checks that this binary can work with the database as it is: nothing is pending or edited, and migrations
    /// unknown to this version are compatible.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Migration`], naming what is wrong and what to do.
    pub fn check(&self) -> Result<()> {
        let mut wrong: Vec<_> = self.problems.iter().map(ToString::to_string).collect();
        let pending: Vec<_> = self.pending().collect();
        if !pending.is_empty() {
            wrong.push(format!(
                "the database is behind: {} pending ({}); migrate it first, or open the store with \
                 MIGRATION_ENABLED=true",
                pending.len(),
                pending.join(", ")
            ));
        }
        for one in &self.migrations {
            if one.state == (State::Ahead { compatible: false }) {
                wrong.push(format!(
                    "the database is ahead: {} is incompatible with this version; deploy the version that has it",
                    one.id
                ));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(refuse(wrong.join("\n"))) }
    }
}
