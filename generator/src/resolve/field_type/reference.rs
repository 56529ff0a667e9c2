//! Resolves the type of a reference from the key of its parent.

use super::expression;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EntityDraft, FieldDraft, RuleDrafts, Text},
    ir::{EnumType, FieldType, KeyOf, OUT_OF_SIGHT, Scalar},
    resolve::{
        field_type::{
            newtype,
            typed::{Place, Typed, optional, plain_type},
        },
        lookup::{Definitions, advise, has_several_keys},
    },
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
    if let Some(by) = &draft.by {
        let Some(target) = entity.fields.iter().find(|field| field.name.value == by.value) else {
            let message = format!("`{}` has no field `{}`", name.value, by.value);
            let names = entity.fields.iter().map(|field| field.name.value.as_str()).collect();
            let help = advise(&by.value, names, "fields");
            diagnostics.push(Diagnostic::error(Code::ReferenceTarget, by.origin, message).help(help));
            return None;
        };
        let owner = Place { owner: &entity.name.value, column: true };
        // What is wrong with the parent's field is reported there.
        let typed = super::resolve(target, owner, definitions, &mut Diagnostics::default())?;
        let rules = target.rules.clone().or(&typed.rules);
        return Some(Typed { nullable, rules, ..typed });
    }
    if has_several_keys(entity) {
        let message =
            format!("`{}` refers to `{}`, whose primary key has several fields", draft.name.value, name.value);
        let help = several_help(&name);
        diagnostics.push(Diagnostic::error(Code::CompositePrimary, name.origin, message).help(help));
        return None;
    }
    match key_of(entity, definitions, &mut Vec::new()) {
        Some(key) => Some(Typed { ty: FieldType::Key(key), nullable, rules: RuleDrafts::default() }),
        // What is wrong with the parent's key is reported there.
        None => Some(Typed { ty: FieldType::Key(uuid(name.value)), nullable, rules: RuleDrafts::default() }),
    }
}

/// Returns how several fields refer to an entity together.
fn several_help(parent: &Text) -> String {
    match parent.origin {
        Origin::Text { .. } => format!(
            "declare a field for each of them, and write `belongs_to = [{{ to = \"{}\", on = \"first, second\" }}]` at \
             the entity",
            parent.value
        ),
        Origin::Tokens(_) => format!(
            "declare a member for each of them, and write `#[repository(belongs_to(\"{}\", on = \"first, second\"))]` \
             at the struct",
            parent.value
        ),
    }
}

/// Returns the key of an entity; one that is itself a reference has the key of what it refers to.
fn key_of<'d>(entity: &'d EntityDraft, definitions: &Definitions<'d>, seen: &mut Vec<&'d str>) -> Option<KeyOf> {
    let name = entity.name.value.as_str();
    if seen.contains(&name) {
        return None;
    }
    seen.push(name);
    let mut primary = entity.fields.iter().filter(|field| field.primary.is_some());
    let first = primary.clone().next()?;
    let primary = primary.find(|field| field.tenant.is_none()).unwrap_or(first);
    if let Some(parent) = primary.belongs_to.as_ref().filter(|_| primary.tenant.is_none()) {
        return key_of(definitions.entity(&optional(parent).0.value)?, definitions, seen);
    }
    let place = Place { owner: name, column: true };
    let typed = super::resolve(primary, place, definitions, &mut Diagnostics::default())?;
    Some(KeyOf { entity: name.to_owned(), column: Box::new(typed.ty) })
}

fn uuid(entity: String) -> KeyOf {
    KeyOf { entity, column: Box::new(FieldType::Scalar(Scalar::Uuid)) }
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
    if (draft.tenant.is_some() || draft.by.is_some())
        && let Some(ty) = &draft.ty
    {
        if draft.rules.length.is_none() && optional(ty).0.value == "string" {
            return Some(newtype::business_id(nullable || optional(ty).1));
        }
        let typed = expression(ty, draft, place, definitions, diagnostics)?;
        return Some(Typed { nullable: nullable || typed.nullable, ..typed });
    }
    let said = draft.ty.as_ref().and_then(|ty| match optional(ty).0.value.as_str() {
        "string" => Some(FieldType::String { max: OUT_OF_SIGHT }),
        // Mistakes in its values are reported where it is defined.
        "enum" => Some(FieldType::Enum(EnumType { name: String::new(), values: Vec::new() })),
        name => plain_type(name),
    });
    let key = match said {
        Some(column) => KeyOf { entity: parent, column: Box::new(column) },
        None => uuid(parent),
    };
    Some(Typed { ty: FieldType::Key(key), nullable, rules: RuleDrafts::default() })
}
