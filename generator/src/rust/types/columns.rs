//! The columns of an entity as constants, which conditions and orders are made of.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::dialect::Dialect;
use crate::ir::{Field, FieldId, FieldType, Unique};
use crate::native;
use crate::rust::model::{Door, Model, column, tokens};

// Expands to:
//     impl Message { pub const ROLE: TypedColumn<Self, MessageRole> = TypedColumn::new("role", 4).label(); … }
pub(in crate::rust) fn constants(model: &Model<'_>) -> TokenStream {
    let (name, vis) = (&model.name, model.visibility());
    let row: Vec<&Field> = model.row_fields().collect();
    let aside: Vec<&Field> = model.volatile_fields().collect();
    let in_row = model.once(&row).enumerate().map(|(place, field)| constant(model, field, Some(place)));
    let constants = in_row.chain(model.once(&aside).map(|field| constant(model, field, None)));
    let constants: Vec<TokenStream> = constants.collect();
    let lints = (model.site.door == Door::Derive)
        .then(|| quote!(#[allow(dead_code, missing_docs, reason = "a constant is the column of its name")]));
    if constants.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #lints
        impl #name {
            #(#vis #constants)*
        }
    }
}

// Expands to: const ROLE: TypedColumn<Self, MessageRole> = TypedColumn::new("role", 4).label();
fn constant(model: &Model<'_>, field: &Field, place: Option<usize>) -> TokenStream {
    let runtime = model.runtime();
    let (name, column) = (constant_name(field), field.column());
    let ty = match field.ty {
        FieldType::Json(_) => quote!(#runtime::Opaque),
        _ => column::base_type(field, model.site),
    };
    let new = match place.map(tokens::integer) {
        Some(place) => quote!(new(#column, #place)),
        None => quote!(aside(#column)),
    };
    let (kind, nullable) = (kind(model, field), field.nullable.then(|| quote!(.nullable())));
    quote!(const #name: #runtime::TypedColumn<Self, #ty> = #runtime::TypedColumn::#new #kind #nullable;)
}

/// Returns what the constant of a column is called.
pub(in crate::rust) fn constant_name(field: &Field) -> Ident {
    tokens::constant(&field.name)
}

/// Returns how the column is compared, where that is not as every database does it.
fn kind(model: &Model<'_>, field: &Field) -> Option<TokenStream> {
    // Nothing is asked of a list but whether it is there.
    if field.native.is_some() && !field.is_array() {
        return Some(native_kind(field));
    }
    let is_key = matches!(field.ty, FieldType::Key(_)) || model.is_in_key(field);
    match field.ty.stored() {
        FieldType::String { .. } | FieldType::Text if is_key => Some(quote!(.key())),
        FieldType::String { .. } | FieldType::Text => Some(quote!(.text())),
        FieldType::Enum(_) => Some(quote!(.label())),
        FieldType::Decimal { precision, scale } => {
            let [precision, scale] = [*precision, *scale].map(|digits| tokens::integer(digits as usize));
            Some(quote!(.decimal(#precision, #scale)))
        }
        FieldType::Scalar(_) | FieldType::Bytes { .. } | FieldType::Json(_) | FieldType::Key(_) => None,
    }
}

// Expands to: .native("::citext").read(&[("", "::text"), ("CAST(", " AS CHAR)"), ("", "")])
fn native_kind(field: &Field) -> TokenStream {
    let cast = native::written(field, Dialect::Postgres).map_or_else(String::new, |cast| cast.behind);
    let reads = Dialect::ALL.map(|dialect| native::read(field, dialect));
    let is_read = reads.iter().any(Option::is_some) && !matches!(field.ty, FieldType::Json(_));
    let read = is_read.then(|| {
        let parts = reads.map(|read| read.map_or_else(Default::default, |read| (read.before, read.behind)));
        let parts = parts.iter().map(|(before, behind)| quote!((#before, #behind)));
        quote!(.read(&[#(#parts),*]))
    });
    let decimal = match field.ty.stored() {
        FieldType::Decimal { precision, scale } => {
            let [precision, scale] = [*precision, *scale].map(|digits| tokens::integer(digits as usize));
            Some(quote!(.decimal(#precision, #scale)))
        }
        _ => None,
    };
    quote!(.native(#cast) #read #decimal)
}

// Expands to, within `impl Table`: const KEY_ORDER: &'static [Order<Self>] = &[Self::ID.asc()];
pub(in crate::rust) fn key_order(model: &Model<'_>) -> Option<TokenStream> {
    if model.site.is_hollow {
        return None;
    }
    let runtime = model.runtime();
    let keys: Vec<&Field> = if model.entity.has_key() { model.keys().collect() } else { told_apart(model)? };
    let columns = keys.into_iter().map(constant_name);
    Some(quote!(const KEY_ORDER: &'static [#runtime::Order<Self>] = &[#(Self::#columns.asc()),*];))
}

/// Returns the fields of the first unique key that tells all rows of a table without a primary key apart.
fn told_apart<'a>(model: &Model<'a>) -> Option<Vec<&'a Field>> {
    let entity = model.entity;
    let is_there = |id: &FieldId| !entity.field(*id).nullable && !entity.field(*id).deprecated;
    let is_whole = |unique: &&Unique| unique.condition.is_none() && unique.columns.iter().all(is_there);
    let unique = entity.uniques.iter().find(is_whole)?;
    Some(unique.columns.iter().map(|id| entity.field(*id)).collect())
}
