//! Checks that the keys of a field fit its type and each other.

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    ir::{FieldType, Scalar},
};

/// Keys of a single field fit its type and each other.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (_, field, draft) in subject.fields() {
        if let Some(on_update) = draft.on_update.as_ref().filter(|_| field.on_update_now) {
            if field.ty != FieldType::Scalar(Scalar::Timestamp) {
                let message = format!("`on_update` needs a `timestamp` field, and `{}` is not one", field.name);
                let help = "change its type to `timestamp`, or remove `on_update`";
                diagnostics.push(Diagnostic::error(Code::OnUpdate, on_update.origin, message).help(help));
            } else if let Some(immutable) = draft.immutable {
                let message = format!("`{}` cannot be both immutable and set on update", field.name);
                diagnostics.push(
                    Diagnostic::error(Code::OnUpdate, on_update.origin, message)
                        .related(immutable, "never changes")
                        .help("remove one of them"),
                );
            }
        }
        if let Some(deprecated) = draft.deprecated
            && !field.nullable
            && field.default.is_none()
        {
            let message = format!(
                "`{}` is deprecated, so new rows do not set it, but it is required and has no \
                 default",
                field.name
            );
            let help = "give it a default, or make it nullable with `?`";
            diagnostics.push(Diagnostic::error(Code::Deprecated, deprecated, message).help(help));
        }
        let apart = [(draft.secret, "secret"), (draft.volatile, "volatile")];
        for (origin, word) in apart.into_iter().filter_map(|(origin, word)| Some((origin?, word))) {
            if matches!(field.ty, FieldType::Decimal { .. }) {
                let message = format!("`{}` is a decimal, which cannot be {word}", field.name);
                diagnostics
                    .push(Diagnostic::error(Code::KeyConflict, origin, message).help(format!("remove `{word}`")));
            }
        }
        if let (Some(_), Some(ty)) = (&draft.belongs_to, &draft.ty)
            && draft.tenant.is_none()
            && !draft.foreign
        {
            let message = format!("`{}` takes its type from the parent's key", field.name);
            diagnostics.push(Diagnostic::error(Code::KeyConflict, ty.origin, message).help("remove `type`"));
        }
        if let (Some(_), Some(values)) = (&draft.belongs_to, &draft.enumeration) {
            let message = "`belongs_to` and `enum` exclude each other";
            diagnostics.push(Diagnostic::error(Code::KeyConflict, values.origin, message).help("remove one of them"));
        }
        if let Some(values) = &draft.enumeration
            && let Some(name) = &values.name
        {
            crate::check::name::names::type_name(name, "enum", diagnostics);
        }
    }
}
