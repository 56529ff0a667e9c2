//! The repository of an entity: methods only where a key or an index makes them fast.

pub(super) mod across;
mod aggregate;
mod change;
mod expected;
mod list;
mod read;
mod removal;
mod upsert;
mod volatile;
mod write;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::model::Model;
use super::{Door, column, tokens};
use crate::ir::Field;

pub(super) use across::across;
pub(super) use aggregate::{statements as aggregate_statements, structs as figures};
pub(super) use upsert::constraint_field;

// Expands to:
//     /// Reads and writes messages.
//     #[derive(Clone, Copy)]
//     pub struct MessageRepository<'a> { at: At<'a>, region: &'a Region<Message>, tenant: &'a str }
//     impl<'a> MessageRepository<'a> { … }
pub(super) fn repository(model: &Model<'_>) -> TokenStream {
    let definition = definition(model);
    let methods = [
        constructor(model),
        read::methods(model),
        list::methods(model),
        write::methods(model),
        removal::methods(model),
        expected::methods(model),
        volatile::methods(model),
        aggregate::methods(model),
    ];
    let (name, lint, registered) = (&model.repository, model.errors_lint(), model.registered());
    quote! {
        #definition

        #lint
        impl<'a> #name<'a> #registered { #(#methods)* }
    }
}

fn definition(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let (name, entity, vis) = (&model.repository, &model.name, model.visibility());
    let rows = tokens::words(&model.entity.table);
    let whose = if model.entity.tenant.is_some() { " of one tenant" } else { "" };
    let doc = tokens::doc(&format!("Reads and writes {rows}{whose}."));
    let region = model.is_cached().then(|| quote!(pub(crate) region: &'a #runtime::Region<#entity>,));
    let tenant = model.entity.tenant.map(|_| quote!(pub(crate) tenant: &'a str,));
    quote! {
        #doc
        #[derive(Clone, Copy)]
        #vis struct #name<'a> { pub(crate) at: #runtime::support::At<'a>, #region #tenant }
    }
}

fn constructor(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let entity = &model.name;
    let (region, region_name) = if model.is_cached() {
        (Some(quote!(region: &'a #runtime::Region<#entity>,)), Some(quote!(region,)))
    } else {
        (None, None)
    };
    let (tenant, tenant_name) = match model.entity.tenant {
        Some(_) => (Some(quote!(tenant: &'a str,)), Some(quote!(tenant,))),
        None => (None, None),
    };
    // A store makes the repositories of its files; beside a user's struct this may be the only way to one.
    let doc = match model.site.door {
        Door::File => quote!(#[doc(hidden)]),
        Door::Derive => quote!(#[doc = " Makes the repository that runs its statements at `at`."]),
    };
    quote! {
        #doc
        #[must_use]
        pub fn new(at: #runtime::support::At<'a>, #region #tenant) -> Self {
            Self { at, #region_name #tenant_name }
        }
    }
}

/// Returns the primary key as a method's argument, and the statement that makes it typed.
fn key_argument(model: &Model<'_>) -> (TokenStream, TokenStream) {
    let argument = column::compared_argument(model.key(), model.site);
    let (name, ty) = (key_name(model), argument.ty);
    (quote!(#name: #ty), argument.value)
}

fn key_name(model: &Model<'_>) -> Ident {
    tokens::ident(&model.key().name)
}

/// Returns the bound values that find one row: `&self.tenant, &id`.
fn key_binds(model: &Model<'_>) -> TokenStream {
    let tenant = model.tenant_bind();
    let key = key_name(model);
    quote!(#tenant &#key)
}

// Expands to: keys::primary(self.tenant, id)
fn primary_key(model: &Model<'_>) -> TokenStream {
    let (keys, key) = (&model.keys, key_name(model));
    let tenant = model.tenant_argument();
    quote!(#keys::primary(#tenant #key))
}

// Expands to: Message::decode; beside a user's struct the trait may not be in scope: <Message as Entity>::decode
fn decode(model: &Model<'_>) -> TokenStream {
    let (runtime, name) = (model.runtime(), &model.name);
    match model.site.door {
        Door::File => quote!(#name::decode),
        Door::Derive => quote!(<#name as #runtime::support::Entity>::decode),
    }
}

/// Returns the bound values of compared columns: `&status`; of a text `&Keyed(&openid)` in a key, else
/// `&Exact(&source)`.
fn compared_binds(model: &Model<'_>, fields: &[&Field]) -> TokenStream {
    let runtime = model.runtime();
    let values = fields.iter().map(|field| {
        let name = tokens::ident(&field.name);
        match (column::is_text(field), model.is_in_key(field)) {
            (false, _) => quote!(&#name),
            (true, true) => quote!(&#runtime::support::Keyed(&#name)),
            (true, false) => quote!(&#runtime::support::Exact(&#name)),
        }
    });
    quote!(#(#values,)*)
}

/// Returns the arguments that compared columns become, and what must stand before the statement; `missing` may be null.
fn compared(model: &Model<'_>, fields: &[&Field], missing: Option<&Field>) -> (TokenStream, TokenStream) {
    let mut arguments = TokenStream::new();
    let mut prepared = TokenStream::new();
    for field in fields {
        let name = tokens::ident(&field.name);
        let argument = column::compared_argument(field, model.site);
        if missing.is_some_and(|missing| missing.name == field.name) {
            let ty = if argument.value.is_empty() { argument.ty } else { column::base_type(field, model.site) };
            arguments.extend(quote!(#name: Option<#ty>,));
        } else {
            let (ty, value) = (argument.ty, argument.value);
            arguments.extend(quote!(#name: #ty,));
            prepared.extend(value);
        }
    }
    (arguments, prepared)
}

/// Returns the noun of one row in prose: `voice session`.
fn noun(model: &Model<'_>) -> String {
    tokens::words(&tokens::snake(&model.entity.name))
}

/// Returns the noun of several rows in prose: `voice sessions`.
fn nouns(model: &Model<'_>) -> String {
    tokens::words(&model.entity.table)
}

// Expands to: Error::not_found("Message")
fn not_found(model: &Model<'_>) -> TokenStream {
    let (runtime, name) = (model.runtime(), &model.entity.name);
    quote!(#runtime::Error::not_found(#name))
}
