use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;
use super::validation::{self, Layer};
use super::{column, literal, row, tokens};
use crate::ir::{Default, Field, FieldType, JsonShape, Scalar};

/// Returns the struct that a create takes, with its constructor, setters and conversion to a row.
pub(super) fn new(model: &Model<'_>) -> TokenStream {
    let fields = model.new_fields();
    let definition = definition(model, &fields);
    let (required, optional): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| is_required(field));
    let constructor = constructor(model, &required, &optional);
    let setters = optional.iter().map(|field| setter(model, field));
    let validate = validation::validate(model, &fields, Layer::Values);
    let into_row = into_row(model);
    let name = &model.new;
    quote! {
        #definition

        impl #name {
            #constructor
            #(#setters)*
            #validate
            #into_row
        }
    }
}

/// Returns whether the caller must give the value: nothing in the definition stands in for it.
fn is_required(field: &Field) -> bool {
    field.default.is_none() && !field.nullable
}

// Expands to:
//     /// What a new [`Tenant`] needs; everything else has a default.
//     #[derive(Debug, Clone)]
//     #[must_use]
//     pub struct NewTenant { pub id: TenantId, … }
fn definition(model: &Model<'_>, fields: &[&Field]) -> TokenStream {
    let (name, entity, vis) = (&model.new, &model.name, model.visibility());
    let doc = tokens::doc(&format!("What a new [`{entity}`] needs; everything else has a default."));
    let members = fields.iter().map(|field| {
        let member = tokens::ident(&field.name);
        let doc = tokens::doc(&member_doc(model, field));
        let ty = column::member_type(field, model.site);
        quote!(#doc pub #member: #ty,)
    });
    quote! {
        #doc
        #[derive(Debug, Clone)]
        #[must_use]
        #vis struct #name { #(#members)* }
    }
}

fn member_doc(model: &Model<'_>, field: &Field) -> String {
    if field.secret {
        return format!("{}; stored, but never in the row.", tokens::sentence(&tokens::words(&field.name)));
    }
    format!("See [`{}::{}`].", model.name, field.name)
}

// Expands to:
//     /// Creates a tenant from what has no default.
//     pub fn new(tenant_id: impl Into<String>, name: impl Into<String>) -> Self { Self { … } }
fn constructor(model: &Model<'_>, required: &[&Field], optional: &[&Field]) -> TokenStream {
    let noun = tokens::words(&tokens::snake(&model.entity.name));
    let doc = tokens::doc(&format!("Starts {} {noun} from what has no default.", tokens::article(&noun)));
    let arguments = required.iter().map(|field| {
        let name = tokens::ident(&field.name);
        let ty = column::owned_argument(field, model.site).ty;
        quote!(#name: #ty)
    });
    let given = required.iter().map(|field| {
        let name = tokens::ident(&field.name);
        let value = column::owned_argument(field, model.site).value;
        if name == value.to_string() { quote!(#name,) } else { quote!(#name: #value,) }
    });
    let defaults = optional.iter().map(|field| {
        let name = tokens::ident(&field.name);
        let value = literal::default(field, model.site).unwrap_or_else(|| quote!(None));
        quote!(#name: #value,)
    });
    let lint = match required.len() {
        0 => Some(quote!(#[allow(clippy::new_without_default, reason = "what it starts with is of the moment")])),
        1..=7 => None,
        _ => Some(quote!(#[allow(clippy::too_many_arguments, reason = "so many columns have no default")])),
    };
    quote! {
        #doc
        #lint
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#given)* #(#defaults)* }
        }
    }
}

// Expands to:
//     /// Sets `plan`, otherwise `free`.
//     pub fn plan(mut self, plan: TenantPlan) -> Self { self.plan = plan; self }
fn setter(model: &Model<'_>, field: &Field) -> TokenStream {
    let name = tokens::ident(&field.name);
    let doc = tokens::doc(&format!("Sets `{}`, {}.", field.name, otherwise(field)));
    let argument = column::nullable_argument(field, model.site);
    let (ty, value) = (argument.ty, argument.value);
    quote! {
        #doc
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn otherwise(field: &Field) -> String {
    match &field.default {
        Some(Default::Literal(literal)) => format!("otherwise `{}`", literal::plain(literal)),
        Some(Default::Json(_)) => "otherwise the definition's default".to_owned(),
        Some(Default::Now) => "otherwise the present moment".to_owned(),
        Some(Default::UuidV7) => "otherwise a new key".to_owned(),
        Some(Default::Identity) => "otherwise the database's next number".to_owned(),
        None => "otherwise null".to_owned(),
    }
}

// Expands to:
//     fn into_row(self, tenant: &str) -> Message { Message { id: self.id, … } }
fn into_row(model: &Model<'_>) -> TokenStream {
    let name = &model.name;
    let tenant = model.tenant().map(|_| quote!(tenant: &str));
    let members = model.row_fields().map(|field| row_member(model, field));
    let secret: Vec<_> = model.secret_fields().map(|field| tokens::ident(&field.name)).collect();
    if secret.is_empty() {
        let lint = model
            .new_fields()
            .is_empty()
            .then(|| quote!(#[allow(clippy::unused_self, reason = "as of every other entity")]));
        return quote! {
            #lint
            fn into_row(self, #tenant) -> #name {
                #name { #(#members)* }
            }
        };
    }
    let stored = row::stored(model);
    quote! {
        fn into_row(self, #tenant) -> #stored {
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
    matches!(
        field.ty,
        FieldType::Scalar(Scalar::Time | Scalar::Timestamp | Scalar::Duration) | FieldType::Json(JsonShape::Any)
    )
}
