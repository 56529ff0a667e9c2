//! Checks tables without a primary key: rows are read by conditions, inserted and counted.

use crate::check::entity::CheckedEntity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};
use crate::draft::{CacheDraft, FieldDraft};
use crate::ir::{Field, IndexKind};

/// An entity with `key = "none"` has neither a key nor what takes one to find its rows.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let draft = subject.draft;
    let Some(said) = &draft.key else { return };
    if let Some(origin) = draft.fields.iter().find_map(|field| field.primary) {
        let message = format!("`{}` has a primary key and says that it has none", subject.entity.name);
        push(origin, message, "remove `primary` or `key = \"none\"`", diagnostics);
    }
    if draft.view.is_some() {
        let message =
            format!("`{}` is a view, whose entity names the fields that tell its rows apart", draft.name.value);
        push(said.origin, message, "remove `key`, and mark these fields with `primary = true`", diagnostics);
    }
    for (key, origin) in of_entity(subject) {
        refuse(&subject.entity.name, key, origin, diagnostics);
    }
    for (field, draft) in subject.fields().map(|(_, field, draft)| (field, draft)) {
        for (key, origin) in of_field(field, draft) {
            refuse(&subject.entity.name, key, origin, diagnostics);
        }
    }
}

fn push(origin: Origin, message: String, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error(Code::Keyless, origin, message).help(help));
}

fn refuse(entity: &str, key: &str, origin: Origin, diagnostics: &mut Diagnostics) {
    let message = format!("`{key}` needs a key that finds the row, and `{entity}` has none");
    push(origin, message, "remove it, or give the entity a primary key", diagnostics);
}

/// Returns what the entity says that takes a key.
fn of_entity(subject: &CheckedEntity<'_>) -> Vec<(&'static str, Origin)> {
    let draft = subject.draft;
    let texts = [
        ("hooks", &draft.hooks),
        ("check_with", &draft.check_with),
        ("soft_delete", &draft.soft_delete),
        ("version", &draft.version),
        ("activity", &draft.activity),
    ];
    let mut said: Vec<_> = texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?.origin))).collect();
    said.extend(draft.cache.iter().map(|cache| ("cache", said_by(cache).unwrap_or(draft.name.origin))));
    said.extend(draft.uniques.iter().filter_map(|unique| Some(("adds", unique.adds.as_ref()?.origin))));
    said.extend(draft.many.iter().map(|many| ("many_to_many", many.with.origin)));
    let searches = draft.indexes.iter().filter(|index| index.kind == IndexKind::Search);
    said.extend(searches.map(|index| ("search", index.origin)));
    said
}

/// Returns where an entity says how its rows are cached.
fn said_by(cache: &CacheDraft) -> Option<Origin> {
    let timeouts = [&cache.soft_timeout, &cache.hard_timeout];
    let words = [&cache.ttl, &cache.missing, &cache.lists, &cache.mode, &cache.on_down, &cache.memory];
    words.into_iter().chain(timeouts).flatten().map(|word| word.origin).next()
}

/// Returns what a field says that takes a key: a row that the database makes other values for is read again.
fn of_field(field: &Field, draft: &FieldDraft) -> Vec<(&'static str, Origin)> {
    let flags = [("tenant", draft.tenant), ("secret", draft.secret), ("volatile", draft.volatile)];
    let mut said: Vec<_> = flags.into_iter().filter_map(|(key, flag)| Some((key, flag?))).collect();
    let counts = [("counts", &draft.counts), ("sums", &draft.sums)];
    said.extend(counts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?.origin))));
    if field.is_foreign() {
        said.extend(draft.native.as_ref().map(|native| ("native", native.origin)));
        said.extend(draft.collation.as_ref().map(|collation| ("collation", collation.origin)));
    }
    said.extend(draft.generated.as_ref().map(|sql| ("generated", sql.origin)));
    said.extend(draft.default_sql.as_ref().map(|sql| ("default_sql", sql.origin)));
    said
}

/// Nothing refers to a table without a key, counts its rows or ties others by it.
pub(in crate::check) fn across(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let is_keyless = |name: &str| subjects.iter().any(|other| other.draft.key.is_some() && other.entity.name == name);
    for subject in subjects {
        for relation in subject.entity.relations.iter().filter(|relation| is_keyless(&relation.parent)) {
            let message = format!("`{}` has no key, so that nothing refers to its rows", relation.parent);
            push(subject.said(relation).origin, message, "give it a primary key, or hold a plain value", diagnostics);
        }
        for counter in subject.entity.counters.iter().filter(|counter| is_keyless(&counter.child)) {
            let draft = subject.field_draft(counter.field);
            let origin = draft.counts.as_ref().or(draft.sums.as_ref()).map_or(draft.name.origin, |child| child.origin);
            let message =
                format!("`{}` has no key, so that its rows are not counted as they come and go", counter.child);
            push(origin, message, "compute the figure on demand: `[entities.X.aggregates.stats]`", diagnostics);
        }
        for through in subject.draft.many.iter().filter_map(|many| many.through.as_ref()) {
            if is_keyless(&through.value) {
                let message = format!("`{}` has no key, so that it ties no rows to each other", through.value);
                push(through.origin, message, "mark its two references with `primary = true`", diagnostics);
            }
        }
    }
}
