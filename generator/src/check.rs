//! Rules that a resolved schema keeps, one concern a file. The drafts are looked at to say where, and for what
//! resolving leaves out.

mod aggregates;
mod counters;
mod cycles;
mod defaults;
mod enums;
mod fields;
mod indexes;
mod lifecycle;
mod methods;
mod names;
mod primary;
mod relations;
#[cfg(feature = "files")]
mod row_size;
mod rules;
mod secrets;
mod subject;
#[cfg(feature = "files")]
mod table_size;
mod tables;
#[cfg(feature = "files")]
mod taken;
mod tenancy;
mod uniques;
mod values;
pub mod words;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, FileId, Origin},
    draft::{Drafts, Text},
    resolve::Resolved,
};
use subject::Subject;

#[cfg(feature = "files")]
use crate::sql::operation;

/// Checks a whole definition: every entity, and what they are to each other.
pub fn schema(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    let subjects = subject::all(resolved, drafts);
    for subject in &subjects {
        one(subject, diagnostics);
    }
    values::check(resolved, drafts, diagnostics);
    tables::check(&subjects, drafts, diagnostics);
    tenancy::roots(&subjects, diagnostics);
    cycles::check(&subjects, diagnostics);
    counters::children(&subjects, diagnostics);
    aggregates::targets(&subjects, diagnostics);
}

/// Checks what databases make of a definition in which nothing else is wrong.
#[cfg(feature = "files")]
pub(crate) fn made(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    // What is wrong with the tables themselves is said where they are made.
    let Ok(tables) = operation::tables(&resolved.schema) else { return };
    let subjects = subject::all(resolved, drafts);
    taken::check(&tables, &subjects, diagnostics);
    row_size::check(&tables, &subjects, diagnostics);
    table_size::check(&tables, &subjects, diagnostics);
}

/// Checks a single entity as far as it can be judged without the others.
pub fn entity(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    for subject in &subject::all(resolved, drafts) {
        one(subject, diagnostics);
    }
}

/// Checks a single named type.
pub fn value(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    values::check(resolved, drafts, diagnostics);
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

fn one(subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
    names::check(subject, diagnostics);
    primary::check(subject, diagnostics);
    words::check(subject, diagnostics);
    fields::check(subject, diagnostics);
    enums::check(subject, diagnostics);
    rules::check(subject, diagnostics);
    defaults::check(subject, diagnostics);
    uniques::check(subject, diagnostics);
    indexes::check(subject, diagnostics);
    methods::check(subject, diagnostics);
    relations::check(subject, diagnostics);
    tenancy::check(subject, diagnostics);
    counters::check(subject, diagnostics);
    aggregates::check(subject, diagnostics);
    lifecycle::check(subject, diagnostics);
    secrets::check(subject, diagnostics);
}
