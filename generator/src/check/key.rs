//! Checks of primary keys, unique keys and indexes.

pub(super) mod indexes;
pub(super) mod keyless;
mod primary;
pub(super) mod sql;
mod storage;
pub(super) mod uniques;

use super::entity::CheckedEntity;
use crate::diagnostic::Diagnostics;

/// Checks the keys and indexes of an entity.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    primary::check(subject, diagnostics);
    keyless::check(subject, diagnostics);
    uniques::check(subject, diagnostics);
    indexes::check(subject, diagnostics);
    sql::check(subject, diagnostics);
    storage::check(subject, diagnostics);
}
