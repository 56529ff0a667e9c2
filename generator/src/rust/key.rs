use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::model::Model;
use super::tokens;
use crate::ir::{FieldType, Scalar};

// Expands to:
//     larder::support::key_type! {
//         /// Primary key of [`Message`].
//         pub struct MessageId(Uuid) of Message;
//     }
pub(super) fn key_type(model: &Model<'_>) -> Option<TokenStream> {
    let FieldType::Key(key) = &model.key().ty else { return None };
    let runtime = model.runtime();
    let entity = &model.name;
    let name = format_ident!("{}Id", key.entity);
    let scalar = match key.scalar {
        Scalar::I64 => quote!(i64),
        _ => quote!(Uuid),
    };
    let doc = tokens::doc(&format!("Primary key of [`{entity}`]."));
    Some(quote! {
        #runtime::support::key_type! {
            #doc
            pub struct #name(#scalar) of #entity;
        }
    })
}
