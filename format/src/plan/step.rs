use serde::{Deserialize, Serialize};

use super::column::is_false;
use crate::{Dialect, Direction};

/// How the statements of each dialect are run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    #[serde(default, skip_serializing_if = "StepList::is_empty")]
    pub postgres: StepList,
    #[serde(default, skip_serializing_if = "StepList::is_empty")]
    pub mysql: StepList,
    #[serde(default, skip_serializing_if = "StepList::is_empty")]
    pub sqlite: StepList,
}

impl Steps {
    /// Returns whether every dialect's default fits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the steps of one file; empty means the dialect's default.
    ///
    /// The default is one step in a transaction for the whole file on PostgreSQL and SQLite, and one step without
    /// probe for each statement on MySQL.
    #[must_use]
    pub fn of(&self, dialect: Dialect, direction: Direction) -> &[Step] {
        let list = match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::MySql => &self.mysql,
            Dialect::Sqlite => &self.sqlite,
        };
        match direction {
            Direction::Up => &list.up,
            Direction::Down => &list.down,
        }
    }
}

/// The steps of one dialect.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepList {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub up: Vec<Step>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub down: Vec<Step>,
}

impl StepList {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Consecutive statements of a SQL file that are done together, with one row of the history.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// How many statements of the file; the counts of a file's steps add up to all of them.
    pub statements: u32,
    /// Outside a transaction, for what PostgreSQL refuses inside one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_transaction: bool,
    /// Changes rows only, so that MySQL can do it in one transaction with its history row.
    #[serde(default, skip_serializing_if = "is_false")]
    pub transactional: bool,
    /// Tells after a crash whether the step was done; for a step of one statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Probe>,
}

/// A question to the database's catalogue whose yes means that a step is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Probe {
    HasTable(String),
    NoTable(String),
    HasColumn {
        table: String,
        name: String,
    },
    NoColumn {
        table: String,
        name: String,
    },
    /// An index or unique key that is complete; PostgreSQL leaves an invalid one after a failure.
    HasIndex {
        table: String,
        name: String,
    },
    NoIndex {
        table: String,
        name: String,
    },
    /// A foreign key or check.
    HasConstraint {
        table: String,
        name: String,
    },
    NoConstraint {
        table: String,
        name: String,
    },
}
