//! Checks that table names and generated type names are unique.

use std::collections::{BTreeMap, BTreeSet};

use larder_format::qualified;

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{Drafts, FieldDraft, RowsDraft, Text},
    name, resolve,
};

/// No two entities share a table, and no two generated types a name.
pub(in crate::check) fn check(subjects: &[CheckedEntity<'_>], drafts: &Drafts, diagnostics: &mut Diagnostics) {
    // If an entity exists twice, nothing else is reported about it.
    let mut seen = BTreeSet::new();
    let firsts: Vec<&CheckedEntity<'_>> = subjects.iter().filter(|subject| seen.insert(&subject.entity.name)).collect();
    // Databases without schemas have the tables of all of them beside each other.
    let mut tables = Names { code: Code::DuplicateTable, kind: "table", seen: BTreeMap::new() };
    for subject in &firsts {
        tables.add(qualified::plain(&subject.entity.table).to_lowercase(), subject.table_origin(), diagnostics);
    }
    accessors(&firsts, diagnostics);
    firsts.iter().for_each(|subject| was(subject, &firsts, diagnostics));
    exchanged(&firsts, diagnostics);
    let mut types = Names { code: Code::DuplicateType, kind: "Rust type", seen: BTreeMap::new() };
    for value in &drafts.values {
        types.add(value.name.value.clone(), value.name.origin, diagnostics);
    }
    for subject in subjects {
        types.add(subject.entity.name.clone(), subject.origin(), diagnostics);
    }
    for subject in &firsts {
        derived(subject, &mut types, diagnostics);
    }
    for value in &drafts.values {
        enums(&value.name.value, value.fields.iter().flatten(), &mut types, diagnostics);
    }
}

/// The store has a method for the rows of each entity, and tables with other letters may come to the same.
fn accessors(all: &[&CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &CheckedEntity<'_>> = BTreeMap::new();
    for subject in all {
        let rows = subject.entity.rows();
        match seen.get(&rows) {
            Some(first) if !is_one_table(first, subject) => {
                let message = format!(
                    "the store would have two methods `{rows}`: for table `{}` and for table `{}`",
                    first.entity.table, subject.entity.table
                );
                let renamed = if subject.entity.table == rows { first } else { subject };
                let other = if subject.entity.table == rows { subject } else { first };
                diagnostics.push(
                    Diagnostic::error(Code::DuplicateType, renamed.origin(), message)
                        .related(other.origin(), "the other one")
                        .help("choose another name for this entity"),
                );
            }
            _ => drop(seen.insert(rows, subject)),
        }
    }
}

/// Two tables of one name are told as such.
fn is_one_table(first: &CheckedEntity<'_>, second: &CheckedEntity<'_>) -> bool {
    let [first, second] = [first, second].map(|subject| qualified::plain(&subject.entity.table).to_lowercase());
    first == second
}

/// Tables are known by their names, so that the rows of each entity would be read as those of the other.
fn exchanged(all: &[&CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let names = all.iter().map(|subject| name::snake(&subject.entity.name));
    let names: Vec<[String; 2]> = names.map(|name| [format!("{name}s"), name]).collect();
    let mut by_table: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, second) in all.iter().enumerate() {
        let called_after = names[at].iter().filter_map(|name| by_table.get(name.as_str())).flatten();
        let table = qualified::plain(&second.entity.table);
        let crossed = called_after.filter(|first| names[**first].iter().any(|name| name == table)).min();
        let first = crossed.map(|first| all[*first]);
        by_table.entry(table).or_default().push(at);
        let Some(first) = first else { continue };
        let [one, other] = [first, second].map(|subject| (&subject.entity.name, &subject.entity.table));
        let message = format!(
            "`{}` has the table `{}`, and `{}` has `{}`: each would read the rows of the other entity",
            one.0, one.1, other.0, other.1
        );
        diagnostics.push(
            Diagnostic::error(Code::ExchangedTables, second.table_origin(), message)
                .related(first.table_origin(), "the other one")
                .help("swap the table names back; to rename an entity, use `was`"),
        );
    }
}

/// What an entity was is no longer there.
fn was(subject: &CheckedEntity<'_>, all: &[&CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let Some(was) = &subject.draft.was else { return };
    if all.iter().any(|other| other.entity.name == was.value || other.entity.table == was.value) {
        let message = format!("`{}` still exists, so `{}` cannot be its new name", was.value, subject.entity.name);
        let help = "remove `was`, or rename the other entity";
        diagnostics.push(Diagnostic::error(Code::KeyConflict, was.origin, message).help(help));
    }
}

/// The types that the name of an entity, a field or an aggregate is made into.
fn derived(subject: &CheckedEntity<'_>, types: &mut Names, diagnostics: &mut Diagnostics) {
    let entity = &subject.entity.name;
    let key = if subject.entity.keys().nth(1).is_some() { "Key" } else { "Id" };
    let own =
        [format!("{entity}{key}"), format!("New{entity}"), format!("{entity}Patch"), format!("{entity}Repository")];
    for name in own {
        types.add(name, subject.origin(), diagnostics);
    }
    enums(entity, subject.draft.fields.iter(), types, diagnostics);
    for aggregate in &subject.draft.aggregates {
        let name = format!("{entity}{}", name::upper_camel(&aggregate.name.value));
        types.add(name, aggregate.name.origin, diagnostics);
    }
    for query in &subject.draft.queries {
        if let RowsDraft::Members(_) = query.rows {
            let name = format!("{entity}{}", name::upper_camel(&query.name.value));
            types.add(name, query.name.origin, diagnostics);
        }
    }
}

/// The enums that are written at a field, of an entity or of a struct.
fn enums<'a>(
    owner: &str,
    fields: impl Iterator<Item = &'a FieldDraft>,
    types: &mut Names,
    diagnostics: &mut Diagnostics,
) {
    for field in fields {
        let Some(values) = &field.enumeration else { continue };
        let own = || Text::whole(resolve::own_enum(owner, field), field.name.origin);
        let name = values.name.clone().unwrap_or_else(own);
        types.add(name.value, name.origin, diagnostics);
    }
}

/// Names of one kind with their places, of which each may be there once.
struct Names {
    code: Code,
    kind: &'static str,
    seen: BTreeMap<String, Origin>,
}

impl Names {
    fn add(&mut self, name: String, origin: Origin, diagnostics: &mut Diagnostics) {
        if let Some(first) = self.seen.get(&name) {
            diagnostics.push(
                Diagnostic::error(self.code, origin, format!("there would be two {}s `{name}`", self.kind))
                    .related(*first, "first defined here")
                    .help("choose another name for one of them"),
            );
        }
        self.seen.entry(name).or_insert(origin);
    }
}
