use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{key_argument, key_name, noun, nouns, primary_key};
use crate::ir::Unique;
use crate::rust::model::Model;
use crate::rust::tokens;

/// Returns what takes rows away, and with soft delete what brings them back.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let noun = noun(model);
    let mut methods = TokenStream::new();
    if model.entity.soft_delete.is_none() {
        let doc = format!("Deletes the {noun}; without it the error is `NotFound`.");
        methods.extend(single(model, "delete", "delete", &doc, &[]));
        methods.extend(delete_many(model, &[]));
        return methods;
    }
    let times: Vec<Ident> = model.updated_fields().map(|_| format_ident!("now")).collect();
    let mark: Vec<Ident> = [format_ident!("now")].into_iter().chain(times.clone()).collect();
    let doc =
        format!("Marks the {noun} as deleted, which hides it from every read; without it the error is `NotFound`.");
    methods.extend(single(model, "delete", "mark", &doc, &mark));
    methods.extend(delete_many(model, &mark));
    let doc = format!("Brings back a {noun} that is marked as deleted; without one the error is `NotFound`.");
    methods.extend(single(model, "restore", "revive", &doc, &times));
    let doc = format!("Removes the {noun} for good, marked as deleted or not; without it the error is `NotFound`.");
    methods.extend(single(model, "delete_permanently", "delete", &doc, &[]));
    methods
}

// Expands to: pub async fn delete(self, id: impl Into<UserId>) -> Result<()> { … }
fn single(model: &Model<'_>, method: &str, call: &str, doc: &str, times: &[Ident]) -> TokenStream {
    let (runtime, entity, sql, keys) = (model.runtime(), &model.name, &model.sql, &model.keys);
    let doc = tokens::doc(doc);
    let statement = tokens::constant(method);
    let (method, call) = (format_ident!("{method}"), format_ident!("{call}"));
    let (argument, prepared) = key_argument(model);
    let now = now(model, times);
    let (tenant, tenant_bind, key) = (tenant_option(model), model.tenant_bind(), key_name(model));
    let has_uniques = model.is_cached() && !model.entity.uniques.is_empty();
    let is_secret = |unique: &Unique| unique.columns.iter().any(|id| model.entity.field(*id).secret);
    // While the row counted as deleted, any of its keys may have been remembered as missing.
    let row = (call == "revive").then(|| if has_uniques { quote!(, Some(#keys::touched)) } else { quote!(, None) });
    let touched = if row.is_some() && has_uniques && model.entity.uniques.iter().any(is_secret) {
        // By which secret, the row does not tell.
        quote!(vec![#runtime::Touch::Region { region: #keys::REGION }])
    } else if model.is_cached() {
        let primary = primary_key(model);
        quote!(vec![#runtime::Touch::Key(#primary)])
    } else {
        quote!(Vec::new())
    };
    quote! {
        #doc
        pub async fn #method(self, #argument) -> #runtime::Result<()> {
            #prepared
            #now
            let binds: &[&dyn #runtime::support::Bind] = &[#(&#times,)* #tenant_bind &#key];
            let touched = #touched;
            self.at.#call::<#entity>(&#sql::#statement, #tenant, #key, binds, touched #row).await
        }
    }
}

fn delete_many(model: &Model<'_>, times: &[Ident]) -> TokenStream {
    let (runtime, entity, sql, keys) = (model.runtime(), &model.name, &model.sql, &model.keys);
    let done = if times.is_empty() { "Deletes" } else { "Marks as deleted" };
    let doc =
        tokens::doc(&format!("{done} the {} that exist among these and returns how many there were.", nouns(model)));
    let call = if times.is_empty() { quote!(delete_many) } else { quote!(mark_many) };
    let key_type = model.key_type();
    let now = now(model, times);
    let (tenant, tenant_bind) = (tenant_option(model), model.tenant_bind());
    let touched = if model.is_cached() {
        let tenant = model.tenant_argument();
        quote!(ids.iter().map(|id| #runtime::Touch::Key(#keys::primary(#tenant *id))).collect())
    } else {
        quote!(Vec::new())
    };
    quote! {
        #doc
        pub async fn delete_many(self, ids: impl IntoIterator<Item = impl Into<#key_type>>) -> #runtime::Result<u64> {
            let ids: Vec<#key_type> = ids.into_iter().map(Into::into).collect();
            let touched = #touched;
            #now
            self.at.#call::<#entity>(&#sql::DELETE_MANY, #tenant, &[#(&#times,)* #tenant_bind], &ids, touched).await
        }
    }
}

fn now(model: &Model<'_>, times: &[Ident]) -> Option<TokenStream> {
    let runtime = model.runtime();
    (!times.is_empty()).then(|| quote!(let now = #runtime::support::now();))
}

fn tenant_option(model: &Model<'_>) -> TokenStream {
    if model.entity.tenant.is_some() { quote!(Some(self.tenant)) } else { quote!(None) }
}
