//! What a definition cannot say of a database, with the reason.

use std::fmt;

/// How far a thing is from what the database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissKind {
    /// It is not in the definition.
    Left,
    /// It is there and works; tables made anew from the definition would have it otherwise.
    Otherwise,
}

/// An object beside the tables that no file of the definition makes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectMiss {
    /// Kind and name.
    pub object: String,
    pub why: String,
}

/// One thing of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    pub kind: MissKind,
    pub table: String,
    /// The column, key, index or check.
    pub subject: String,
    /// What the database has, in its own words.
    pub what: String,
    pub why: String,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.table)?;
        if !self.subject.is_empty() {
            write!(f, ".{}", self.subject)?;
        }
        if !self.what.is_empty() {
            write!(f, " ({})", self.what)?;
        }
        write!(f, ": {}", self.why)
    }
}
