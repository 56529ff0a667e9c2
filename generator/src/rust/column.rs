//! A field as Rust sees it: its type, and how values enter and leave a statement.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::{Site, tokens};
use crate::ir::{Field, FieldType, JsonShape, Scalar};

/// Returns the type of the struct member.
pub(super) fn member_type(field: &Field, site: &Site) -> TokenStream {
    optional(field.nullable, base_type(field, site))
}

/// Returns the type of a value that is not null.
pub(super) fn base_type(field: &Field, site: &Site) -> TokenStream {
    let plain = value_type(field, site);
    let runtime = &site.runtime;
    if field.secret { quote!(#runtime::Secret<#plain>) } else { plain }
}

/// Returns the type of a value without regard to null and secrecy, as the user's struct names it where there is one.
pub(super) fn value_type(field: &Field, site: &Site) -> TokenStream {
    match (&field.ty, site.named(field)) {
        (_, Some(named)) => named,
        (FieldType::Key(key), None) if site.is_bare(field) => scalar_type(key.scalar, &site.runtime),
        (ty, None) => plain_type(ty, site),
    }
}

/// Returns the same, as a module below the entity's names it.
pub(super) fn type_from_within(field: &Field, site: &Site) -> TokenStream {
    match (&field.ty, site.named_from_within(field)) {
        (_, Some(named)) => named,
        (FieldType::Enum(_) | FieldType::Key(_), None) if !site.is_bare(field) => {
            let ty = plain_type(&field.ty, site);
            quote!(super::#ty)
        }
        (_, None) => value_type(field, site),
    }
}

/// Returns `Option<ty>` for a nullable member, else `ty`.
pub(super) fn optional(nullable: bool, ty: TokenStream) -> TokenStream {
    if nullable { quote!(Option<#ty>) } else { ty }
}

/// Returns the type of a value without regard to null and secrecy.
pub(super) fn plain_type(ty: &FieldType, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    match ty {
        FieldType::Scalar(scalar) => scalar_type(*scalar, runtime),
        FieldType::String { .. } | FieldType::Text => quote!(String),
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
    match scalar {
        Scalar::Bool => quote!(bool),
        Scalar::I16 => quote!(i16),
        Scalar::I32 => quote!(i32),
        Scalar::I64 => quote!(i64),
        Scalar::F32 => quote!(f32),
        Scalar::F64 => quote!(f64),
        Scalar::Bytes => quote!(Vec<u8>),
        Scalar::Uuid => quote!(#runtime::Uuid),
        Scalar::Date => quote!(#runtime::Date),
        Scalar::Time => quote!(#runtime::Time),
        Scalar::Timestamp => quote!(#runtime::Timestamp),
        Scalar::Duration => quote!(::std::time::Duration),
    }
}

/// A type of the definition by name; a user's type may be a path.
fn named(name: &str) -> TokenStream {
    syn::parse_str::<syn::Type>(name).map_or_else(|_| tokens::ident(name).into_token_stream(), |ty| quote!(#ty))
}

/// How a value of a field is handed to a method.
pub(super) struct Argument {
    /// `impl Into<String>`, `TenantPlan`
    pub(super) ty: TokenStream,
    /// `name.into()`, `plan`
    pub(super) value: TokenStream,
}

/// Returns the argument that becomes an owned value of the field, null left out.
pub(super) fn owned_argument(field: &Field, site: &Site) -> Argument {
    let name = tokens::ident(&field.name);
    let ty = base_type(field, site);
    if is_converted(field) || site.is_newtype(field) {
        Argument { ty: quote!(impl Into<#ty>), value: quote!(#name.into()) }
    } else {
        Argument { ty, value: quote!(#name) }
    }
}

/// Returns the argument that becomes an owned value of the field or null.
pub(super) fn nullable_argument(field: &Field, site: &Site) -> Argument {
    if !field.nullable {
        return owned_argument(field, site);
    }
    let name = tokens::ident(&field.name);
    let ty = base_type(field, site);
    let runtime = &site.runtime;
    Argument { ty: quote!(impl #runtime::IntoOption<#ty>), value: quote!(#name.into_option()) }
}

/// Returns the argument a finder compares a column with; `value` is what stands before the statement, if anything must.
pub(super) fn compared_argument(field: &Field, site: &Site) -> Argument {
    let name = tokens::ident(&field.name);
    let ty = base_type(field, site);
    match &field.ty {
        _ if site.is_newtype(field) => Argument { ty: quote!(&#ty), value: TokenStream::new() },
        FieldType::String { .. } | FieldType::Text => Argument { ty: quote!(&str), value: TokenStream::new() },
        FieldType::Key(_) => Argument { ty: quote!(impl Into<#ty>), value: quote!(let #name = #name.into();) },
        _ => Argument { ty, value: TokenStream::new() },
    }
}

fn is_converted(field: &Field) -> bool {
    field.secret || matches!(field.ty, FieldType::String { .. } | FieldType::Text | FieldType::Key(_))
}

/// Returns whether the column holds a text of the caller's.
pub(super) fn is_text(field: &Field) -> bool {
    matches!(field.ty, FieldType::String { .. } | FieldType::Text)
}

/// Returns whether the member is `Copy`.
pub(super) fn is_copy(field: &Field, site: &Site) -> bool {
    match &field.ty {
        _ if site.is_newtype(field) => false,
        FieldType::Scalar(scalar) => *scalar != Scalar::Bytes,
        FieldType::Enum(_) | FieldType::Key(_) => !field.secret,
        FieldType::String { .. } | FieldType::Text | FieldType::Json(_) => false,
    }
}

/// Returns how a nullable member that is not `Copy` is lent: `as_deref` for a text, `as_ref` for anything else.
pub(super) fn lend(field: &Field, site: &Site) -> TokenStream {
    if is_text(field) && !site.is_newtype(field) { quote!(as_deref) } else { quote!(as_ref) }
}

/// Returns whether the column holds JSON of a Rust type that the runtime cannot know.
pub(super) fn is_typed_json(field: &Field) -> bool {
    matches!(&field.ty, FieldType::Json(shape) if *shape != JsonShape::Any)
}

// Expands to: `&message.role`, or for typed JSON `&JsonOf(&message.references)`
pub(super) fn bind(field: &Field, place: &TokenStream, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    match (is_typed_json(field), field.nullable) {
        (false, _) => tokens::spanned(quote!(&#place), site.span(field)),
        (true, false) => quote!(&#runtime::support::JsonOf(&#place)),
        (true, true) => quote!(&#place.as_ref().map(#runtime::support::JsonOf)),
    }
}

// Expands to: `row.get(3)?`, or for typed JSON `row.get::<JsonOf<_>>(3)?.0`
pub(super) fn decode(field: &Field, position: usize, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    let position = tokens::integer(position);
    match (is_typed_json(field), field.nullable) {
        (false, _) => quote_spanned!(site.span(field)=> row.get(#position)?),
        (true, false) => quote!(row.get::<#runtime::support::JsonOf<_>>(#position)?.0),
        (true, true) => quote!(row.get::<Option<#runtime::support::JsonOf<_>>>(#position)?.map(|json| json.0)),
    }
}
