//! Resolves indexes.

use super::{
    condition,
    fields::{Fields, find},
    unique::repeated,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{EntityDraft, IndexDraft, Text},
    ir::{Index, IndexColumn, IndexKind, Order},
};

/// Returns the indexes, in the order of the text.
pub(super) fn resolve(draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Vec<Index> {
    draft.indexes.iter().map(|index| one(index, draft, fields, diagnostics)).collect()
}

fn one(index: &IndexDraft, draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Index {
    if let Some(surplus) = &index.surplus {
        let message = "an index can have only one of `on`, `contains` and `search`";
        let help = "write a separate index for each";
        diagnostics.push(Diagnostic::error(Code::KeyConflict, surplus.origin, message).help(help));
    }
    let columns = match &index.on {
        Some(on) => columns(on, index.kind, draft, fields, diagnostics),
        None => {
            let help = "write `on = \"…\"`, `contains = \"…\"` or `search = \"…\"`";
            let message = "this index has no fields";
            diagnostics.push(Diagnostic::error(Code::MissingKey, index.origin, message).help(help));
            Vec::new()
        }
    };
    let condition = index
        .condition
        .as_ref()
        .and_then(|text| condition::resolve(text, &draft.name.value, Some(fields), diagnostics));
    let name = index.name.as_ref().map(|name| name.value.clone());
    Index { kind: index.kind, columns, condition, name, makes_methods: index.methods.is_none() }
}

fn columns(
    on: &Text,
    kind: IndexKind,
    draft: &EntityDraft,
    fields: &Fields,
    diagnostics: &mut Diagnostics,
) -> Vec<IndexColumn> {
    let mut columns: Vec<IndexColumn> = Vec::new();
    for item in on.list() {
        let words = item.words();
        let order = match words.get(1).map(|word| (word.value.as_str(), kind)) {
            None => None,
            Some(("asc", IndexKind::Ordered)) => Some(Order::Ascending),
            Some(("desc", IndexKind::Ordered)) => Some(Order::Descending),
            Some(_) => {
                diagnostics.push(unreadable(&words[1], kind));
                None
            }
        };
        if let Some(surplus) = words.get(2) {
            diagnostics.push(unreadable(surplus, kind));
        }
        let Some(name) = words.first() else {
            diagnostics.push(unreadable(&item, kind));
            continue;
        };
        let Some(field) = find(name, draft, fields, diagnostics) else { continue };
        if columns.iter().any(|column| column.field == field) {
            diagnostics.push(repeated(name));
            continue;
        }
        if order.is_none() && columns.iter().any(|column| column.order.is_some()) {
            diagnostics.push(after_order(name));
        }
        columns.push(IndexColumn { field, order });
    }
    columns
}

fn unreadable(word: &Text, kind: IndexKind) -> Diagnostic {
    let (message, help) = match kind {
        _ if word.value.is_empty() => ("expected a field".to_owned(), "write `\"first, second desc\"`"),
        IndexKind::Ordered => {
            (format!("unexpected `{}`", word.value), "a field can be followed by `asc`, `desc` or a comma")
        }
        IndexKind::Contains | IndexKind::Search => {
            (format!("unexpected `{}`", word.value), "this kind of index has no order; separate the fields with commas")
        }
    };
    Diagnostic::error(Code::IndexText, word.origin, message).help(help)
}

fn after_order(name: &Text) -> Diagnostic {
    let message = format!("`{}` has no order but follows a field that has one", name.value);
    let help = format!("move `{0}` to the front, or give it an order: `{0} asc`", name.value);
    Diagnostic::error(Code::ColumnAfterOrder, name.origin, message).help(help)
}
