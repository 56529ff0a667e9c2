//! Checks of primary keys, unique keys and indexes.

pub(super) mod indexes;
mod primary;
pub(super) mod sql;
pub(super) mod uniques;

use super::entity::CheckedEntity;
use crate::diagnostic::Diagnostics;

/// Checks the keys and indexes of an entity.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    primary::check(subject, diagnostics);
    uniques::check(subject, diagnostics);
    indexes::check(subject, diagnostics);
    sql::check(subject, diagnostics);
}
