//! Methods that read by unique keys.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Compared, compared, method};
use crate::ir::{Field, Scope};
use crate::rust::model::finder::{self, KeyFinder};
use crate::rust::model::{Model, column, tokens};

/// Returns the reads by unique keys.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let all = finder::keys(model.entity, Scope::Tenant);
    let keys = all
        .iter()
        .map(|finder| find_by(model, finder, !model.entity.view && !finder.columns.iter().any(|field| field.secret)));
    keys.chain(finder::folded_keys(model.entity).map(|finder| find_by(model, &finder, false))).collect()
}

// Expands to:
//     finders! {
//         find_by_openid | get_by_openid(openid: &str) -> User by sql::BY_OPENID = (Keyed(openid),);
//         get_or_create_by_openid | upsert_by_openid(new: NewUser, UserPatch) = (Keyed(new.openid.clone()),);
//     }
/// Returns the finder of a unique key, its strict twin and, where a new row tells the key, the one that stores it.
pub(super) fn find_by(model: &Model<'_>, finder: &KeyFinder<'_>, creates: bool) -> TokenStream {
    // A new row does not tell what the database makes of it.
    let creates = creates && !finder.columns.iter().any(|field| field.is_made());
    if model.site.is_hollow {
        return unread(model, finder, creates);
    }
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let [find, get, create] = ["find", "get", "get_or_create"].map(|verb| tokens::ident(&finder.method(verb)));
    let statement = tokens::constant(&finder.alias());
    let is_missing = |field: &Field| finder.missing.is_some_and(|missing| missing.name == field.name);
    let arguments = finder.columns.iter().map(|field| {
        let (name, ty) = (tokens::ident(&field.name), argument(model, field, is_missing(field)));
        quote!(#name: #ty)
    });
    let values = finder.columns.iter().map(|field| {
        let name = tokens::ident(&field.name);
        let ty = column::base_type(field, model.site);
        let place = match (column::compared(field, model.site), is_missing(field)) {
            (column::Compared::Converted, false) => quote!(Into::<#ty>::into(#name)),
            (column::Compared::Bytes, false) => quote!(#name.to_vec()),
            (column::Compared::Bytes, true) => quote!(#name.map(<[u8]>::to_vec)),
            _ => quote!(#name),
        };
        model.key_value(field, &place)
    });
    let values = tuple(values.collect());
    let create = (creates && is_told_by_new(model, finder)).then(|| {
        let values = new_values(model, finder);
        let upsert = tokens::ident(&finder.method("upsert"));
        let (upsert, patch) = match model.changeable_fields().is_empty() {
            true => (None, None),
            false => (Some(quote!(| #upsert)), Some(&model.patch)),
        };
        let patch = patch.map(|patch| quote!(, #patch));
        quote!(#create #upsert(new: #new #patch) = #values;)
    });
    quote! {
        #runtime::support::finders! {
            #find | #get(#(#arguments),*) -> #name by #sql::#statement = #values;
            #create
        }
    }
}

/// Whether a new row has all columns of the key: a number that the database makes is in none.
fn is_told_by_new(model: &Model<'_>, finder: &KeyFinder<'_>) -> bool {
    let told = model.new_fields();
    finder.columns.iter().all(|field| told.iter().any(|other| other.name == field.name))
}

/// Returns the type of a method's argument that a column is compared with.
fn argument(model: &Model<'_>, field: &Field, is_missing: bool) -> TokenStream {
    let ty = column::base_type(field, model.site);
    let plain = match column::compared(field, model.site) {
        column::Compared::Text => quote!(&str),
        column::Compared::Bytes => quote!(&[u8]),
        column::Compared::Lent => quote!(&#ty),
        column::Compared::Converted if !is_missing => quote!(impl Into<#ty>),
        column::Compared::Converted | column::Compared::Owned => ty,
    };
    if is_missing { quote!(Option<#plain>) } else { plain }
}

/// Returns the values of a unique key as a new row has them.
fn new_values(model: &Model<'_>, finder: &KeyFinder<'_>) -> TokenStream {
    let values = finder.columns.iter().map(|field| {
        let member = tokens::ident(&field.name);
        model.key_value(field, &column::owned(model, field, &quote!(new.#member)))
    });
    tuple(values.collect())
}

fn tuple(values: Vec<TokenStream>) -> TokenStream {
    if let [value] = values.as_slice() { quote!((#value,)) } else { quote!((#(#values),*)) }
}

/// Returns the same methods for a definition with a mistake, whose types may be none of a key.
fn unread(model: &Model<'_>, finder: &KeyFinder<'_>, creates: bool) -> TokenStream {
    let (name, new) = (&model.name, &model.new);
    let compared = compared(model, &finder.columns, finder.missing, true);
    let row = quote!(::std::sync::Arc<#name>);
    let outputs = [("find", column::optional(true, row.clone())), ("get", row.clone())];
    let none = TokenStream::new();
    let twins = outputs.map(|(verb, output)| method(model, "", &finder.method(verb), &compared, &none, &output, &none));
    let stores = creates && is_told_by_new(model, finder);
    let create = stores.then(|| {
        let create = finder.method("get_or_create");
        method(model, "", &create, &Compared::default(), &quote!(new: #new), &quote!((#row, bool)), &none)
    });
    let upsert = (stores && !model.changeable_fields().is_empty()).then(|| {
        let (upsert, patch) = (finder.method("upsert"), &model.patch);
        let generics = vec![quote!(F: Fn(&#name) -> #patch)];
        let given = Compared { generics, captured: vec![quote!(F)], ..Compared::default() };
        method(model, "", &upsert, &given, &quote!(new: #new, change: F), &quote!((#name, bool)), &none)
    });
    twins.into_iter().chain(create).chain(upsert).collect()
}
