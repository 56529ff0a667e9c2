//! A struct with `#[derive(Repository)]` to a draft, and a type with `#[derive(Value)]`.
//!
//! `#[repository(…)]` says what `[entities.X]` says in `models.toml`, `#[field(…)]` what the table of a field says,
//! and the Rust type of a member stands for its `type`. `#[value(…)]` says what `[types.X]` says.

mod apart;
mod attribute;
mod bounds;
mod entity;
mod extras;
mod field;
mod field_type;
mod json;
mod member;
mod shape;
mod value;

pub use member::Member;
use syn::{DeriveInput, Fields, Type};
pub use value::read as read_value;

use crate::{
    diagnostic::{Diagnostics, Origin},
    draft::{EntityDraft, Text},
};

/// Reads one struct. What is wrong with it goes to `diagnostics`, at its tokens.
pub fn read(input: &DeriveInput, diagnostics: &mut Diagnostics) -> EntityDraft {
    read_with_members(input, diagnostics).0
}

/// Reads one struct, and what generated code has to take from it as it is.
pub fn read_with_members(input: &DeriveInput, diagnostics: &mut Diagnostics) -> (EntityDraft, Vec<Member>) {
    let mut entity =
        EntityDraft { doc: attribute::doc(&input.attrs), derived: true, ..EntityDraft::named(name(&input.ident)) };
    entity::read(&input.attrs, &mut entity, diagnostics);
    let Some(fields) = shape::fields(input, diagnostics) else { return (entity, Vec::new()) };
    let mut members = in_row(fields, &mut entity, diagnostics);
    apart::read(&input.attrs, &mut entity, &mut members, diagnostics);
    (entity, members)
}

fn in_row(fields: &Fields, entity: &mut EntityDraft, diagnostics: &mut Diagnostics) -> Vec<Member> {
    let mut members = Vec::new();
    let mut types: Vec<Type> = Vec::new();
    for field in fields {
        shape::field(field, diagnostics);
        let Some((draft, member)) = field::read(field, false, diagnostics) else { continue };
        entity.fields.push(draft);
        members.push(member);
        types.push(field.ty.clone());
    }
    apart::refuse(entity, fields, diagnostics);
    member::check(entity, &types, diagnostics);
    members
}

pub(crate) use shape::has_named_fields;

/// Returns an identifier without the `r#` that Rust may need.
fn name(ident: &syn::Ident) -> Text {
    use syn::ext::IdentExt;
    Text::whole(ident.unraw().to_string(), Origin::Tokens(ident.span()))
}
