//! Names that databases keep in one space with those of tables: keys, indexes, sequences, SQLite's tables of words.

use std::collections::BTreeMap;

use larder_format::plan::Table;

use super::subject::{self, Subject};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::Drafts,
    resolve::Resolved,
    sql::{naming, operation},
};

/// No table has the name of a part of another, nor of its own.
pub(crate) fn check(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    // What is wrong with the tables themselves is said where they are made.
    let Ok(tables) = operation::tables(&resolved.schema) else { return };
    let subjects = subject::all(resolved, drafts);
    let mut parts: BTreeMap<String, (&Table, &Subject<'_>, &str)> = BTreeMap::new();
    for (table, subject) in tables.iter().zip(&subjects) {
        for (name, kind) in naming::relations(table) {
            parts.entry(name.to_lowercase()).or_insert((table, subject, kind));
        }
    }
    for subject in &subjects {
        let name = &subject.entity.table;
        let Some((table, owner, kind)) = parts.get(&name.to_lowercase()) else { continue };
        let message = format!("the table `{name}` has the name of {kind} of `{}`", table.name);
        let origin = subject.draft.table.as_ref().map_or(subject.origin(), |table| table.origin);
        let theirs = owner.draft.table.as_ref().map_or(owner.origin(), |table| table.origin);
        diagnostics.push(
            Diagnostic::error(Code::DuplicateTable, origin, message)
                .related(theirs, "the table that has it")
                .help("choose another name with `table = \"…\"`"),
        );
    }
}
