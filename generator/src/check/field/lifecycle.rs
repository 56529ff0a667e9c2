//! Checks the fields used by `soft_delete` and `version`.

use crate::check::entity::{CheckedEntity, is_integer};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    ir::{FieldType, Scalar},
};

/// The fields of soft delete and of the optimistic lock can hold what they are for.
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
}
