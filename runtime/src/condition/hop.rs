//! References that are followed from the rows of a query to others.

use std::fmt;
use std::ptr;
use std::sync::{Mutex, PoisonError};

use crate::statement::Sql;

/// A reference that is followed from a row to the one that it names.
pub(crate) struct Hop {
    /// How its row is reached; `None` of the query's own.
    pub(super) before: Option<&'static Self>,
    /// The columns that refer to the row, each with the one of the row that it equals.
    pub(super) on: Vec<HopColumns>,
    /// Counts the rows of its table, `SELECT COUNT(*) FROM users WHERE tenant_id = $1`.
    pub(super) rows: &'static Sql,
}

/// A column that refers to a row, and the one of the row that it equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HopColumns {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

/// Each is made once. They are the references that the text of a program follows.
static KNOWN: Mutex<Vec<&'static Hop>> = Mutex::new(Vec::new());

impl Hop {
    /// Returns the one that is the same in a whole program.
    pub(crate) fn get(before: Option<&'static Self>, on: Vec<HopColumns>, rows: &'static Sql) -> &'static Self {
        let new = Self { before, on, rows };
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hop) = known.iter().find(|hop| hop.is(&new)) {
            return hop;
        }
        let hop: &'static Self = Box::leak(Box::new(new));
        known.push(hop);
        hop
    }

    /// Returns the same way from rows that are reached by another.
    pub(crate) fn behind(&'static self, before: &'static Self) -> &'static Self {
        let before = self.before.map_or(before, |own| own.behind(before));
        Self::get(Some(before), self.on.clone(), self.rows)
    }

    fn is(&self, other: &Self) -> bool {
        self.before.map(ptr::from_ref) == other.before.map(ptr::from_ref)
            && self.on == other.on
            && ptr::eq(self.rows, other.rows)
    }
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(before) = self.before {
            write!(f, "{before}.")?;
        }
        let from: Vec<&str> = self.on.iter().map(|columns| columns.from).collect();
        f.write_str(&from.join("+"))
    }
}
