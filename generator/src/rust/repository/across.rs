//! The repository that reads across all tenants.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{block, nouns, read};
use crate::ir::Scope;
use crate::rust::model::{Model, finder, tokens};

/// Returns the reads over all tenants; `None` for an entity that no tenant owns.
// Expands to:
//     across! {
//         /// Reads users of every tenant; …
//         pub struct UsersAcrossTenants of User [region];
//     }
pub(crate) fn across(model: &Model<'_>) -> Option<TokenStream> {
    model.entity.tenant?;
    let (runtime, name, entity) = (model.runtime(), &model.across, &model.name);
    let vis = model.visibility();
    let region = model.is_cached().then(|| format_ident!("region"));
    let globals = finder::keys(model.entity, Scope::Global);
    let found: TokenStream = globals.iter().map(|finder| read::find_by(model, finder, false)).collect();
    let methods = block(name, model, found);
    let asked = if model.site.is_spread { " Each read asks every server." } else { "" };
    let doc =
        tokens::doc(&format!("Reads {} of every tenant; reached by `across_tenants()` only.{asked}", nouns(model)));
    Some(quote! {
        #runtime::support::across! {
            #doc
            #vis struct #name of #entity [#region];
        }

        #methods
    })
}
