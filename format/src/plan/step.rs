//! The steps of a dialect's SQL.

use serde::{Deserialize, Serialize};

use super::Probe;
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

    /// Returns the steps of one file, to change them.
    pub fn of_mut(&mut self, dialect: Dialect, direction: Direction) -> &mut Vec<Step> {
        let list = match dialect {
            Dialect::Postgres => &mut self.postgres,
            Dialect::MySql => &mut self.mysql,
            Dialect::Sqlite => &mut self.sqlite,
        };
        match direction {
            Direction::Up => &mut list.up,
            Direction::Down => &mut list.down,
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
    /// How many statements of the file, none for tokens; the counts of a file's steps add up to all of them.
    pub statements: u32,
    /// Outside a transaction, for what PostgreSQL refuses inside one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_transaction: bool,
    /// Changes rows only, so that MySQL can do it in one transaction with its history row.
    #[serde(default, skip_serializing_if = "is_false")]
    pub transactional: bool,
    /// Tells after a crash whether the step was done, all its statements with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Probe>,
    /// The one statement is done in batches of rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backfill: Option<Backfill>,
    /// The one statement builds an index of a partitioned table, in the words that build it for a plain one: the
    /// migrator builds it for one partition after the other.
    #[serde(default, skip_serializing_if = "is_false")]
    pub each_partition: bool,
    /// There is no statement: the migrator makes search tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Tokens>,
    /// The one statement is a query for rows that must not be, such as those whose parent is missing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub expects_no_rows: bool,
    /// For a server of PostgreSQL's with this extension; on any other there is nothing to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// For a reader: the strongest lock and how long it is held, such as `ACCESS EXCLUSIVE, instant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
    /// For a reader: the table is written anew.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rewrites: bool,
    /// The tables and columns, such as `users.bio`, whose values do not come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loses: Vec<String>,
}

/// An `UPDATE … SET … WHERE <condition>` that the migrator runs for one range of keys after the other, each range in a
/// transaction of its own that also records how far it came.
///
/// The condition stands last, in parentheses when it has an `OR`, since the range is appended with `AND`; a row that
/// was changed once no longer meets it. SQLite runs the statement whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backfill {
    pub table: String,
    /// A column of numbers, text or UUIDs with an index, each value of which stands in few rows.
    pub key: String,
}

/// Rows without search tokens get them, in batches like those of a [`Backfill`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    pub table: String,
    /// The primary key.
    pub key: String,
    /// The columns whose words are found, in the order of the definition.
    pub columns: Vec<String>,
    /// The column that scopes every search, whose token stands first outside PostgreSQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The column that holds the tokens.
    pub tokens: String,
}
