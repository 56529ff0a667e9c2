//! A struct with `#[derive(Repository)]` to a draft.
//!
//! `#[repository(…)]` says what `[entities.X]` says in `models.toml`, `#[field(…)]` what the table of a field says,
//! and the Rust type of a member stands for its `type`.

mod attribute;
mod entity;
mod field;
mod field_type;
mod json;

use syn::{Data, DeriveInput, Fields};

#[cfg(feature = "files")]
use crate::ir::{Entity, FieldType};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EntityDraft, FieldDraft, Text},
};

/// Reads one struct. What is wrong with it goes to `diagnostics`, at its tokens.
pub fn read(input: &DeriveInput, diagnostics: &mut Diagnostics) -> EntityDraft {
    let mut entity = EntityDraft {
        name: name(&input.ident),
        doc: attribute::doc(&input.attrs),
        table: None,
        was: None,
        cache: None,
        soft_delete: None,
        version: None,
        fields: Vec::new(),
        indexes: Vec::new(),
        uniques: Vec::new(),
        aggregates: Vec::new(),
    };
    entity::read(&input.attrs, &mut entity, diagnostics);
    entity.fields = fields(input, diagnostics);
    entity
}

/// Returns the entities whose keys the struct holds as the `Uuid`s or numbers they are.
#[cfg(feature = "files")]
pub(crate) fn bare_keys(input: &DeriveInput, entity: &Entity) -> Vec<String> {
    let Data::Struct(data) = &input.data else { return Vec::new() };
    let member = |name: &str| data.fields.iter().find(|field| field.ident.as_ref().is_some_and(|ident| ident == name));
    let keys = entity.fields.iter().filter_map(|field| match &field.ty {
        FieldType::Key(key) => Some((key, member(&field.name)?)),
        _ => None,
    });
    let is_bare = |member: &syn::Field| field_type::is_scalar_key(&member.ty);
    keys.filter(|(_, member)| is_bare(member)).map(|(key, _)| key.entity.clone()).collect()
}

/// Tells whether `input` has the shape of an entity.
pub(crate) fn has_named_fields(input: &DeriveInput) -> bool {
    matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)))
}

fn fields(input: &DeriveInput, diagnostics: &mut Diagnostics) -> Vec<FieldDraft> {
    if let Data::Struct(data) = &input.data
        && let Fields::Named(fields) = &data.fields
    {
        if !input.generics.params.is_empty() {
            let origin = Origin::Tokens(input.ident.span());
            let message = "an entity has no type parameters: its table has one layout";
            diagnostics.push(Diagnostic::error(Code::WrongShape, origin, message).help("write the types out"));
        }
        return fields.named.iter().filter_map(|field| field::read(field, diagnostics)).collect();
    }
    let origin = Origin::Tokens(input.ident.span());
    let message = format!("`{}` is no struct with named fields", input.ident);
    diagnostics.push(Diagnostic::error(Code::WrongShape, origin, message).help("write `struct Name { id: Uuid, … }`"));
    Vec::new()
}

/// Returns an identifier without the `r#` that Rust may need.
fn name(ident: &syn::Ident) -> Text {
    use syn::ext::IdentExt;
    Text::whole(ident.unraw().to_string(), Origin::Tokens(ident.span()))
}
