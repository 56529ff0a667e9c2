//! What only a struct can get wrong: members that the row of an entity does not have, or has with another Rust type.

use larder_generator::ir::{Entity, Field, FieldType, JsonShape, KeyOf};
use proc_macro2::Span;
use syn::{Data, DeriveInput, Error, GenericArgument, PathArguments, Type, ext::IdentExt, spanned::Spanned};

/// Checks the members against the entity that was read from them, and returns the entities whose keys they hold without a type of their own.
pub(crate) fn check(input: &DeriveInput, entity: &Entity) -> syn::Result<Vec<String>> {
    let mut bare = Vec::new();
    let mut mistakes = Vec::new();
    let Data::Struct(data) = &input.data else { return Ok(bare) };
    for member in &data.fields {
        let name = member.ident.as_ref().map(|ident| ident.unraw().to_string()).unwrap_or_default();
        let Some(field) = entity.fields.iter().find(|field| field.name == name) else { continue };
        mistakes.extend(left_out(member, field));
        if entity.cache.is_some() && field.ty == FieldType::Json(JsonShape::Any) && !has_serde_with(member) {
            mistakes.push(unreadable(member, &name));
        }
        if let FieldType::Key(key) = &field.ty {
            match key_type(&member.ty, key) {
                Ok(true) => bare.push(key.entity.clone()),
                Ok(false) => {}
                Err(mistake) => mistakes.push(mistake),
            }
        }
    }
    let all = mistakes.into_iter().reduce(|mut all, next| {
        all.combine(next);
        all
    });
    all.map_or(Ok(bare), Err)
}

/// A row has neither secrets nor volatile columns, but a derive cannot take a member out of a struct.
fn left_out(member: &syn::Field, field: &Field) -> Option<Error> {
    let kinds = [(field.secret, "secret"), (field.volatile, "volatile"), (field.deprecated, "deprecated")];
    let (_, kind) = kinds.into_iter().find(|(is, _)| *is)?;
    let message = format!(
        "a {kind} column is no member of the row, and a derive cannot take `{}` out of the struct\nhelp: define this entity in `models.toml`",
        field.name
    );
    Some(Error::new(member.ident.span(), message))
}

fn unreadable(member: &syn::Field, name: &str) -> Error {
    let message = format!(
        "the cache cannot read `{name}` back: JSON of unknown shape travels as text\nhelp: write `#[serde(with = \"larder::json\")]` above it"
    );
    Error::new(member.ident.span(), message)
}

fn has_serde_with(member: &syn::Field) -> bool {
    let mut found = false;
    for attribute in member.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            found |= ["with", "serialize_with"].iter().any(|key| meta.path.is_ident(key));
            super::skip(meta.input)
        });
    }
    found
}

/// Tells whether the key stands there as a `Uuid` or a number; refuses a type by any name but the generated one's.
fn key_type(ty: &Type, key: &KeyOf) -> syn::Result<bool> {
    let (name, span) = last_segment(ty).unwrap_or((String::new(), ty.span()));
    let typed = format!("{}Id", key.entity);
    match name.as_str() {
        "Uuid" | "i64" => Ok(true),
        _ if name == typed => Ok(false),
        _ => {
            let message = format!("the key of `{}` is called `{typed}`\nhelp: write `{typed}`", key.entity);
            Err(Error::new(span, message))
        }
    }
}

/// Returns the name of a type, of `T` for `Option<T>`.
fn last_segment(ty: &Type) -> Option<(String, Span)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if segment.ident == "Option"
        && let PathArguments::AngleBracketed(arguments) = &segment.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return last_segment(inner);
    }
    Some((segment.ident.to_string(), segment.ident.span()))
}
