//! Members of a struct whose Rust type is a newtype: the attribute says the scalar, the newtype its rules.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{FieldDraft, RuleDrafts, Text, ValueDraft},
    ir::{FieldType, OUT_OF_SIGHT},
    resolve::{
        field_type::typed::{Place, Typed, plain_type, string},
        lookup::Definitions,
    },
};

/// Returns the type of the column, with the rules of the newtype where it was read.
pub(in crate::resolve) fn resolve(
    base: &Text,
    draft: &FieldDraft,
    place: Place<'_>,
    definitions: &Definitions<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    let newtype = draft.newtype.as_ref()?;
    let declared = definitions.value(&newtype.value);
    if let Some(declared) = declared.filter(|_| definitions.complete)
        && !is_same(base, declared)
    {
        let stands = declared.alias.ty.as_ref().map_or("none", |ty| &*ty.value);
        let message = format!("`{}` is not a newtype over `{}`", newtype.value, base.value);
        let help = match &declared.alias.ty {
            Some(_) => format!("write `type = \"{stands}\"`"),
            None => "remove `type`".to_owned(),
        };
        diagnostics.push(Diagnostic::error(Code::KeyConflict, base.origin, message).help(help));
        return None;
    }
    let of_newtype = declared.map(|declared| declared.alias.rules.clone()).unwrap_or_default();
    if let Some(ty) = plain_type(&base.value) {
        return Some(Typed { ty, nullable: false, rules: of_newtype });
    }
    let mut merged = draft.clone();
    merged.rules = draft.rules.clone().or(&of_newtype);
    if merged.rules.length.as_ref().is_none_or(|length| length.value.max.is_none()) && !definitions.complete {
        let ty = FieldType::String { max: OUT_OF_SIGHT };
        return Some(Typed { ty, nullable: false, rules: RuleDrafts::default() });
    }
    let typed = string(base, &merged, place, diagnostics)?;
    Some(Typed { rules: of_newtype, ..typed })
}

fn is_same(base: &Text, declared: &ValueDraft) -> bool {
    declared.alias.ty.as_ref().is_some_and(|ty| ty.value == base.value)
}

/// Reports a member whose type was read and needs a word in its attribute, since a derive sees one struct only.
pub(in crate::resolve) fn says_nothing(base: &Text, what: &str, word: &str) -> Diagnostic {
    let message = format!("`{}` {what}, but a derive macro sees only this struct and cannot know that", base.value);
    Diagnostic::error(Code::UnknownType, base.origin, message).help(format!("add `#[field({word})]`"))
}

/// The type of a tenant field whose entity is out of sight: a string as long as the business id is there.
pub(in crate::resolve) fn business_id(nullable: bool) -> Typed {
    let ty = FieldType::String { max: OUT_OF_SIGHT };
    Typed { ty, nullable, rules: RuleDrafts::default() }
}
