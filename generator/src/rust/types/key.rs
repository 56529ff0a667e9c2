//! The key type of an entity.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{FieldType, Kind, Scalar};
use crate::rust::model::{Model, tokens};

// Expands to:
//     larder::support::key_type! {
//         /// Primary key of [`Message`].
//         pub struct MessageId(Uuid) of Message;
//     }
pub(in crate::rust) fn key_type(model: &Model<'_>) -> Option<TokenStream> {
    let FieldType::Key(key) = &model.key().ty else { return None };
    let runtime = model.runtime();
    let entity = &model.name;
    if model.site.is_bare(model.key()) {
        return Some(bare_key(model));
    }
    let name = format_ident!("{}Id", key.entity);
    let scalar = match key.scalar {
        Scalar::I64 => quote!(i64),
        _ => quote!(Uuid),
    };
    let doc = tokens::doc(&format!("Primary key of [`{entity}`]."));
    let vis = model.visibility();
    let extra = model.extra(Kind::Key).tokens();
    Some(quote! {
        #runtime::support::key_type! {
            #doc
            #extra
            #vis struct #name(#scalar) of #entity;
        }
    })
}

// Expands to: impl From<&Message> for Uuid { fn from(row: &Message) -> Self { row.id } }
fn bare_key(model: &Model<'_>) -> TokenStream {
    let (entity, ty, member) = (&model.name, model.key_type(), tokens::ident(&model.key().name));
    quote! {
        impl ::std::convert::From<&#entity> for #ty {
            fn from(row: &#entity) -> Self { row.#member }
        }
    }
}
