//! Checks that table names and generated type names are unique.

use super::subject::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{Drafts, FieldDraft, Text},
    name,
};

/// No two entities share a table, and no two generated types a name.
pub(super) fn check(subjects: &[Subject<'_>], drafts: &Drafts, diagnostics: &mut Diagnostics) {
    // Of an entity that is there twice, nothing more is said than that.
    let is_first = |(at, subject): &(usize, &Subject<'_>)| {
        subjects[..*at].iter().all(|earlier| earlier.entity.name != subject.entity.name)
    };
    let firsts: Vec<&Subject<'_>> = subjects.iter().enumerate().filter(is_first).map(|(_, subject)| subject).collect();
    let mut tables = Names { code: Code::DuplicateTable, kind: "table", seen: Vec::new() };
    for subject in &firsts {
        tables.add(subject.entity.table.to_lowercase(), subject.table_origin(), diagnostics);
    }
    firsts.iter().for_each(|subject| was(subject, &firsts, diagnostics));
    exchanged(&firsts, diagnostics);
    let mut types = Names { code: Code::DuplicateType, kind: "Rust type", seen: Vec::new() };
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

/// Tables are known by their names, so that the rows of each entity would be read as those of the other.
fn exchanged(all: &[&Subject<'_>], diagnostics: &mut Diagnostics) {
    let is_called_after = |subject: &Subject<'_>, other: &Subject<'_>| {
        let name = name::snake(&other.entity.name);
        subject.entity.table == format!("{name}s") || subject.entity.table == name
    };
    for (at, second) in all.iter().enumerate() {
        let crossed = |first: &&&Subject<'_>| is_called_after(first, second) && is_called_after(second, first);
        let Some(first) = all[..at].iter().find(crossed) else { continue };
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
fn was(subject: &Subject<'_>, all: &[&Subject<'_>], diagnostics: &mut Diagnostics) {
    let Some(was) = &subject.draft.was else { return };
    if all.iter().any(|other| other.entity.name == was.value || other.entity.table == was.value) {
        let message = format!("`{}` still exists, so `{}` cannot be its new name", was.value, subject.entity.name);
        let help = "remove `was`, or rename the other entity";
        diagnostics.push(Diagnostic::error(Code::KeyConflict, was.origin, message).help(help));
    }
}

/// The types that the name of an entity, a field or an aggregate is made into.
fn derived(subject: &Subject<'_>, types: &mut Names, diagnostics: &mut Diagnostics) {
    let entity = &subject.entity.name;
    for name in [format!("{entity}Id"), format!("New{entity}"), format!("{entity}Patch"), format!("{entity}Repository")]
    {
        types.add(name, subject.origin(), diagnostics);
    }
    enums(entity, subject.draft.fields.iter(), types, diagnostics);
    for aggregate in &subject.draft.aggregates {
        let name = format!("{entity}{}", name::upper_camel(&aggregate.name.value));
        types.add(name, aggregate.name.origin, diagnostics);
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
        let own = || Text::whole(format!("{owner}{}", name::upper_camel(&field.name.value)), field.name.origin);
        let name = values.name.clone().unwrap_or_else(own);
        types.add(name.value, name.origin, diagnostics);
    }
}

/// Names of one kind with their places, of which each may be there once.
struct Names {
    code: Code,
    kind: &'static str,
    seen: Vec<(String, Origin)>,
}

impl Names {
    fn add(&mut self, name: String, origin: Origin, diagnostics: &mut Diagnostics) {
        if let Some((_, first)) = self.seen.iter().find(|(seen, _)| *seen == name) {
            diagnostics.push(
                Diagnostic::error(self.code, origin, format!("there would be two {}s `{name}`", self.kind))
                    .related(*first, "first defined here")
                    .help("choose another name for one of them"),
            );
        }
        self.seen.push((name, origin));
    }
}
