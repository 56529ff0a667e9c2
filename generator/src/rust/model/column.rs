//! A field as Rust sees it: its type, and how values enter and leave a statement.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::{Door, Model, Site, tokens};
use crate::ir::{Field, FieldType, JsonShape, Kind, RustName, Scalar, ValueField};

/// Returns the type of the struct member.
pub(in crate::rust) fn member_type(field: &Field, site: &Site) -> TokenStream {
    optional(field.nullable, base_type(field, site))
}

/// Returns the type of a value that is not null.
pub(in crate::rust) fn base_type(field: &Field, site: &Site) -> TokenStream {
    let plain = value_type(field, site);
    let runtime = &site.runtime;
    if field.secret { quote!(#runtime::Secret<#plain>) } else { plain }
}

/// Returns the type of a value without regard to null and secrecy, as the user's struct names it where there is one.
pub(in crate::rust) fn value_type(field: &Field, site: &Site) -> TokenStream {
    match (&field.ty, site.named(field)) {
        (_, Some(named)) => named,
        (FieldType::Key(key), None) if site.is_bare(field) => plain_type(&key.column, site),
        (ty, None) => plain_type(ty, site),
    }
}

/// Returns the type of a value that is not null as a member of a generated struct has it. Derives of other crates know
/// a type by the last name of its path, so that a struct with derives names no aliases.
pub(in crate::rust) fn given_type(field: &Field, site: &Site, kind: Kind, entity: &str) -> TokenStream {
    let is_open = !site.extras.of(kind, entity).derives.is_empty();
    match is_open && !field.secret && site.named(field).is_none() {
        true => unaliased(&field.ty, &site.runtime).unwrap_or_else(|| base_type(field, site)),
        false => base_type(field, site),
    }
}

/// Returns the type of a member of a value type.
pub(in crate::rust) fn value_member_type(field: &ValueField, value: &str, site: &Site) -> TokenStream {
    let is_open = !site.extras.of(Kind::Value, value).derives.is_empty();
    let unaliased = is_open.then(|| unaliased(&field.ty, &site.runtime)).flatten();
    unaliased.unwrap_or_else(|| plain_type(&field.ty, site))
}

/// Returns what an alias of the runtime's stands for; none for a type without alias.
fn unaliased(ty: &FieldType, runtime: &TokenStream) -> Option<TokenStream> {
    Some(match ty {
        FieldType::Scalar(Scalar::Timestamp) => quote!(#runtime::chrono::DateTime<#runtime::chrono::Utc>),
        FieldType::Scalar(Scalar::DateTime) => quote!(#runtime::chrono::NaiveDateTime),
        FieldType::Scalar(Scalar::Date) => quote!(#runtime::chrono::NaiveDate),
        FieldType::Scalar(Scalar::Time) => quote!(#runtime::chrono::NaiveTime),
        FieldType::Json(JsonShape::Any) => quote!(#runtime::serde_json::Value),
        FieldType::Json(JsonShape::ScalarList(item)) => {
            let item = unaliased(item, runtime)?;
            quote!(Vec<#item>)
        }
        _ => return None,
    })
}

/// Returns `Option<ty>` for a nullable member, else `ty`.
pub(in crate::rust) fn optional(nullable: bool, ty: TokenStream) -> TokenStream {
    if nullable { quote!(Option<#ty>) } else { ty }
}

/// Returns the type of a value without regard to null and secrecy.
pub(in crate::rust) fn plain_type(ty: &FieldType, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    match ty {
        FieldType::Scalar(scalar) => scalar_type(*scalar, runtime),
        FieldType::Decimal { .. } => quote!(#runtime::Decimal),
        FieldType::String { .. } | FieldType::Text => quote!(String),
        FieldType::Bytes { .. } => quote!(Vec<u8>),
        FieldType::Json(JsonShape::Any) => quote!(#runtime::Json),
        FieldType::Json(JsonShape::Value(name)) => named(name),
        FieldType::Json(JsonShape::ValueList(name)) => {
            let name = named(name);
            quote!(Vec<#name>)
        }
        FieldType::Json(JsonShape::ScalarList(item)) => {
            let item = plain_type(item, site);
            quote!(Vec<#item>)
        }
        FieldType::Enum(kind) => named(&kind.name),
        FieldType::Key(key) => {
            let key = format_ident!("{}Id", key.entity);
            quote!(#key)
        }
    }
}

fn scalar_type(scalar: Scalar, runtime: &TokenStream) -> TokenStream {
    match scalar.info().rust {
        RustName::Std(name) => named(name),
        RustName::Larder(name) => {
            let name = tokens::ident(name);
            quote!(#runtime::#name)
        }
    }
}

/// A type of the definition by name; a user's type may be a path.
fn named(name: &str) -> TokenStream {
    if name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        return tokens::ident(name).into_token_stream();
    }
    syn::parse_str::<syn::Type>(name).map_or_else(|_| tokens::ident(name).into_token_stream(), |ty| quote!(#ty))
}

/// Returns how the struct of a new row or of a patch is given a value, in the runtime's words: `value`, `into` or
/// `option`.
pub(in crate::rust) fn given(field: &Field, site: &Site) -> Ident {
    let word = match field.nullable {
        true => "option",
        false if is_converted(field) || site.is_newtype(field) => "into",
        false => "value",
    };
    format_ident!("{word}")
}

/// Returns the bound of an argument that becomes a value of the field or null, and the value; none where it is the
/// value itself.
pub(in crate::rust) fn nullable_bound(field: &Field, site: &Site) -> (Option<TokenStream>, TokenStream) {
    let (name, ty, runtime) = (tokens::ident(&field.name), base_type(field, site), &site.runtime);
    match field.nullable {
        true => (Some(quote!(#runtime::IntoOption<#ty>)), quote!(#name.into_option())),
        false if is_converted(field) || site.is_newtype(field) => (Some(quote!(Into<#ty>)), quote!(#name.into())),
        false => (None, quote!(#name)),
    }
}

/// How a finder takes the value that it compares a column with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rust) enum Compared {
    /// `&str`
    Text,
    /// `&[u8]`
    Bytes,
    /// `&Nickname`
    Lent,
    /// What becomes a typed key.
    Converted,
    /// The value.
    Owned,
}

/// Returns how a finder takes the value that it compares the column with.
pub(in crate::rust) fn compared(field: &Field, site: &Site) -> Compared {
    match &field.ty {
        _ if site.is_newtype(field) => Compared::Lent,
        FieldType::String { .. } | FieldType::Text => Compared::Text,
        FieldType::Bytes { .. } => Compared::Bytes,
        FieldType::Key(_) => Compared::Converted,
        _ => Compared::Owned,
    }
}

fn is_converted(field: &Field) -> bool {
    field.secret || matches!(field.ty, FieldType::String { .. } | FieldType::Text | FieldType::Key(_))
}

/// Returns whether the member holds a text of the caller's. A typed key knows by itself what no key can be.
pub(in crate::rust) fn is_text(field: &Field, site: &Site) -> bool {
    let ty = if site.is_bare(field) { field.ty.stored() } else { &field.ty };
    matches!(ty, FieldType::String { .. } | FieldType::Text)
}

/// Returns whether the member is `Copy`.
pub(in crate::rust) fn is_copy(field: &Field, site: &Site) -> bool {
    match field.ty.stored() {
        _ if site.is_newtype(field) => false,
        FieldType::Scalar(scalar) => scalar.info().is_copy && !field.secret,
        FieldType::Decimal { .. } => true,
        FieldType::Enum(_) => !field.secret,
        FieldType::String { .. }
        | FieldType::Text
        | FieldType::Bytes { .. }
        | FieldType::Json(_)
        | FieldType::Key(_) => false,
    }
}

/// Returns the value of a row's member, which stays where it is. Of a reference a derive does not know what it holds.
pub(in crate::rust) fn owned(model: &Model<'_>, field: &Field, place: &TokenStream) -> TokenStream {
    match (is_copy(field, model.site), model.site.door) {
        (_, Door::Derive) if model.is_reference(field) => quote!(::core::clone::Clone::clone(&#place)),
        (true, _) => quote!(#place),
        (false, _) => quote!(#place.clone()),
    }
}

/// Returns whether the column holds JSON of a Rust type that the runtime cannot know.
pub(in crate::rust) fn is_typed_json(field: &Field) -> bool {
    matches!(&field.ty, FieldType::Json(shape) if *shape != JsonShape::Any)
}

/// Returns a decimal as its column takes it; `None` for any other value.
// Expands to: scaled::<12, 2, _>(&self.price)
pub(in crate::rust) fn scaled(field: &Field, place: &TokenStream, site: &Site) -> Option<TokenStream> {
    let FieldType::Decimal { precision, scale } = field.ty else { return None };
    let runtime = &site.runtime;
    let [precision, scale] = [precision, scale].map(|digits| tokens::integer(digits as usize));
    Some(quote!(#runtime::support::scaled::<#precision, #scale, _>(&#place)))
}

/// Returns the digits behind the word for a decimal: `12, 2`.
pub(in crate::rust) fn digits(field: &Field) -> Option<TokenStream> {
    let FieldType::Decimal { precision, scale } = field.ty else { return None };
    let [precision, scale] = [precision, scale].map(|digits| tokens::integer(digits as usize));
    Some(quote!(#precision, #scale))
}

// Expands to: `&message.role`, or for typed JSON `&JsonOf(&message.references)`
pub(in crate::rust) fn bind(field: &Field, place: &TokenStream, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    if let Some(scaled) = scaled(field, place, site) {
        return quote!(&#scaled);
    }
    match (is_typed_json(field), field.nullable) {
        (false, _) => tokens::spanned(quote!(&#place), site.span(field)),
        (true, false) => quote!(&#runtime::support::JsonOf(&#place)),
        (true, true) => quote!(&#place.as_ref().map(#runtime::support::JsonOf)),
    }
}

/// Returns how a row's member is read and written, in the words of the runtime's sources and sinks.
///
/// The word stands where the struct names the type, at which the compiler shows what is wrong with it.
pub(in crate::rust) fn kind(field: &Field, is_key: bool, site: &Site) -> Ident {
    let word = match (&field.ty, field.nullable) {
        (FieldType::Json(_), false) => "json",
        (FieldType::Json(_), true) => "nullable_json",
        (FieldType::Decimal { .. }, _) => "decimal",
        _ if is_key => "key",
        _ => "plain",
    };
    Ident::new(word, site.span(field))
}

/// Returns how a patch binds the column, in the words of the runtime's assignments.
pub(in crate::rust) fn assigned(field: &Field, is_key: bool) -> Ident {
    let word = match (field.secret, is_key) {
        (true, true) => "secret_key",
        (true, false) => "secret",
        (false, true) => "key",
        (false, false) if matches!(field.ty, FieldType::Decimal { .. }) => "decimal",
        (false, false) if is_typed_json(field) && field.nullable => "nullable_json",
        (false, false) if is_typed_json(field) => "json",
        (false, false) => "plain",
    };
    format_ident!("{word}")
}
