//! What becomes of the columns of one table.

use larder_format::plan::{Column, Fill};

/// What becomes of the columns of a table that stays, apart from their names.
#[derive(Debug, Default)]
pub(super) struct Changes<'a> {
    /// The table as it is called now.
    pub(super) table: &'a str,
    pub(super) added: Vec<Added<'a>>,
    /// Columns as they become, and what rows get whose value does not fit.
    pub(super) altered: Vec<(Column, Option<Fill>)>,
    pub(super) dropped: Vec<&'a str>,
}

/// A new column.
#[derive(Debug)]
pub(super) struct Added<'a> {
    pub(super) column: &'a Column,
    /// What rows get that are there.
    pub(super) fill: Option<Fill>,
    /// How many migrations it waits for that bring what it is made of.
    pub(super) turn: usize,
}
