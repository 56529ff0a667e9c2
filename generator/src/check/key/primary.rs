//! Checks the primary key of an entity.

use super::indexes::key_bytes;
use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    ir::{Default, FieldId, FieldType, IndexKind, Scalar},
};

/// An entity has one primary key, of a type that every database tells rows apart by.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    match subject.entity.primary.as_slice() {
        [] if subject.draft.key.is_some() => {}
        // A field that could not be read may have been meant.
        [] if subject.draft.fields.iter().any(|field| field.broken) => {}
        // What is no struct has no fields, and that is reported.
        [] if subject.draft.derived && subject.draft.fields.is_empty() => {}
        [] => {
            let message = format!("`{}` has no primary key", subject.entity.name);
            let said = match subject.origin() {
                Origin::Text { .. } => "`id = { type = \"uuid\", primary = true }`".to_owned(),
                Origin::Tokens(_) => format!("`#[field(primary)] id: {}Id`", subject.entity.name),
            };
            let verb = if subject.entity.field_id("id").is_some() { "mark it:" } else { "add" };
            let none = match subject.origin() {
                Origin::Text { .. } => "if the table has none, write `key = \"none\"` at the entity",
                Origin::Tokens(_) => "if the table has none, write `#[repository(key = \"none\")]`",
            };
            let help = between_two(subject).unwrap_or_else(|| format!("{verb} {said}; {none}"));
            diagnostics.push(Diagnostic::error(Code::NoPrimary, subject.origin(), message).help(help));
        }
        [_] => {}
        several => self::several(subject, several, diagnostics),
    }
    for id in &subject.entity.primary {
        kind(subject, *id, diagnostics);
    }
}

/// Returns what to write at the two references of a table that is between two others.
fn between_two(subject: &CheckedEntity<'_>) -> Option<String> {
    let relations = subject.entity.relations.iter().filter(|relation| !relation.is_composite());
    let relations = relations.map(|relation| relation.field);
    let ends: Vec<FieldId> = relations.filter(|field| Some(*field) != subject.entity.tenant).collect();
    let ([first, second], None) = (ends.as_slice(), subject.entity.field_id("id")) else { return None };
    let word = match subject.origin() {
        Origin::Text { .. } => "primary = true",
        Origin::Tokens(_) => "#[field(primary)]",
    };
    let [first, second] = [first, second].map(|field| subject.name(*field));
    Some(format!("write `{word}` at `{first}` and at `{second}`, which are the key of a table between two others"))
}

/// Returns what to write in place of a primary key of this type, where it can be none.
fn instead_of(ty: &FieldType, origin: Origin) -> Option<&'static str> {
    Some(match (ty, origin) {
        (FieldType::Text, Origin::Text { .. }) => {
            "MySQL needs a bound: write `type = \"string\", length = 100`, at most 676 characters"
        }
        (FieldType::Text, Origin::Tokens(_)) => {
            "MySQL needs a bound: write `#[field(primary, length = 100)]`, at most 676 characters"
        }
        (FieldType::Scalar(Scalar::Bytes), Origin::Text { .. }) => {
            "MySQL needs a bound: write `type = \"bytes(16)\"`, at most 2704"
        }
        (FieldType::Scalar(Scalar::Bytes), Origin::Tokens(_)) => {
            "MySQL needs a bound: write `#[field(primary, bytes(16))]`, at most 2704"
        }
        (FieldType::Scalar(Scalar::F32 | Scalar::F64), _) => "a float has no exact value; use an integer or a `string`",
        (FieldType::Scalar(Scalar::Bool), _) => "a boolean can tell only two rows apart; use an enum",
        (FieldType::Scalar(Scalar::Duration), _) => "use an `i64` of seconds",
        (FieldType::Json(_), _) => "use a `string`, an integer, a `uuid`, a date or time, or an enum",
        _ => return None,
    })
}

/// A key of several fields fits into an index, and is not that of a full text.
fn several(subject: &CheckedEntity<'_>, fields: &[FieldId], diagnostics: &mut Diagnostics) {
    let last = fields.last().map(|id| subject.field_draft(*id));
    let origin = last.map_or(subject.origin(), |draft| draft.primary.unwrap_or(draft.name.origin));
    key_bytes(subject, fields, origin, diagnostics);
    let searches = subject.entity.indexes.iter().zip(&subject.draft.indexes);
    for (_, draft) in searches.filter(|(index, _)| index.kind == IndexKind::Search) {
        let message = "full-text search needs a primary key of one field";
        let help = "give the entity a primary key of one field and declare the others `unique`";
        let origin = super::indexes::place(draft);
        diagnostics.push(Diagnostic::error(Code::CompositePrimary, origin, message).help(help));
    }
}

fn kind(subject: &CheckedEntity<'_>, id: FieldId, diagnostics: &mut Diagnostics) {
    let Some(field) = subject.known(id) else { return };
    let draft = subject.field_draft(id);
    let origin = draft.ty.as_ref().or(draft.belongs_to.as_ref()).map_or(draft.name.origin, |ty| ty.origin);
    if field.nullable {
        let message = format!("the primary key `{}` cannot be nullable", field.name);
        diagnostics.push(Diagnostic::error(Code::Nullable, origin, message).help("remove the `?`"));
    }
    if let Some(help) = instead_of(field.ty.stored(), origin) {
        let message = format!("`{}` cannot be the primary key on every database", field.name);
        diagnostics.push(Diagnostic::error(Code::PrimaryType, origin, message).help(help));
    }
    if subject.entity.primary.len() == 1 {
        key_bytes(subject, &[id], origin, diagnostics);
    }
    if let Some(action) = &draft.on_delete
        && action.value == "set_null"
    {
        let message = format!("deleting the parent cannot set `{}` to null: it is part of the primary key", field.name);
        let help = "write `on_delete = \"cascade\"` or `\"restrict\"`";
        diagnostics.push(Diagnostic::error(Code::SetNullInUnique, action.origin, message).help(help));
    }
    if let (Some(word), Some(default)) = (&draft.assigned, &draft.default) {
        let message = format!("`{}` cannot be both assigned and have a default", field.name);
        let related = Diagnostic::error(Code::PrimaryFlag, default.origin, message).related(word.origin, "assigned");
        diagnostics.push(related.help("remove one of them"));
    }
    for (flag, word) in [(draft.secret, "secret"), (draft.volatile, "volatile"), (draft.deprecated, "deprecated")] {
        if let Some(origin) = flag {
            let message = format!("the primary key `{}` cannot be {word}", field.name);
            let help = format!("remove `{word}`");
            diagnostics.push(Diagnostic::error(Code::PrimaryFlag, origin, message).help(help));
        }
    }
    if let (Some(default), Some(Default::Literal(_)), 1) =
        (&draft.default, &field.default, subject.entity.primary.len())
    {
        let message = "a primary key cannot have a fixed default: it must differ in every row";
        let help = "remove `default`";
        diagnostics.push(Diagnostic::error(Code::PrimaryFlag, default.origin, message).help(help));
    }
}
