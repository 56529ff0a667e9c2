//! Resolves indexes.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{EntityDraft, IndexDraft, Text},
    ir::{Index, IndexColumn, IndexKind, NullOrder, Order},
    resolve::{
        entity::{storage, unique::repeated},
        lookup::{Fields, find},
        term::{condition, sql_text},
    },
};

/// Returns the indexes, in the order of the text.
pub(in crate::resolve) fn resolve(draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Vec<Index> {
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
    let text = index.sql.as_ref().map(sql_text);
    let unique = text.is_some() && index.unique.is_some();
    let text = text.or_else(|| storage::text(index, &columns, fields));
    let include = storage::included(index, draft, fields, diagnostics);
    let makes_methods = index.methods.is_none();
    Index { kind: index.kind, columns, condition, name, makes_methods, text, unique, include }
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
        let nulls = order.map_or(NullOrder::Lowest, |order| nulls(&words, order, diagnostics));
        let read = if order.is_some() && words.get(2).is_some_and(|word| word.value == "nulls") { 4 } else { 2 };
        if let Some(surplus) = words.get(read) {
            diagnostics.push(unreadable(surplus, kind));
        }
        let Some(name) = words.first() else {
            diagnostics.push(unreadable(&item, kind));
            continue;
        };
        let Some(field) = find(name, draft, fields, diagnostics) else { continue };
        if let Some(word) = words.get(2).filter(|word| word.value == "nulls" && order.is_some())
            && !fields.is_broken(field)
            && !fields.fields[field.0].nullable
        {
            let message = format!("`{}` is never null", name.value);
            let help = "remove `nulls`, or make the field nullable";
            diagnostics.push(Diagnostic::error(Code::IndexText, word.origin, message).help(help));
        }
        if columns.iter().any(|column| column.field == field) {
            diagnostics.push(repeated(name));
            continue;
        }
        if order.is_none() && columns.iter().any(|column| column.order.is_some()) {
            diagnostics.push(after_order(name));
        }
        columns.push(IndexColumn { field, order, nulls });
    }
    columns
}

/// Reads `nulls first` or `nulls last` behind the order.
fn nulls(words: &[Text], order: Order, diagnostics: &mut Diagnostics) -> NullOrder {
    let Some(nulls) = words.get(2).filter(|word| word.value == "nulls") else { return NullOrder::Lowest };
    let place = words.get(3);
    match place.map(|place| place.value.as_str()) {
        Some("first" | "last") => {
            let is_first = place.is_some_and(|place| place.value == "first");
            if NullOrder::Lowest.is_first(order) == is_first { NullOrder::Lowest } else { NullOrder::Highest }
        }
        _ => {
            let unexpected = place.unwrap_or(nulls);
            let message = format!("unexpected `{}`", unexpected.value);
            let help = "write `nulls first` or `nulls last`";
            diagnostics.push(Diagnostic::error(Code::IndexText, unexpected.origin, message).help(help));
            NullOrder::Lowest
        }
    }
}

fn unreadable(word: &Text, kind: IndexKind) -> Diagnostic {
    let (message, help) = match kind {
        _ if word.value.is_empty() => ("expected a field".to_owned(), "write `\"first, second desc\"`"),
        IndexKind::Ordered => (
            format!("unexpected `{}`", word.value),
            "a field can be followed by `asc`, `desc` or a comma; an order by `nulls first` or `nulls last`",
        ),
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
