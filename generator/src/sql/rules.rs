//! The lowering rules: how a table of `plan.toml` becomes one of each database.
//!
//! They may change from one version of larder to the next; tables that stand do not change with them. Every migration
//! says by which rules the tables stand after it, so old ones are read, verified and taken back by theirs, new ones go
//! on by those of the folder, and one migration leads from older rules to the newest. What differs between versions is
//! asked of [`Rules`], by name and where it matters.

use larder_format::plan::FIRST_RULES;

/// A version of the lowering rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rules {
    /// Those of plans that name none.
    V1,
    /// MySQL and MariaDB: an index that ends in a descending column ends in the primary key, descending.
    V2,
}

impl Rules {
    /// The rules of a new folder.
    pub const NEWEST: Self = Self::V2;

    /// Every version, oldest first.
    pub const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// Returns the version that a plan names; `None` for one that is not known.
    pub fn numbered(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|rules| rules.number() == number)
    }

    /// Returns how a plan names the version.
    pub fn number(self) -> u32 {
        match self {
            Self::V1 => FIRST_RULES,
            Self::V2 => 2,
        }
    }

    /// Whether an index of InnoDB's names the key where its own copy of it, ascending, does not serve the lists.
    pub(super) fn key_follows_descending(self) -> bool {
        self >= Self::V2
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::NEWEST
    }
}

/// By which rules the tables stand before and after a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RulesPair {
    pub before: Rules,
    pub after: Rules,
}

impl RulesPair {
    /// The way back.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { before: self.after, after: self.before }
    }

    /// Whether the rules change.
    pub fn differ(self) -> bool {
        self.before != self.after
    }
}

impl From<Rules> for RulesPair {
    fn from(rules: Rules) -> Self {
        Self { before: rules, after: rules }
    }
}
