//! Checks named types and the members of structs stored as JSON.

use super::{enums, rules};
use crate::check::name::names;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{Drafts, ValueDraft},
    ir::{FieldType, JsonShape, Schema},
    resolve::Resolved,
};

/// Named types and the members of structs have good names and rules.
pub(in crate::check) fn check(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    for (draft, alias) in drafts.values.iter().zip(&resolved.aliases) {
        // A type of the user's stands among the user's, where generated files name nothing.
        if !draft.derived {
            names::type_name(&draft.name, "type", diagnostics);
        }
        let members = draft.fields.iter().flatten();
        for field in members.clone() {
            names::field_name(&field.name, diagnostics);
        }
        for values in std::iter::once(&draft.alias).chain(members).filter_map(|field| field.enumeration.as_ref()) {
            enums::one(values, diagnostics);
        }
        if let Some(ty) = alias {
            rules::one(&draft.name.value, &draft.alias.rules, ty, diagnostics);
        }
        member_rules(draft, resolved, diagnostics);
        contains_itself(draft, &resolved.schema, diagnostics);
    }
}

/// A struct that holds itself would have no end; in a list it may stand.
fn contains_itself(draft: &ValueDraft, schema: &Schema, diagnostics: &mut Diagnostics) {
    let Some(value) = schema.value(&draft.name.value) else { return };
    for (member, field) in value.fields.iter().zip(draft.fields.iter().flatten()) {
        let mut seen = Vec::new();
        if leads_to(&member.ty, &value.name, schema, &mut seen) {
            let origin = field.ty.as_ref().map_or(field.name.origin, |ty| ty.origin);
            let message = format!("`{}` contains itself through `{}`", value.name, member.name);
            let help = "make the member a list: `\"…[]\"`, or `json`";
            diagnostics.push(Diagnostic::error(Code::TypeCycle, origin, message).help(help));
        }
    }
}

fn leads_to<'a>(ty: &'a FieldType, target: &str, schema: &'a Schema, seen: &mut Vec<&'a str>) -> bool {
    let FieldType::Json(JsonShape::Value(name)) = ty else { return false };
    if name == target {
        return true;
    }
    if seen.contains(&name.as_str()) {
        return false;
    }
    seen.push(name);
    let Some(value) = schema.value(name) else { return false };
    value.fields.iter().any(|member| leads_to(&member.ty, target, schema, seen))
}

fn member_rules(draft: &ValueDraft, resolved: &Resolved, diagnostics: &mut Diagnostics) {
    let mut structs = resolved.schema.values.iter().zip(&resolved.broken_values);
    let Some((value, broken)) = structs.find(|(value, _)| value.name == draft.name.value) else { return };
    let members = value.fields.iter().zip(broken).zip(draft.fields.iter().flatten());
    for ((member, _), field) in members.filter(|((_, broken), _)| !**broken) {
        rules::one(&member.name, &field.rules, &member.ty, diagnostics);
    }
}
