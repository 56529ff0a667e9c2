//! Resolves unique keys.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{EntityDraft, Text, UniqueDraft},
    ir::{FieldId, Nulls, Scope, Unique},
    resolve::{
        lookup::{Fields, find},
        term::condition,
    },
};

/// Returns the unique keys: those of single fields in field order, then those over several.
pub(in crate::resolve) fn resolve(draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Vec<Unique> {
    let single = draft
        .fields
        .iter()
        .enumerate()
        .filter_map(|(at, field)| field.unique.as_ref().map(|scope| of_field(FieldId(at), scope, fields)));
    let mut uniques: Vec<Unique> = single.collect();
    for unique in &draft.uniques {
        uniques.push(of_fields(unique, draft, fields, diagnostics));
    }
    uniques
}

fn of_field(field: FieldId, scope: &Text, fields: &Fields) -> Unique {
    let (scope, tenant) = match (scope.value.as_str(), fields.tenant) {
        ("global", Some(_)) => (Scope::Global, None),
        (_, tenant) => (Scope::Tenant, tenant),
    };
    let mut columns: Vec<FieldId> = tenant.into_iter().collect();
    if !columns.contains(&field) {
        columns.push(field);
    }
    let (condition, nulls) = (None, Nulls::Distinct);
    Unique { columns, scope, condition, nulls, adds: Vec::new(), merges: Vec::new(), name: None, makes_methods: true }
}

fn of_fields(unique: &UniqueDraft, draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Unique {
    let mut columns = Vec::new();
    match &unique.on {
        Some(on) => columns = named(on, draft, fields, diagnostics),
        None => {
            let help = "write `on = \"first, second\"`";
            let message = "this unique key has no fields";
            diagnostics.push(Diagnostic::error(Code::MissingKey, unique.origin, message).help(help));
        }
    }
    // The tenant leads, so that the key also serves what asks for one tenant's rows.
    columns.sort_by_key(|column| Some(*column) != fields.tenant);
    let condition = unique
        .condition
        .as_ref()
        .and_then(|text| condition::resolve(text, &draft.name.value, Some(fields), diagnostics));
    let nulls = match unique.nulls.as_ref().map(|nulls| nulls.value.as_str()) {
        Some("equal") => Nulls::Equal,
        _ => Nulls::Distinct,
    };
    let adds = unique.adds.as_ref().map(|adds| named(adds, draft, fields, diagnostics)).unwrap_or_default();
    let mut merges = Vec::new();
    for (words, merge) in unique.merges() {
        merges.extend(named(words, draft, fields, diagnostics).into_iter().map(|field| (field, merge)));
    }
    let name = unique.name.as_ref().map(|name| name.value.clone());
    let makes_methods = unique.methods.is_none();
    Unique { columns, scope: Scope::Tenant, condition, nulls, adds, merges, name, makes_methods }
}

pub(in crate::resolve) fn named(
    list: &Text,
    draft: &EntityDraft,
    fields: &Fields,
    diagnostics: &mut Diagnostics,
) -> Vec<FieldId> {
    let mut columns = Vec::new();
    for name in list.list() {
        let Some(field) = find(&name, draft, fields, diagnostics) else { continue };
        if columns.contains(&field) {
            diagnostics.push(repeated(&name));
        } else {
            columns.push(field);
        }
    }
    columns
}

/// Reports a field that a key or index names twice.
pub(in crate::resolve) fn repeated(name: &Text) -> Diagnostic {
    Diagnostic::error(Code::RepeatedField, name.origin, format!("`{}` is listed twice", name.value))
        .help("remove the second one")
}
