//! Checks entities whose rows a view gives.

use super::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::FieldDraft,
};

/// An entity of a view says nothing that only a table can have.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let draft = subject.draft;
    let Some(view) = &draft.view else { return };
    if draft.table.is_some() {
        let message = format!("`{}` has both a `table` and a `view`", draft.name.value);
        diagnostics.push(Diagnostic::error(Code::KeyConflict, view.origin, message).help("remove one of them"));
    }
    let own = [("was", &draft.was), ("soft_delete", &draft.soft_delete), ("version", &draft.version)];
    let adds = draft.uniques.iter().map(|unique| ("adds", &unique.adds));
    for (key, text) in own.into_iter().chain(adds) {
        if let Some(text) = text {
            refuse(key, text.origin, diagnostics);
        }
    }
    for index in draft.indexes.iter().filter(|index| index.kind == crate::ir::IndexKind::Search) {
        refuse("search", index.origin, diagnostics);
    }
    for origin in draft.indexes.iter().filter_map(|index| index.sql.as_ref()).map(|sql| sql.origin) {
        refuse("sql", origin, diagnostics);
    }
    for check in &draft.checks {
        refuse("checks", check.origin, diagnostics);
    }
    for (key, origin) in draft.fields.iter().flat_map(of_field) {
        refuse(key, origin, diagnostics);
    }
}

/// What a field says of writes.
fn of_field(field: &FieldDraft) -> Vec<(&'static str, Origin)> {
    let texts = [
        ("counts", &field.counts),
        ("sums", &field.sums),
        ("on_update", &field.on_update),
        ("on_delete", &field.on_delete),
        ("was", &field.was),
    ];
    let flags = [("secret", field.secret), ("volatile", field.volatile), ("deprecated", field.deprecated)];
    let texts = texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?.origin)));
    texts.chain(flags.into_iter().filter_map(|(key, flag)| Some((key, flag?)))).collect()
}

fn refuse(key: &str, origin: Origin, diagnostics: &mut Diagnostics) {
    let message = format!("`{key}` is not for the entity of a view, whose rows are only read");
    diagnostics.push(Diagnostic::error(Code::View, origin, message).help("remove it"));
}

/// Nothing refers to a view, and nothing counts its rows.
pub(super) fn across(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let is_view = |name: &str| subjects.iter().any(|other| other.entity.view && other.entity.name == name);
    for subject in subjects {
        for relation in subject.entity.relations.iter().filter(|relation| is_view(&relation.parent)) {
            let origin = subject.said(relation).origin;
            let message = format!("`{}` is a view, which no key refers to", relation.parent);
            let help = "refer to the entity whose rows the view reads";
            diagnostics.push(Diagnostic::error(Code::View, origin, message).help(help));
        }
        for counter in subject.entity.counters.iter().filter(|counter| is_view(&counter.child)) {
            let draft = subject.field_draft(counter.field);
            let origin = draft.counts.as_ref().or(draft.sums.as_ref()).map_or(draft.name.origin, |child| child.origin);
            let message = format!("`{}` is a view, whose rows nobody writes and so nobody counts", counter.child);
            let help = "compute the figure on demand: `[entities.X.aggregates.stats]`";
            diagnostics.push(Diagnostic::error(Code::View, origin, message).help(help));
        }
    }
}
