//! The key type of an entity.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::ir::{FieldType, Kind, RustName, Scalar};
use crate::rust::model::{Door, Model, column, tokens};

// Expands to:
//     larder::support::key_type! {
//         /// Primary key of [`Message`].
//         pub struct MessageId(Uuid) of Message;
//     }
pub(in crate::rust) fn key_type(model: &Model<'_>) -> Option<TokenStream> {
    if !model.entity.has_key() {
        return None;
    }
    if model.is_composite() {
        return Some(composite_key(model));
    }
    let FieldType::Key(key) = &model.key().ty else { return None };
    let runtime = model.runtime();
    let entity = &model.name;
    if model.site.is_bare(model.key()) {
        return Some(bare_key(model));
    }
    if key.entity != model.entity.name {
        return Some(bare_key(model));
    }
    let name = format_ident!("{}Id", key.entity);
    let inner = inner(&key.column, model);
    let doc = tokens::doc(&format!("Primary key of [`{entity}`]."));
    let vis = model.visibility();
    let extra = model.extra(Kind::Key).tokens();
    Some(quote! {
        #runtime::support::key_type! {
            #doc
            #extra
            #vis struct #name(#inner) of #entity;
        }
    })
}

// Expands to:
//     composite_key! {
//         /// Primary key of [`Like`].
//         pub struct LikeKey of Like { plain user_id: UserId, key word: String, }
//     }
fn composite_key(model: &Model<'_>) -> TokenStream {
    let (runtime, entity, name, vis) = (model.runtime(), &model.name, model.key_type(), model.visibility());
    let doc = tokens::doc(&format!("Primary key of [`{entity}`]."));
    let extra = model.extra(Kind::Key).tokens();
    let members = model.keys().map(|field| {
        let (member, ty) = (tokens::ident(&field.name), column::base_type(field, model.site));
        let kind = column::kind(field, model.is_keyed_text(field), model.site);
        quote!(#kind #member: #ty,)
    });
    quote! {
        #runtime::support::composite_key! {
            #doc
            #extra
            #vis struct #name of #entity { #(#members)* }
        }
    }
}

/// Returns what a key stands for, in the words of the macro.
fn inner(column: &FieldType, model: &Model<'_>) -> TokenStream {
    match column {
        FieldType::Scalar(Scalar::Bytes) => quote!(Bytes),
        FieldType::Scalar(scalar) => match scalar.info().rust {
            RustName::Std(name) | RustName::Larder(name) => tokens::ident(name).into_token_stream(),
        },
        FieldType::String { .. } | FieldType::Text => quote!(String),
        FieldType::Bytes { .. } => quote!(Bytes),
        ty => {
            let ty = column::plain_type(ty, model.site);
            quote!(enum #ty)
        }
    }
}

// Expands to: impl From<&Message> for Uuid { fn from(row: &Message) -> Self { row.id } }
fn bare_key(model: &Model<'_>) -> TokenStream {
    let (entity, ty, member) = (&model.name, model.key_type(), tokens::ident(&model.key().name));
    let clone = (!column::is_copy(model.key(), model.site)).then(|| quote!(.clone()));
    let from = match model.site.door {
        Door::File => quote!(From),
        Door::Derive => quote!(::std::convert::From),
    };
    quote! {
        impl #from<&#entity> for #ty {
            fn from(row: &#entity) -> Self { row.#member #clone }
        }
    }
}
