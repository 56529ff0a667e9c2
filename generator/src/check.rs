//! Rules that a resolved schema keeps, one concern a file: names, then fields, keys, and what entities are to each
//! other. The drafts are looked at to say where, and for what resolving leaves out.

#[cfg(feature = "files")]
mod database;
mod entity;
pub mod field;
mod hooks;
mod key;
mod name;
mod query;
mod relation;
mod view;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, FileId, Origin},
    draft::{Drafts, Text},
    resolve::Resolved,
};
use entity::CheckedEntity;

#[cfg(feature = "files")]
use crate::sql::operation;

/// Checks a whole definition: every entity, and what they are to each other.
pub fn schema(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    let subjects = entity::all(resolved, drafts);
    for subject in &subjects {
        one(subject, diagnostics);
    }
    field::values::check(resolved, drafts, diagnostics);
    field::native::across(&subjects, diagnostics);
    name::tables::check(&subjects, drafts, diagnostics);
    relation::across(&subjects, &resolved.schema, diagnostics);
    if drafts.is_ready_to_scale {
        relation::scale::check(&subjects, diagnostics);
    }
    field::words::engine(&drafts.engine, diagnostics);
    relation::spread::check(&subjects, &resolved.schema, drafts, diagnostics);
    key::keyless::across(&subjects, diagnostics);
    view::across(&subjects, diagnostics);
    query::across(&subjects, diagnostics);
}

/// Checks what databases make of a definition in which nothing else is wrong.
#[cfg(feature = "files")]
pub(crate) fn made(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    // Errors in the tables themselves are reported where the tables are made.
    let Ok(tables) = operation::tables(&resolved.schema) else { return };
    let mut subjects = entity::all(resolved, drafts);
    subjects.retain(|subject| !subject.entity.view);
    database::check(&tables, &subjects, diagnostics);
}

/// Checks a single entity as far as it can be judged without the others.
pub fn entity(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    let subjects = entity::all(resolved, drafts);
    for subject in &subjects {
        one(subject, diagnostics);
    }
    query::across(&subjects, diagnostics);
}

/// Checks a single named type.
pub fn value(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    field::values::check(resolved, drafts, diagnostics);
}

/// Notes that a definition without entities generates nothing.
pub fn empty(drafts: &Drafts, sources: &[Text], file: FileId, diagnostics: &mut Diagnostics) {
    if drafts.entities.is_empty() {
        let origin = sources.first().map_or(Origin::Text { file, start: 0, end: 0 }, |source| source.origin);
        let help = if sources.is_empty() {
            "start with `[entities.Name]`, `table = \"names\"` and `[entities.Name.fields]`; to define entities as \
             structs, write `sources = [\"src\"]` under `[codegen]`"
        } else {
            "write `#[derive(larder::Repository)]` above a struct of these sources"
        };
        diagnostics.push(Diagnostic::note(Code::Empty, origin, "no entities are defined").help(help));
    }
}

fn one(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    name::check(subject, diagnostics);
    field::check(subject, diagnostics);
    key::check(subject, diagnostics);
    relation::check(subject, diagnostics);
    view::check(subject, diagnostics);
    query::check(subject, diagnostics);
    hooks::check(subject, diagnostics);
}
