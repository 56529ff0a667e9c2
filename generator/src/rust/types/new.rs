//! The struct that a create takes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Field, FieldType, JsonShape, Kind};
use crate::rust::model::{Model, column, literal, tokens};

/// Returns the struct that a create takes; how it becomes a row stands beside the row's members.
pub(in crate::rust) fn new(model: &Model<'_>) -> TokenStream {
    let definition = definition(model, &model.new_fields());
    if !model.site.is_hollow {
        return definition;
    }
    let (runtime, name, entity) = (model.runtime(), &model.new, &model.name);
    let row = if model.stored_fields().is_empty() { entity } else { &model.stored };
    quote! {
        #definition

        impl #runtime::support::New for #name {
            type Table = #entity;
            type Row = #row;

            fn check(&self) -> #runtime::Result<(), #runtime::validate::Violations> { Ok(()) }

            fn check_row(_: &#entity) -> #runtime::Result<(), #runtime::validate::Violations> { Ok(()) }

            fn into_row(self, tenant: &str) -> #row { ::core::unreachable!() }
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
        let given = match field.engine_default() {
            Some(_) => format_ident!("option"),
            None => column::given(field, model.site),
        };
        let name = tokens::ident(&field.name);
        let ty = column::given_type(field, model.site, Kind::New, &model.entity.name);
        quote!(#given #name: #ty)
    };
    let (required, optional): (Vec<&Field>, Vec<&Field>) = model.once(fields).partition(|field| is_required(field));
    let required = required.into_iter().map(member);
    let optional = optional.into_iter().map(|field| {
        let (member, default) = (member(field), default(model, field));
        quote!(#member = #default)
    });
    // Rows of a view are only read.
    let hidden = model.entity.view.then(|| quote!(#[doc(hidden)]));
    let extra = model.extra(Kind::New);
    let (switches, extra) = (extra.switches(), extra.tokens());
    quote! {
        #runtime::support::new_row! {
            #switches
            #doc
            #hidden
            #extra
            #vis struct #name of #entity { #(#required,)* } else { #(#optional,)* }
        }
    }
}

/// Returns what stands in for a value. A mistake in a default is reported once, at the default.
fn default(model: &Model<'_>, field: &Field) -> TokenStream {
    if model.site.is_hollow {
        let runtime = model.runtime();
        return quote!(#runtime::support::unread());
    }
    literal::default(field, model.site).unwrap_or_else(|| quote!(None))
}

/// Returns where a new row has a member from, if not from what the caller gives as it is.
pub(in crate::rust) fn origin(model: &Model<'_>, field: &Field) -> Option<TokenStream> {
    if model.is_tenant(field) {
        return Some(quote!(= tenant));
    }
    if model.is_numbered() && model.is_primary(field) {
        let ty = model.key_type();
        return Some(if model.site.is_bare(field) { quote!(= (0)) } else { quote!(= (#ty(0))) });
    }
    if model.is_soft_delete(field) {
        return Some(quote!(= (None)));
    }
    if field.on_update_now {
        return Some(quote!(= now));
    }
    if model.is_counter(field) || model.is_version(field) {
        let start = literal::default(field, model.site).unwrap_or_else(|| quote!(0));
        return Some(quote!(= (#start)));
    }
    if field.is_made() {
        // Until the row is read back.
        return Some(quote!(= made));
    }
    if let Some(digits) = column::digits(field) {
        return Some(quote!(= [#digits]));
    }
    is_cut(field).then(|| quote!(= stored))
}

/// Returns whether a column keeps less of a value than its Rust type holds.
fn is_cut(field: &Field) -> bool {
    match field.ty.stored() {
        FieldType::Scalar(scalar) => scalar.info().is_cut,
        FieldType::Json(shape) => *shape == JsonShape::Any,
        FieldType::Decimal { .. }
        | FieldType::String { .. }
        | FieldType::Text
        | FieldType::Bytes { .. }
        | FieldType::Enum(_)
        | FieldType::Key(_) => false,
    }
}
