//! Checks the fields used by `soft_delete`, `version` and `activity`.

use crate::check::entity::{CheckedEntity, is_integer};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    ir::{FieldType, Index, Scalar},
};

/// The fields of soft delete, of the optimistic lock and of activity can hold what they are for.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    if let (Some(id), Some(written)) = (subject.entity.soft_delete, &subject.draft.soft_delete)
        && let Some(field) = subject.known(id)
        && (field.ty != FieldType::Scalar(Scalar::Timestamp) || !field.nullable)
    {
        let message = format!("`soft_delete` needs a nullable `timestamp` field, and `{}` is not one", field.name);
        let help = match written.origin {
            Origin::Text { .. } => format!("write `{} = \"timestamp?\"`", field.name),
            Origin::Tokens(_) => format!("write `{}: Option<Timestamp>`", field.name),
        };
        diagnostics.push(Diagnostic::error(Code::SoftDelete, written.origin, message).help(help));
    }
    if let (Some(id), Some(written)) = (subject.entity.version, &subject.draft.version)
        && let Some(field) = subject.known(id)
        && (!is_integer(&field.ty) || field.nullable)
    {
        let message = format!("`version` needs a required integer field, and `{}` is not one", field.name);
        let help = match written.origin {
            Origin::Text { .. } => format!("write `{} = {{ type = \"i64\", default = 0 }}`", field.name),
            Origin::Tokens(_) => format!("write `#[field(default = 0)] {}: i64`", field.name),
        };
        diagnostics.push(Diagnostic::error(Code::Version, written.origin, message).help(help));
    }
    activity(subject, diagnostics);
}

/// Recent rows are counted from time to time, which must not read all of them.
fn activity(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let (entity, Some(written)) = (subject.entity, &subject.draft.activity) else { return };
    let Some(id) = entity.field_id(&written.value) else { return };
    let Some(field) = subject.known(id) else { return };
    let name = &field.name;
    if field.ty != FieldType::Scalar(Scalar::Timestamp) {
        let message = format!("`activity` needs a `timestamp` field, and `{name}` is not one");
        let help = "name the field that says when a row was last active";
        diagnostics.push(Diagnostic::error(Code::Activity, written.origin, message).help(help));
        return;
    }
    let leads = |index: &Index| {
        let mut fields =
            index.columns.iter().map(|column| column.field).skip_while(|field| Some(*field) == entity.tenant);
        index.is_over_columns() && fields.next() == Some(id)
    };
    if !entity.indexes.iter().any(leads) {
        let message = format!("`activity` needs an index that begins with `{name}`: all rows would be read to count");
        let help = match written.origin {
            Origin::Text { .. } => format!("write `indexes = [{{ on = \"{name}\", methods = \"none\" }}]`"),
            Origin::Tokens(_) => format!("write `index(\"{name}\", methods = \"none\")`"),
        };
        diagnostics.push(Diagnostic::error(Code::Activity, written.origin, message).help(help));
    }
}
