//! What becomes of the columns of one table.

use larder_format::plan::{Column, Fill};

/// What becomes of the columns of a table that stays, apart from their names.
#[derive(Debug, Default)]
pub(in crate::sql::diff) struct Changes<'a> {
    /// The table as it is called now.
    pub(in crate::sql::diff) table: &'a str,
    pub(in crate::sql::diff) added: Vec<Added<'a>>,
    /// Columns as they become, and what rows get whose value does not fit.
    pub(in crate::sql::diff) altered: Vec<(Column, Option<Fill>)>,
    pub(in crate::sql::diff) dropped: Vec<&'a str>,
}

/// A new column.
#[derive(Debug)]
pub(in crate::sql::diff) struct Added<'a> {
    pub(in crate::sql::diff) column: &'a Column,
    /// What rows get that are there.
    pub(in crate::sql::diff) fill: Option<Fill>,
    /// How many migrations it waits for that bring what it is made of.
    pub(in crate::sql::diff) turn: usize,
}
