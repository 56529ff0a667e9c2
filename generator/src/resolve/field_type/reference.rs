//! Resolves the type of a reference from the key of its parent.

use super::super::{
    definitions::Definitions,
    newtype,
    typed::{Place, Typed, optional},
};
use super::expression;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{FieldDraft, RuleDrafts, Text},
    ir::{FieldType, KeyOf, Scalar},
};

/// Returns the type of a reference: the key of the parent, or for a tenant field the parent's business id.
pub(super) fn resolve(
    draft: &FieldDraft,
    parent: &Text,
    place: Place<'_>,
    definitions: &Definitions<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    let (name, nullable) = optional(parent);
    let Some(entity) = definitions.entity(&name.value) else {
        if definitions.complete {
            let message = format!("`{}` refers to an unknown entity `{}`", draft.name.value, name.value);
            let help = definitions.entity_help(&name);
            diagnostics.push(Diagnostic::error(Code::UnknownParent, name.origin, message).help(help));
            return None;
        }
        return believed(draft, name.value, nullable, place, definitions, diagnostics);
    };
    if draft.tenant.is_some() {
        // A tenant entity without the business id is reported once, by the checks.
        let business_id = entity.fields.iter().find(|field| field.name.value == draft.name.value)?;
        let owner = Place { owner: &entity.name.value, column: true };
        let typed = super::resolve(business_id, owner, definitions, &mut Diagnostics::default())?;
        let rules = business_id.rules.clone().or(&typed.rules);
        return Some(Typed { nullable, rules, ..typed });
    }
    let is_i64 = |ty: &Text| optional(ty).0.value == "i64";
    let primary = entity.fields.iter().find(|field| field.primary.is_some());
    let scalar = match primary.and_then(|field| field.ty.as_ref()) {
        Some(ty) if is_i64(ty) => Scalar::I64,
        _ => Scalar::Uuid,
    };
    let ty = FieldType::Key(KeyOf { entity: name.value, scalar });
    Some(Typed { ty, nullable, rules: RuleDrafts::default() })
}

/// The type of a reference whose parent is out of sight: what the definition says beside it, or a uuid.
fn believed(
    draft: &FieldDraft,
    parent: String,
    nullable: bool,
    place: Place<'_>,
    definitions: &Definitions<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    if draft.tenant.is_some()
        && let Some(ty) = &draft.ty
    {
        if draft.rules.length.is_none() && optional(ty).0.value == "string" {
            return Some(newtype::business_id(nullable || optional(ty).1));
        }
        let typed = expression(ty, draft, place, definitions, diagnostics)?;
        return Some(Typed { nullable: nullable || typed.nullable, ..typed });
    }
    let scalar = match draft.ty.as_ref().map(|ty| optional(ty).0.value) {
        Some(ty) if ty == "i64" => Scalar::I64,
        _ => Scalar::Uuid,
    };
    Some(Typed { ty: FieldType::Key(KeyOf { entity: parent, scalar }), nullable, rules: RuleDrafts::default() })
}
