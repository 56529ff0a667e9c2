//! What an entity can do beside being read by its key: each a trait of the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::record::searched_texts;
use crate::ir::{Field, Scope, Unique};
use crate::rust::model::{Model, column, finder, tokens};

/// Returns the implementations of what the entity can do.
pub(in crate::rust) fn abilities(model: &Model<'_>) -> TokenStream {
    let abilities = [change(model), searched(model)];
    abilities.into_iter().flatten().collect()
}

// Expands to: change!(User in sql by UserPatch, updated_at); or, where more than the row is concerned,
// impl Change for User { type Patch = UserPatch; const UPDATE: &'static Sql = &sql::UPDATE; … }
fn change(model: &Model<'_>) -> Option<TokenStream> {
    if model.changeable_fields().is_empty() {
        return None;
    }
    let (runtime, name, patch, sql) = (model.runtime(), &model.name, &model.patch, &model.sql);
    let times: Vec<&Field> = model.updated_fields().collect();
    let (names, words) = (patched_names(model), patched_words(model));
    if names.is_none() && words.is_none() {
        let times = times.iter().map(|field| tokens::ident(&field.name));
        return Some(quote!(#runtime::support::change!(#name in #sql by #patch #(, #times)*);));
    }
    let times = times.iter().map(|field| field.name.as_str());
    let times = (times.len() > 0).then(|| quote!(const TIMES: &'static [&'static str] = &[#(#times),*];));
    Some(quote! {
        impl #runtime::support::Change for #name {
            type Patch = #patch;
            const UPDATE: &'static #runtime::support::Sql = &#sql::UPDATE;
            const PATCH: &'static #runtime::support::PatchSql = &#sql::PATCH;
            #times
            #names
            #words
        }
    })
}

// Expands to: fn patched_names(patch: &UserPatch, to: &mut Names<'_>) { … }
fn patched_names(model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, patch) = (model.runtime(), &model.patch);
    let names = model.entity.uniques.iter().filter(|_| model.is_cached());
    let names: Vec<TokenStream> = names.filter_map(|unique| patched_key(model, unique)).collect();
    (!names.is_empty()).then(|| {
        quote! {
            fn patched_names(patch: &#patch, to: &mut #runtime::support::Names<'_>) { #(#names)* }
        }
    })
}

// Expands to: if let Some(openid) = &patch.openid { to.key(&sql::BY_OPENID, (Keyed(openid),)); }
fn patched_key(model: &Model<'_>, unique: &Unique) -> Option<TokenStream> {
    let sql = &model.sql;
    let is_changeable = |field: &&Field| model.changeable_fields().iter().any(|known| known.name == field.name);
    let finder = finder::keys(model.entity, unique.scope).into_iter().find(|finder| *finder.unique == *unique)?;
    let changed: Vec<&Field> = finder.columns.iter().copied().filter(is_changeable).collect();
    let conditions = unique.condition.iter().flat_map(|condition| &condition.conditions);
    let deciding = conditions.filter_map(|condition| model.entity.field_id(&condition.field));
    let deciding = deciding.map(|id| model.entity.field(id)).filter(is_changeable);
    // What decides whether the row is in the key moves it in and out, whatever its values are.
    let changed: Vec<&Field> = changed.into_iter().chain(deciding).collect();
    let mut members: Vec<_> = changed.iter().map(|field| tokens::ident(&field.name)).collect();
    members.sort();
    members.dedup();
    let changed = if members.len() == 1 { &changed[..1] } else { &changed[..] };
    match (changed, finder.columns.len()) {
        ([], _) => None,
        ([field], 1) if !field.secret && finder.columns[0].name == field.name => {
            let (member, by) = (&members[0], tokens::constant(&finder.alias()));
            // Of a reference a derive does not know what it holds.
            let is_value = column::is_copy(field, model.site) && !model.is_reference(field);
            let place = if is_value { quote!(*#member) } else { quote!(#member) };
            let value = model.key_value(field, &place);
            Some(quote!(if let Some(#member) = &patch.#member { to.key(&#sql::#by, (#value,)); }))
        }
        // Another row of the region may be remembered under the old secret, which nobody knows any more; a key over all
        // tenants is remembered by none of them.
        _ if unique.scope == Scope::Global || finder.columns.iter().any(|field| field.secret) => {
            Some(quote!(if #(patch.#members.is_some())||* { to.region(); }))
        }
        _ => Some(quote!(if #(patch.#members.is_some())||* { to.rows(); })),
    }
}

/// The words of one text follow from the patch; those of several need the texts that stay.
fn patched_words(model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, patch) = (model.runtime(), &model.patch);
    let searched = model.searched_fields();
    let changing: Vec<&Field> = searched.iter().copied().filter(|field| !field.immutable).collect();
    let (tenant, body) = match changing.as_slice() {
        [] => return None,
        [field] if searched.len() == 1 => {
            let member = tokens::ident(&field.name);
            let text = if field.nullable { quote!(#member.as_deref().unwrap_or_default()) } else { quote!(#member) };
            let known = quote! {
                match &patch.#member {
                    Some(#member) => #runtime::support::PatchedWords::Known(#runtime::search::SearchTokens::of(tenant, &[#text])),
                    None => #runtime::support::PatchedWords::Kept,
                }
            };
            (quote!(tenant), known)
        }
        fields => {
            let members = fields.iter().map(|field| tokens::ident(&field.name));
            let of_row = quote! {
                if #(patch.#members.is_some())||* {
                    #runtime::support::PatchedWords::OfRow
                } else {
                    #runtime::support::PatchedWords::Kept
                }
            };
            (quote!(_tenant), of_row)
        }
    };
    Some(quote! {
        fn patched_words(patch: &#patch, #tenant: Option<&str>) -> #runtime::support::PatchedWords { #body }
    })
}

// Expands to: impl Searched for Note { const SEARCH: …; fn texts<R>(&self, with: impl FnOnce(&[&str]) -> R) -> R {
// with(&[&self.body]) } }
fn searched(model: &Model<'_>) -> Option<TokenStream> {
    model.entity.search()?;
    let (runtime, name, sql) = (model.runtime(), &model.name, &model.sql);
    let texts = searched_texts(&model.searched_fields(), &quote!(self));
    Some(quote! {
        impl #runtime::support::Searched for #name {
            const SEARCH: &'static #runtime::support::ListSql = &#sql::SEARCH;

            fn texts<R>(&self, with: impl FnOnce(&[&str]) -> R) -> R { with(#texts) }
        }
    })
}
