//! Checks what databases make of a definition in which nothing else is wrong.

mod row_size;
mod table_size;
mod taken;

use larder_format::plan::Table;

use super::entity::CheckedEntity;
use crate::diagnostic::Diagnostics;

/// Checks the tables of all entities.
pub(super) fn check(tables: &[Table], subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    taken::check(tables, subjects, diagnostics);
    row_size::check(tables, subjects, diagnostics);
    table_size::check(tables, subjects, diagnostics);
}
