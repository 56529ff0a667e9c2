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

/// A row whose primary key holds the tenant is known by key and tenant together, both of which the reference keeps.
pub(super) fn within_tenants(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    for subject in subjects {
        for relation in &subject.entity.relations {
            let parent = subjects.iter().find(|parent| parent.entity.name == relation.parent);
            if !parent.is_some_and(|parent| parent.entity.is_keyed_by_tenant()) {
                continue;
            }
            let draft = subject.field_draft(relation.field);
            let (name, parent) = (&draft.name.value, &relation.parent);
            let origin = draft.belongs_to.as_ref().map_or(draft.name.origin, |parent| parent.origin);
            if subject.entity.tenant.is_none() {
                let message = format!("`{name}` refers to `{parent}`, whose primary key holds the tenant");
                let help = format!(
                    "give `{0}` the tenant field, or take the tenant out of the primary key of `{parent}`",
                    subject.entity.name
                );
                diagnostics.push(Diagnostic::error(Code::CompositePrimary, origin, message).help(help));
            } else if relation.on_delete == ReferentialAction::SetNull {
                let origin = draft.on_delete.as_ref().map_or(origin, |action| action.origin);
                let message = format!(
                    "a delete cannot set `{name}` to null and keep the tenant, which the key of `{parent}` holds"
                );
                let help = format!(
                    "write `on_delete = \"cascade\"` or `\"restrict\"`, or take the tenant out of the primary key of `{parent}`"
                );
                diagnostics.push(Diagnostic::error(Code::CompositePrimary, origin, message).help(help));
            }
        }
    }
}
