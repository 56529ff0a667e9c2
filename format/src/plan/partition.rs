//! Tables whose rows lie in several parts, as an operation describes them.

use serde::{Deserialize, Serialize};

/// How PostgreSQL lays the rows of a table out in partitions; other databases keep one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// The column whose value says which partition a row is in.
    pub by: String,
    pub layout: PartitionLayout,
}

/// What the partitions of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionLayout {
    /// One for each period of time, made and taken away by the application as time passes.
    Range(Period),
    /// So many, a row in the one that the hash of its value says.
    Hash(u32),
}

impl PartitionLayout {
    /// Returns whether tables by both are the same to the database: periods are only what the next partitions are made
    /// for.
    #[must_use]
    pub fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Range(_), Self::Range(_)) => true,
            (one, other) => one == other,
        }
    }
}

/// The time that the rows of one partition are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Day,
    /// From Monday on.
    Week,
    Month,
    Year,
}
