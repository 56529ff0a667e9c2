use super::{enums, names, rules};
use crate::{
    diagnostic::Diagnostics,
    draft::{Drafts, ValueDraft},
    resolve::Resolved,
};

/// Named types and the members of structs have good names and rules.
pub(super) fn check(resolved: &Resolved, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    for draft in &drafts.values {
        names::type_name(&draft.name, "type", diagnostics);
        let members = draft.fields.iter().flatten();
        for field in members.clone() {
            names::field_name(&field.name, diagnostics);
        }
        for values in std::iter::once(&draft.alias).chain(members).filter_map(|field| field.enumeration.as_ref()) {
            enums::one(values, diagnostics);
        }
        member_rules(draft, resolved, diagnostics);
    }
}

fn member_rules(draft: &ValueDraft, resolved: &Resolved, diagnostics: &mut Diagnostics) {
    let mut structs = resolved.schema.values.iter().zip(&resolved.broken_values);
    let Some((value, broken)) = structs.find(|(value, _)| value.name == draft.name.value) else { return };
    let members = value.fields.iter().zip(broken).zip(draft.fields.iter().flatten());
    for ((member, _), field) in members.filter(|((_, broken), _)| !**broken) {
        rules::one(&member.name, &field.rules, &member.ty, diagnostics);
    }
}
