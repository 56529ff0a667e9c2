//! Checks the primary key of an entity.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    ir::{Default, FieldType, Scalar},
};

/// An entity has one primary key, of a type that larder or the database can make.
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

fn kind(subject: &CheckedEntity<'_>, id: crate::ir::FieldId, diagnostics: &mut Diagnostics) {
    let Some(field) = subject.known(id) else { return };
    let draft = subject.field_draft(id);
    let origin = draft.ty.as_ref().or(draft.belongs_to.as_ref()).map_or(draft.name.origin, |ty| ty.origin);
    if field.nullable {
        let message = format!("the primary key `{}` cannot be nullable", field.name);
        diagnostics.push(Diagnostic::error(Code::Nullable, origin, message).help("remove the `?`"));
    }
    let own = matches!(&field.ty, FieldType::Key(key)
        if key.entity == subject.entity.name && matches!(key.scalar, Scalar::Uuid | Scalar::I64));
    if !own || draft.belongs_to.is_some() {
        let message = format!("`{}` cannot be the primary key: its type must be `uuid` or `i64`", field.name);
        let help = match origin {
            Origin::Text { .. } => {
                "add `id = { type = \"uuid\", primary = true }` and make this field `unique = true`".to_owned()
            }
            Origin::Tokens(_) => {
                format!("add `#[field(primary)] id: {}Id` and make this field `#[field(unique)]`", subject.entity.name)
            }
        };
        diagnostics.push(Diagnostic::error(Code::PrimaryType, origin, message).help(help));
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
