use proc_macro2::TokenStream;
use quote::quote;

use super::{decode, key_argument, key_name, list, not_found, noun, nouns, read};
use crate::ir::Scope;
use crate::rust::finder;
use crate::rust::model::Model;
use crate::rust::tokens;

/// Returns the reads over all tenants; `None` for an entity that no tenant owns.
// Expands to:
//     /// Reads users of every tenant; …
//     #[derive(Clone, Copy)]
//     pub struct UsersAcrossTenants<'a> { at: At<'a>, region: &'a Region<User> }
pub(crate) fn across(model: &Model<'_>) -> Option<TokenStream> {
    model.entity.tenant?;
    let (runtime, name, entity) = (model.runtime(), &model.across, &model.name);
    let vis = model.visibility();
    let globals = finder::keys(model.entity, Scope::Global);
    let has_region = has_region(model);
    let region = has_region.then(|| quote!(region: &'a #runtime::Region<#entity>,));
    let region_name = has_region.then(|| quote!(region,));
    let everything = &finder::pages(model.entity)[0];
    let list = list::list(model, everything, "_across_tenants");
    let count = list::count(model, everything, "_across_tenants");
    let found: TokenStream = globals.iter().map(|finder| read::find_by(model, finder)).collect();
    let (find, lint) = (find(model), model.errors_lint());
    let doc = tokens::doc(&format!("Reads {} of every tenant; reached by `across_tenants()` only.", nouns(model)));
    Some(quote! {
        #doc
        #[derive(Clone, Copy)]
        #vis struct #name<'a> { at: #runtime::support::At<'a>, #region }

        #lint
        impl<'a> #name<'a> {
            #[doc(hidden)]
            #[must_use]
            pub fn new(at: #runtime::support::At<'a>, #region) -> Self { Self { at, #region_name } }

            #find
            #found
            #list
            #count
        }
    })
}

/// Returns whether the repository over all tenants holds the entity's region.
pub(crate) fn has_region(model: &Model<'_>) -> bool {
    model.is_cached() && !finder::keys(model.entity, Scope::Global).is_empty()
}

/// The cache's key needs the tenant, which is not known here: the database is asked.
fn find(model: &Model<'_>) -> TokenStream {
    let (runtime, name, sql) = (model.runtime(), &model.name, &model.sql);
    let noun = noun(model);
    let find_doc = tokens::doc(&format!("Returns the {noun} with this key, whoever owns it, from the database."));
    let get_doc = tokens::doc(&format!(
        "Returns the {noun} with this key, whoever owns it; without one the error is `NotFound`."
    ));
    let (argument, prepared) = key_argument(model);
    let (key, decode, missing) = (key_name(model), decode(model), not_found(model));
    quote! {
        #find_doc
        pub async fn find(self, #argument) -> #runtime::Result<Option<#name>> {
            #prepared
            self.at.optional(&#sql::GET_ACROSS_TENANTS, &[&#key], #decode).await
        }

        #get_doc
        pub async fn get(self, #argument) -> #runtime::Result<#name> {
            self.find(#key).await?.ok_or_else(|| #missing)
        }
    }
}
