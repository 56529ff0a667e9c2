//! The Rust enums of an entity's fields.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{EnumType, Field};
use crate::rust::model::{Model, tokens};

/// Returns the enums of an entity's fields; a type that two fields share is made once.
pub(in crate::rust) fn enum_types(model: &Model<'_>) -> TokenStream {
    let mut known: Vec<&str> = model.site.declared.iter().map(String::as_str).collect();
    let mut out = TokenStream::new();
    for field in &model.entity.fields {
        if let Some(kind) = model.entity.enum_of(field)
            && !known.contains(&kind.name.as_str())
        {
            known.push(&kind.name);
            out.extend(enum_type(model, field, kind));
        }
    }
    out
}

// Expands to:
//     larder::support::enum_type! {
//         /// Values of [`Tenant::plan`].
//         pub enum TenantPlan { Free => "free", Basic => "basic" }
//     }
fn enum_type(model: &Model<'_>, field: &Field, kind: &EnumType) -> TokenStream {
    let runtime = model.runtime();
    let name = tokens::ident(&kind.name);
    let doc = tokens::doc(&format!("Values of [`{}::{}`].", model.name, field.name));
    let values = kind.values.iter().map(|value| {
        let variant = tokens::ident(&value.variant);
        let text = &value.text;
        quote!(#variant => #text)
    });
    let extra = model.extra_of_enum(kind);
    let (named, extra) = (extra.named(), extra.tokens());
    quote! {
        #runtime::support::enum_type! {
            #named
            #doc
            #extra
            pub enum #name { #(#values),* }
        }
    }
}
