//! Checks of what entities are to each other.

mod aggregates;
mod composite;
mod counters;
mod cycles;
mod many;
mod partition;
mod relations;
pub(super) mod scale;
pub(super) mod spread;
mod tenancy;

use super::entity::CheckedEntity;
use crate::diagnostic::Diagnostics;
use crate::ir::Schema;

/// Checks what an entity says of others.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    relations::check(subject, diagnostics);
    composite::check(subject, diagnostics);
    tenancy::check(subject, diagnostics);
    counters::check(subject, diagnostics);
    aggregates::check(subject, diagnostics);
    partition::check(subject, diagnostics);
}

/// Checks what can be seen only with all entities at hand.
pub(super) fn across(subjects: &[CheckedEntity<'_>], schema: &Schema, diagnostics: &mut Diagnostics) {
    tenancy::roots(subjects, diagnostics);
    relations::within_tenants(subjects, diagnostics);
    relations::of_tenants(subjects, diagnostics);
    relations::targets(subjects, diagnostics);
    composite::targets(subjects, diagnostics);
    many::check(subjects, diagnostics);
    cycles::check(subjects, diagnostics);
    counters::children(subjects, diagnostics);
    aggregates::targets(subjects, diagnostics);
    partition::across(subjects, schema, diagnostics);
}
