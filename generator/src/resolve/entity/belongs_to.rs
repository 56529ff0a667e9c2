//! Resolves references that several fields hold together.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{BelongsToDraft, EntityDraft, Text},
    ir::{FieldId, Relation},
    resolve::{
        entity::unique::repeated,
        field,
        lookup::{Fields, Known, find},
    },
};

/// Returns the references, in the order of the text; what they refer to is checked on the resolved schema.
pub(in crate::resolve) fn resolve(
    draft: &EntityDraft,
    fields: &Fields,
    known: &Known<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Relation> {
    draft.belongs_to.iter().filter_map(|one| self::one(one, draft, fields, known, diagnostics)).collect()
}

fn one(
    said: &BelongsToDraft,
    draft: &EntityDraft,
    fields: &Fields,
    known: &Known<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Relation> {
    let (Some(to), Some(on)) = (&said.to, &said.on) else {
        let message = "a reference of several fields names its parent and its fields";
        let help = "write `{ to = \"Parent\", on = \"first_id, second_id\" }`";
        diagnostics.push(Diagnostic::error(Code::MissingKey, said.origin, message).help(help));
        return None;
    };
    if known.definitions.complete && known.definitions.entity(&to.value).is_none() {
        let message = format!("`{}` refers to an unknown entity `{}`", on.value, to.value);
        let help = known.definitions.entity_help(to);
        diagnostics.push(Diagnostic::error(Code::UnknownParent, to.origin, message).help(help));
        return None;
    }
    let columns = named(on, draft, fields, diagnostics)?;
    let [field, others @ ..] = columns.as_slice() else { return None };
    if others.is_empty() {
        let message = format!("a reference of one field is said at the field, and `{}` is one", on.value);
        let help = format!("write `belongs_to = \"{}\"` at `{}`", to.value, on.value);
        diagnostics.push(Diagnostic::error(Code::CompositeReference, on.origin, message).help(help));
        return None;
    }
    Some(Relation {
        field: *field,
        others: others.to_vec(),
        name: said.name.as_ref().map(|name| name.value.clone()),
        parent: to.value.clone(),
        by: said.by.iter().flat_map(Text::list).map(|name| name.value).collect(),
        on_delete: field::on_delete(said.on_delete.as_ref()),
        on_update: field::on_update(said.on_update.as_ref()),
        deferrable: field::deferrable(said.deferrable.as_ref()),
    })
}

/// Returns the fields; `None` if one is not there or named twice.
fn named(on: &Text, draft: &EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) -> Option<Vec<FieldId>> {
    let mut columns = Vec::new();
    for name in on.list() {
        let field = find(&name, draft, fields, diagnostics)?;
        if columns.contains(&field) {
            diagnostics.push(repeated(&name));
            return None;
        }
        columns.push(field);
    }
    Some(columns)
}
