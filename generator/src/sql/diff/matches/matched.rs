//! Which table and column of before is which of now.

use crate::sql::diff::Tables;
use crate::sql::diff::dialogue::Pair;

/// Which table and column of before became which, and which are gone.
#[derive(Debug, Default)]
pub(in crate::sql::diff) struct Matches<'a> {
    /// In the order of the definition.
    pub(in crate::sql::diff) tables: Vec<Match<'a>>,
    /// Tables that are dropped, or may be.
    pub(in crate::sql::diff) gone: Vec<&'a str>,
}

/// A table that was there and stays.
#[derive(Debug)]
pub(in crate::sql::diff) struct Match<'a> {
    pub(in crate::sql::diff) pair: Pair<'a>,
    /// Renamed columns: before, and now.
    pub(in crate::sql::diff) columns: Vec<(&'a str, &'a str)>,
    /// Columns that are dropped, or may be.
    pub(in crate::sql::diff) gone: Vec<&'a str>,
    /// New columns that may be the new name of a column in `gone`.
    pub(in crate::sql::diff) doubtful: Vec<&'a str>,
}

impl<'a> Match<'a> {
    /// Returns the name that a column of now had before, if it had one.
    pub(in crate::sql::diff) fn origin(&self, column: &'a str, before: &Tables) -> Option<&'a str> {
        if let Some((old, _)) = self.columns.iter().find(|(_, new)| *new == column) {
            return Some(old);
        }
        let stays = has(before, self.pair.before, column)
            && !self.gone.contains(&column)
            && !self.columns.iter().any(|(old, _)| *old == column);
        stays.then_some(column)
    }
}

/// Tells whether there is a column, under this very name.
pub(in crate::sql::diff) fn has(tables: &Tables, table: &str, column: &str) -> bool {
    tables.get(table).is_some_and(|table| table.columns.iter().any(|other| other.name == column))
}
