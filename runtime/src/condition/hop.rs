//! References that are followed from the rows of a query to others.

use std::fmt;
use std::ptr;
use std::sync::{Mutex, PoisonError};

use crate::statement::Sql;

/// A reference that is followed from a row to the one that it names by its key.
pub(crate) struct Hop {
    /// How its row is reached; `None` of the query's own.
    pub(super) before: Option<&'static Self>,
    /// The column that refers to the row.
    pub(super) from: &'static str,
    /// The column of its key.
    pub(super) to: &'static str,
    /// Counts the rows of its table, `SELECT COUNT(*) FROM users WHERE tenant_id = $1`.
    pub(super) rows: &'static Sql,
}

/// Each is made once. They are the references that the text of a program follows.
static KNOWN: Mutex<Vec<&'static Hop>> = Mutex::new(Vec::new());

impl Hop {
    /// Returns the one that is the same in a whole program.
    pub(crate) fn get(
        before: Option<&'static Self>,
        from: &'static str,
        to: &'static str,
        rows: &'static Sql,
    ) -> &'static Self {
        let new = Self { before, from, to, rows };
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
        Self::get(Some(before), self.from, self.to, self.rows)
    }

    fn is(&self, other: &Self) -> bool {
        self.before.map(ptr::from_ref) == other.before.map(ptr::from_ref)
            && (self.from, self.to) == (other.from, other.to)
            && ptr::eq(self.rows, other.rows)
    }
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.before {
            Some(before) => write!(f, "{before}.{}", self.from),
            None => f.write_str(self.from),
        }
    }
}
