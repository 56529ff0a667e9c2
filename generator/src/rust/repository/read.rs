//! Methods that read by unique keys.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Compared, compared, key_value, method, noun};
use crate::ir::Scope;
use crate::rust::finder::{self, KeyFinder};
use crate::rust::model::Model;
use crate::rust::{column, tokens};

/// Returns the reads by unique keys.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let mut methods = TokenStream::new();
    for finder in finder::keys(model.entity, Scope::Tenant) {
        methods.extend(find_by(model, &finder));
        if !finder.columns.iter().any(|field| field.secret) {
            methods.extend(get_or_create(model, &finder));
        }
    }
    methods
}

/// Returns the finder of a unique key and its strict twin.
pub(super) fn find_by(model: &Model<'_>, finder: &KeyFinder<'_>) -> TokenStream {
    let (name, sql) = (&model.name, &model.sql);
    let compared = compared(model, &finder.columns, finder.missing, true);
    let columns = finder.columns.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(", ");
    let statement = tokens::constant(&finder.alias());
    let values = finder.columns.iter().map(|field| {
        let name = tokens::ident(&field.name);
        key_value(model, field, &quote!(#name))
    });
    let values = quote!((#(#values,)*));
    let twins = [
        ("find", format!("Returns the {} with this {columns}, if there is one.", noun(model)), true),
        (
            "get",
            format!("Returns the {} with this {columns}; without one the error is `NotFound`.", noun(model)),
            false,
        ),
    ];
    let twins = twins.map(|(verb, doc, optional)| {
        let call = format_ident!("{verb}_by");
        let row = quote!(::std::sync::Arc<#name>);
        let output = column::optional(optional, row);
        let body = quote!(self.#call(&#sql::#statement, #values));
        method(model, &doc, &finder.method(verb), &compared, &TokenStream::new(), &output, &body)
    });
    twins.into_iter().collect()
}

// Expands to: pub fn get_or_create_by_openid(self, new: NewUser) -> impl Future<Output = Result<(Arc<User>, bool)>> +
// use<'a> { … }
fn get_or_create(model: &Model<'_>, finder: &KeyFinder<'_>) -> TokenStream {
    let (name, new, sql) = (&model.name, &model.new, &model.sql);
    let doc = format!(
        "Returns the {} with the key of `new`, or stores `new`; the flag says whether it was stored.\n\nOf several callers at once, one stores and all get its row.",
        noun(model)
    );
    let statement = tokens::constant(&finder.alias());
    let values = finder.columns.iter().map(|field| {
        let member = tokens::ident(&field.name);
        let place = if column::is_copy(field, model.site) { quote!(new.#member) } else { quote!(new.#member.clone()) };
        key_value(model, field, &place)
    });
    let body = quote!(self.get_or_create(&#sql::#statement, (#(#values,)*), new));
    let output = quote!((::std::sync::Arc<#name>, bool));
    method(model, &doc, &finder.method("get_or_create"), &Compared::default(), &quote!(new: #new), &output, &body)
}
