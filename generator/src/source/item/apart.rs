//! Fields that the rows of a struct leave out: `#[field(key_hash: String, secret, …)]` above it.

use syn::{Attribute, Fields, Meta, parse::Parser, spanned::Spanned};

use super::{
    attribute::{Keys, text},
    field::{self, Apart, KEYS, MemberKeys, word},
    member::Member,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EntityDraft, FieldDraft, Text},
    name,
};

/// Reads the attributes above a struct and puts each field at its place among the members.
pub(super) fn read(
    attributes: &[Attribute],
    entity: &mut EntityDraft,
    members: &mut Vec<Member>,
    diagnostics: &mut Diagnostics,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("field")) {
        let Meta::List(list) = &attribute.meta else {
            let message = "a `#[field(…)]` above a struct declares a field that is not in the row";
            let help = "write `#[field(name: Type, secret)]`, or move it to a member";
            diagnostics.push(Diagnostic::error(Code::Syntax, Origin::Tokens(attribute.span()), message).help(help));
            continue;
        };
        let apart = match <Apart as syn::parse::Parse>::parse.parse2(list.tokens.clone()) {
            Ok(apart) => apart,
            Err(error) => {
                diagnostics.push(super::attribute::syntax(&error));
                continue;
            }
        };
        let (draft, member, after) = one(&apart, diagnostics);
        let at = place(after.as_ref(), entity, diagnostics);
        entity.fields.insert(at, draft);
        members.insert(at, member);
    }
}

fn one(apart: &Apart, diagnostics: &mut Diagnostics) -> (FieldDraft, Member, Option<Text>) {
    let mut draft = FieldDraft::named(super::name(&apart.name));
    let mut said = MemberKeys::default();
    let known: Vec<&str> = KEYS.iter().copied().chain(["after", "doc"]).collect();
    let mut keys = Keys::new("field", &known);
    keys.list(apart.rest.clone(), diagnostics, &mut |key, meta| {
        match key {
            "after" => said.after = Some(word(meta)?),
            "doc" => draft.doc = Some(text(meta)?.value),
            _ => return field::key(key, meta, &mut draft, &mut said),
        }
        Ok(true)
    });
    draft.broken = !keys.read_all;
    let after = said.after.take();
    let member = field::finish(&mut draft, &apart.ty, said, diagnostics);
    let left_out = draft.secret.or(draft.volatile).or(draft.deprecated);
    if left_out.is_none() && !draft.broken {
        let message = format!("`{}` would be in every row, but it is not a member of the struct", draft.name.value);
        let help = "make it a member, or add `secret`, `volatile` or `deprecated`";
        diagnostics.push(Diagnostic::error(Code::RowMember, draft.name.origin, message).help(help));
    }
    (draft, member, after)
}

/// Returns the position behind the field called `after`, the last one without it.
fn place(after: Option<&Text>, entity: &EntityDraft, diagnostics: &mut Diagnostics) -> usize {
    let Some(after) = after else { return entity.fields.len() };
    if let Some(at) = entity.fields.iter().position(|field| field.name.value == after.value) {
        return at + 1;
    }
    let message = format!("`{}` has no field `{}`", entity.name.value, after.value);
    let names: Vec<&str> = entity.fields.iter().map(|field| &*field.name.value).collect();
    let help = match name::nearest(&after.value, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the fields above this one are: {}", names.join(", ")),
    };
    diagnostics.push(Diagnostic::error(Code::UnknownField, after.origin, message).help(help));
    entity.fields.len()
}

/// Refuses members that a row does not have, each with the line to write above the struct.
pub(super) fn refuse(entity: &mut EntityDraft, fields: &Fields, diagnostics: &mut Diagnostics) {
    let mut before: Option<String> = None;
    for (draft, field) in entity.fields.iter_mut().zip(fields) {
        let kinds = [(draft.secret, "secret"), (draft.volatile, "volatile"), (draft.deprecated, "deprecated")];
        // A primary key that is secret has another mistake.
        let kind = kinds
            .into_iter()
            .find_map(|(origin, kind)| Some((origin?, kind)))
            .filter(|_| draft.primary.is_none() && draft.tenant.is_none());
        if let Some((origin, kind)) = kind {
            let message = format!(
                "a {kind} field cannot be a member of the row struct, and a derive macro cannot remove `{}` from it",
                draft.name.value
            );
            let help = format!("instead of the member, write `{}` above the struct", line(field, before.as_deref()));
            diagnostics.push(Diagnostic::error(Code::RowMember, origin, message).help(help));
            draft.broken = true;
        }
        before = Some(draft.name.value.clone());
    }
}

/// Returns the attribute above the struct that says what this member says.
fn line(field: &syn::Field, before: Option<&str>) -> String {
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let ty = spaced(&field.ty);
    let after = before.map(|before| format!(", after = {before}")).unwrap_or_default();
    let lists = field.attrs.iter().filter(|attribute| attribute.path().is_ident("field"));
    let keys = lists.filter_map(|attribute| Some(spaced(&attribute.meta.require_list().ok()?.tokens)));
    let keys: Vec<String> = keys.collect();
    format!("#[field({name}: {ty}{after}, {})]", keys.join(", "))
}

/// Returns tokens as they would be typed.
fn spaced(tokens: &impl quote::ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    [(" < ", "<"), (" >", ">"), (" ,", ","), (" :: ", "::"), (" (", "("), ("( ", "("), (" )", ")")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}
