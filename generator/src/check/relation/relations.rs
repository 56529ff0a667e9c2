//! Checks `on_delete` of references.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    ir::ReferentialAction,
};

/// What a delete of the parent does is possible.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for draft in &subject.draft.fields {
        if let (Some(action), None) = (&draft.on_delete, &draft.belongs_to) {
            let message = format!("`on_delete` needs a reference, and `{}` is not one", draft.name.value);
            let help = "add `belongs_to = \"…\"`, or remove `on_delete`";
            diagnostics.push(Diagnostic::error(Code::ReferentialAction, action.origin, message).help(help));
        }
    }
    for relation in &subject.entity.relations {
        let Some(field) = subject.known(relation.field) else { continue };
        let draft = subject.field_draft(relation.field);
        if let Some(action) = &draft.on_delete
            && relation.on_delete == ReferentialAction::SetNull
            && !field.nullable
        {
            let message = format!("`{}` is required, so a delete cannot set it to null", field.name);
            let help = match action.origin {
                Origin::Text { .. } => {
                    format!("write `belongs_to = \"{}?\"`, or `on_delete = \"cascade\"`", relation.parent)
                }
                Origin::Tokens(_) => "make it an `Option`, or write `on_delete = \"cascade\"`".to_owned(),
            };
            diagnostics.push(Diagnostic::error(Code::SetNullRequired, action.origin, message).help(help));
        }
    }
}
