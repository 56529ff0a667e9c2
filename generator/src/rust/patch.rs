use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;
use super::validation::{self, Layer};
use super::{column, tokens};
use crate::ir::Field;

/// Returns the struct that a patch takes, with its setters.
pub(super) fn patch(model: &Model<'_>) -> TokenStream {
    let fields = model.changeable_fields();
    if fields.is_empty() {
        return TokenStream::new();
    }
    let definition = definition(model, &fields);
    let noun = tokens::words(&tokens::snake(&model.entity.name));
    let doc = tokens::doc(&format!("Starts a change of {} {noun} that changes nothing.", tokens::article(&noun)));
    let setters = fields.iter().map(|field| setter(model, field));
    let validate = validation::validate(model, &fields, Layer::Changes);
    let apply = apply(model, &fields);
    let name = &model.patch;
    let empty = if model.entity.field_id("default").is_some() {
        quote!(<Self as Default>::default())
    } else {
        quote!(Self::default())
    };
    quote! {
        #definition

        impl #name {
            #doc
            pub fn new() -> Self { #empty }
            #(#setters)*
            #validate
            #apply
        }
    }
}

// Expands to:
//     /// A change of some columns of a [`Tenant`]; what is not set stays as it is.
//     #[derive(Debug, Clone, Default)]
//     #[must_use]
//     pub struct TenantPatch { name: Option<String>, … }
fn definition(model: &Model<'_>, fields: &[&Field]) -> TokenStream {
    let (name, entity, vis) = (&model.patch, &model.name, model.visibility());
    let article = tokens::article(&model.entity.name);
    let doc =
        tokens::doc(&format!("A change of some columns of {article} [`{entity}`]; what is not set stays as it is."));
    let members = fields.iter().map(|field| {
        let member = tokens::ident(&field.name);
        let ty = column::member_type(field, model.site);
        quote!(#member: Option<#ty>,)
    });
    let nested = fields.iter().any(|field| field.nullable).then(|| {
        quote!(#[allow(clippy::option_option, reason = "the outer level says whether the column is set, the inner one whether to null")])
    });
    quote! {
        #doc
        #[derive(Debug, Clone, Default)]
        #[must_use]
        #nested
        #vis struct #name { #(#members)* }
    }
}

// Expands to:
//     /// Sets `email`; `None` makes it null.
//     pub fn email(mut self, email: impl IntoOption<String>) -> Self { self.email = Some(email.into_option()); self }
fn setter(model: &Model<'_>, field: &Field) -> TokenStream {
    let name = tokens::ident(&field.name);
    let null = if field.nullable { "; `None` makes it null" } else { "" };
    let doc = tokens::doc(&format!("Sets `{}`{null}.", field.name));
    let argument = column::nullable_argument(field, model.site);
    let (ty, value) = (argument.ty, argument.value);
    quote! {
        #doc
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = Some(#value);
            self
        }
    }
}

// Expands to:
//     fn apply(&self, user: &mut User) { support::assign(&mut user.email, &self.email); … }
fn apply(model: &Model<'_>, fields: &[&Field]) -> TokenStream {
    let (runtime, entity, row) = (model.runtime(), &model.name, &model.variable);
    let members = fields.iter().filter(|field| !field.secret).map(|field| tokens::ident(&field.name));
    let steps = members.map(|member| quote!(#runtime::support::assign(&mut #row.#member, &self.#member);));
    quote! {
        fn apply(&self, #row: &mut #entity) { #(#steps)* }
    }
}
