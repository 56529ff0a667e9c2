//! The struct that a create takes.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;
use super::validation::{self, Layer};
use super::{column, literal, row, tokens};
use crate::ir::{Field, FieldType, JsonShape};

/// Returns the struct that a create takes, and how it becomes a row.
pub(super) fn new(model: &Model<'_>) -> TokenStream {
    let fields = model.new_fields();
    let definition = definition(model, &fields);
    let validate = validation::validate(model, &fields, Layer::Values);
    let into_row = into_row(model);
    let (runtime, name, entity) = (model.runtime(), &model.new, &model.name);
    let row = if model.secret_fields().next().is_some() { row::stored(model) } else { entity.clone() };
    quote! {
        #definition

        impl #name { #validate }

        impl #runtime::support::New for #name {
            type Table = #entity;
            type Row = #row;

            fn check(&self) -> #runtime::Result<(), #runtime::validate::Violations> { self.validate() }

            #into_row
        }
    }
}

/// Returns whether the caller must give the value: nothing in the definition stands in for it.
fn is_required(field: &Field) -> bool {
    field.default.is_none() && !field.nullable
}

// Expands to:
//     new_row! {
//         /// What a new [`Tenant`] needs; everything else has a default.
//         pub struct NewTenant of Tenant { into name: String, } else { value plan: TenantPlan = TenantPlan::Free, }
//     }
fn definition(model: &Model<'_>, fields: &[&Field]) -> TokenStream {
    let (runtime, name, entity, vis) = (model.runtime(), &model.new, &model.name, model.visibility());
    let doc = tokens::doc(&format!("What a new [`{entity}`] needs; everything else has a default."));
    let member = |field: &Field| {
        let (given, name) = (column::given(field, model.site), tokens::ident(&field.name));
        let ty = column::base_type(field, model.site);
        quote!(#given #name: #ty)
    };
    let (required, optional): (Vec<&Field>, Vec<&Field>) = model.once(fields).partition(|field| is_required(field));
    let required = required.into_iter().map(member);
    let optional = optional.into_iter().map(|field| {
        let (member, default) = (member(field), default(model, field));
        quote!(#member = #default)
    });
    quote! {
        #runtime::support::new_row! {
            #doc
            #vis struct #name of #entity { #(#required,)* } else { #(#optional,)* }
        }
    }
}

/// Returns what stands in for a value. The mistake in a default is told where the default stands, once.
fn default(model: &Model<'_>, field: &Field) -> TokenStream {
    if model.site.is_hollow {
        let runtime = model.runtime();
        return quote!(#runtime::support::unread());
    }
    literal::default(field, model.site).unwrap_or_else(|| quote!(None))
}

// Expands to:
//     fn into_row(self, tenant: &str) -> Message { Message { id: self.id, … } }
fn into_row(model: &Model<'_>) -> TokenStream {
    let name = &model.name;
    let tenant = if model.tenant().is_some() { quote!(tenant) } else { quote!(_tenant) };
    let members = model.row_fields().map(|field| row_member(model, field));
    let secret: Vec<_> = model.secret_fields().map(|field| tokens::ident(&field.name)).collect();
    if secret.is_empty() {
        return quote! {
            fn into_row(self, #tenant: &str) -> #name {
                #name { #(#members)* }
            }
        };
    }
    let stored = row::stored(model);
    quote! {
        fn into_row(self, #tenant: &str) -> #stored {
            let row = #name { #(#members)* };
            #stored { row, #(#secret: self.#secret),* }
        }
    }
}

fn row_member(model: &Model<'_>, field: &Field) -> TokenStream {
    let name = tokens::ident(&field.name);
    let runtime = model.runtime();
    if model.is_tenant(field) {
        return quote!(#name: tenant.to_owned(),);
    }
    if model.is_numbered() && model.is_primary(field) {
        let ty = model.key_type();
        let is_typed = matches!(field.ty, FieldType::Key(_)) && !model.site.is_bare(field);
        return if is_typed { quote!(#name: #ty(0),) } else { quote!(#name: 0,) };
    }
    if model.is_soft_delete(field) {
        return quote!(#name: None,);
    }
    if field.on_update_now {
        return quote!(#name: #runtime::support::now(),);
    }
    if model.is_counter(field) || model.is_version(field) {
        let start = literal::default(field, model.site).unwrap_or_else(|| quote!(0));
        return quote!(#name: #start,);
    }
    if is_cut(field) {
        return quote!(#name: #runtime::support::stored(self.#name),);
    }
    quote!(#name: self.#name,)
}

/// Returns whether a column keeps less of a value than its Rust type holds.
fn is_cut(field: &Field) -> bool {
    match &field.ty {
        FieldType::Scalar(scalar) => scalar.info().is_cut,
        FieldType::Json(shape) => *shape == JsonShape::Any,
        FieldType::String { .. } | FieldType::Text | FieldType::Enum(_) | FieldType::Key(_) => false,
    }
}
