use proc_macro2::TokenStream;
use quote::quote;

use super::{key_argument, key_name, noun, primary_key};
use crate::rust::model::Model;
use crate::rust::{column, tokens};

// Expands to: pub async fn delete_if(self, id: impl Into<UserId>, revision: i32) -> Result<()> { … }
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let Some(version) = model.entity.version.map(|id| model.entity.field(id)) else { return TokenStream::new() };
    let (runtime, entity, sql) = (model.runtime(), &model.name, &model.sql);
    let doc = tokens::doc(&format!(
        "Does what `delete` does if the {} still has this `{}`; with another one the error is `StaleVersion`.",
        noun(model),
        version.name
    ));
    let (argument, prepared) = key_argument(model);
    let (name, ty) = (tokens::ident(&version.name), column::base_type(version, model.site));
    let number = model.wide_version(quote!(#name));
    let marks = model.entity.soft_delete.is_some();
    let call = if marks { quote!(mark) } else { quote!(delete) };
    let now = marks.then(|| quote!(let now = #runtime::support::now();));
    let times = if marks { 1 + model.updated_fields().count() } else { 0 };
    let times = (0..times).map(|_| quote!(&now,));
    let (tenant, tenant_bind, key) = (model.tenant_option(), model.tenant_bind(), key_name(model));
    let touched = if model.is_cached() {
        let primary = primary_key(model);
        quote!(vec![#runtime::Touch::Key(#primary)])
    } else {
        quote!(Vec::new())
    };
    quote! {
        #doc
        pub async fn delete_if(self, #argument, #name: #ty) -> #runtime::Result<()> {
            #prepared
            #now
            let binds: &[&dyn #runtime::support::Bind] = &[#(#times)* #tenant_bind &#key, &#name];
            let touched = #touched;
            let delete = self.at.#call::<#entity>(&#sql::DELETE_IF, #tenant, #key, binds, touched);
            self.at.expecting::<#entity, _>(#tenant, &#key, #number, delete).await
        }
    }
}
