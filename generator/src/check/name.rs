//! Checks of names: their spelling, and that each means one thing.

mod methods;
pub(super) mod names;
pub(super) mod tables;

use super::entity::CheckedEntity;
use crate::diagnostic::Diagnostics;

/// Checks the names of an entity, and those that methods get from it.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    names::check(subject, diagnostics);
    methods::check(subject, diagnostics);
}
