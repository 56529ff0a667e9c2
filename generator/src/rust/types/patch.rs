//! The struct that a patch takes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::Kind;
use crate::rust::model::{Model, column, tokens};

// Expands to:
//     patch! {
//         /// A change of some columns of a [`Tenant`]; what is not set stays as it is.
//         pub struct TenantPatch of Tenant { plain into name: String, plain value plan: TenantPlan, }
//     }
pub(in crate::rust) fn patch(model: &Model<'_>) -> TokenStream {
    let fields = model.changeable_fields();
    if fields.is_empty() {
        return TokenStream::new();
    }
    let (runtime, name, entity, vis) = (model.runtime(), &model.patch, &model.name, model.visibility());
    let article = tokens::article(&model.entity.name);
    let doc =
        tokens::doc(&format!("A change of some columns of {article} [`{entity}`]; what is not set stays as it is."));
    let columns = model.once(&fields).map(|field| {
        // Of a definition with a mistake a type may be none of a column.
        let kind = match model.site.is_hollow {
            true => format_ident!("unread"),
            false => column::assigned(field, model.is_keyed_text(field)),
        };
        let given = column::given(field, model.site);
        let ty = column::given_type(field, model.site, Kind::Patch, &model.entity.name);
        let member = tokens::ident(&field.name);
        quote!(#kind #given #member: #ty,)
    });
    let extra = model.extra(Kind::Patch);
    let (switches, extra) = (extra.switches(), extra.tokens());
    quote! {
        #runtime::support::patch! {
            #switches
            #doc
            #extra
            #vis struct #name of #entity { #(#columns)* }
        }
    }
}
