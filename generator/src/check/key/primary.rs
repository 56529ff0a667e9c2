//! Checks the primary key of an entity.

use super::indexes::key_bytes;
use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    ir::{Default, FieldType, Scalar},
};

/// An entity has one primary key, of a type that every database tells rows apart by.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    match subject.entity.primary.as_slice() {
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
            let help = format!("{verb} {said}");
            diagnostics.push(Diagnostic::error(Code::NoPrimary, subject.origin(), message).help(help));
        }
        [_] => {}
        [first, rest @ ..] => {
            for field in rest {
                let draft = subject.field_draft(*field);
                let message = format!("`{}` would be a second primary key", subject.name(*field));
                let columns = format!("\"{}, {}\"", subject.name(*first), subject.name(*field));
                let help = match subject.origin() {
                    Origin::Text { .. } => format!("keep one primary key and add `unique = [{columns}]`"),
                    Origin::Tokens(_) => format!("keep one primary key and add `#[repository(unique({columns}))]`"),
                };
                let origin = draft.primary.unwrap_or(draft.name.origin);
                diagnostics.push(Diagnostic::error(Code::CompositePrimary, origin, message).help(help));
            }
        }
    }
    for id in &subject.entity.primary {
        kind(subject, *id, diagnostics);
    }
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
        (FieldType::Scalar(Scalar::Bytes), _) => {
            "MySQL needs a bound: store the bytes as a `string` of hexadecimal digits with a `length`"
        }
        (FieldType::Scalar(Scalar::F32 | Scalar::F64), _) => "a float has no exact value; use an integer or a `string`",
        (FieldType::Scalar(Scalar::Bool), _) => "a truth value tells two rows apart; use an enum",
        (FieldType::Scalar(Scalar::Duration), _) => "use an `i64` of seconds",
        (FieldType::Json(_), _) => "use a `string`, an integer, a `uuid`, a date or time, or an enum",
        _ => return None,
    })
}

fn kind(subject: &CheckedEntity<'_>, id: crate::ir::FieldId, diagnostics: &mut Diagnostics) {
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
    key_bytes(subject, &[id], origin, diagnostics);
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
    if let (Some(default), Some(Default::Literal(_))) = (&draft.default, &field.default) {
        let message = "a primary key cannot have a fixed default: it must differ in every row";
        let help = "remove `default`";
        diagnostics.push(Diagnostic::error(Code::PrimaryFlag, default.origin, message).help(help));
    }
}
