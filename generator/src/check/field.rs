//! Checks of fields: their words, their types, and the values that they take.

mod cached;
pub(crate) mod collations;
pub(crate) mod comments;
mod defaults;
mod engine_default;
pub(crate) mod enums;
mod fields;
mod generated;
mod lifecycle;
mod made;
pub(super) mod native;
mod rules;
mod secrets;
pub(super) mod values;
mod warm;
pub mod words;

use super::entity::CheckedEntity;
use crate::diagnostic::Diagnostics;

/// Checks the fields of an entity, each by itself.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    words::check(subject, diagnostics);
    fields::check(subject, diagnostics);
    enums::check(subject, diagnostics);
    native::check(subject, diagnostics);
    collations::check(subject, diagnostics);
    comments::check(subject, diagnostics);
    generated::check(subject, diagnostics);
    engine_default::check(subject, diagnostics);
    rules::check(subject, diagnostics);
    defaults::check(subject, diagnostics);
    lifecycle::check(subject, diagnostics);
    secrets::check(subject, diagnostics);
    cached::check(subject, diagnostics);
    warm::check(subject, diagnostics);
}
