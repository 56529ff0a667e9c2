//! Structs stored inside JSON columns.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::validation::{self, RuleTarget};
use crate::ir::{Kind, ValueField, ValueType};
use crate::rust::model::{Site, column, tokens};

/// Returns the items of the given value types.
#[must_use]
pub fn generate(values: &[ValueType], site: &Site) -> TokenStream {
    let items: TokenStream = values.iter().map(|value| item(value, site)).collect();
    let patterns: TokenStream = values.iter().flat_map(|value| patterns(value, site)).collect();
    let rules = (!patterns.is_empty()).then(|| quote!(mod rules { #patterns }));
    quote!(#items #rules)
}

fn item(value: &ValueType, site: &Site) -> TokenStream {
    let definition = definition(value, site);
    let constructor = constructor(value, site);
    let setters = value.fields.iter().filter(|field| field.nullable).map(|field| setter(field, site));
    let check = check(value, site);
    let name = tokens::ident(&value.name);
    quote! {
        #definition
        impl #name {
            #constructor
            #(#setters)*
        }
        #check
    }
}

// Expands to:
//     /// A passage of a document that an answer rests on.
//     #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
//     pub struct Reference { pub document_id: String, … }
fn definition(value: &ValueType, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    let name = tokens::ident(&value.name);
    let doc = tokens::doc(
        &value.doc.as_deref().map_or_else(|| format!("A `{}` inside a JSON column.", value.name), tokens::prose),
    );
    let members = value.fields.iter().map(|field| {
        let member = tokens::ident(&field.name);
        let doc = tokens::doc(
            &field
                .doc
                .as_deref()
                .map_or_else(|| format!("{}.", tokens::sentence(&tokens::words(&field.name))), tokens::prose),
        );
        let ty = column::optional(field.nullable, column::value_member_type(field, &value.name, site));
        // Postcard, the cache's format, has no way to leave a member out: absence is written as null everywhere.
        let default = field.nullable.then(|| quote!(#[serde(default)]));
        quote!(#doc #default pub #member: #ty,)
    });
    let extra = site.extras.of(Kind::Value, &value.name);
    let (derives, attributes) = (extra.more_derives(), extra.attributes());
    let is_empty = value.fields.iter().all(|field| field.nullable);
    let default = is_empty.then(|| quote!(Default,));
    let serde = format!("{}::support::serde", runtime.to_string().replace(' ', "").trim_start_matches("::"));
    quote! {
        #doc
        #[derive(Debug, Clone, #default PartialEq, #runtime::support::serde::Serialize, #runtime::support::serde::Deserialize, #derives)]
        #[serde(crate = #serde)]
        #attributes
        pub struct #name { #(#members)* }
    }
}

fn constructor(value: &ValueType, site: &Site) -> TokenStream {
    let (required, optional): (Vec<&ValueField>, Vec<&ValueField>) =
        value.fields.iter().partition(|field| !field.nullable);
    let arguments = required.iter().map(|field| argument(field, site));
    let members = required.iter().map(|field| {
        let (name, value) = (tokens::ident(&field.name), owned(field));
        if name == value.to_string() { quote!(#name,) } else { quote!(#name: #value,) }
    });
    let absent = optional.iter().map(|field| tokens::ident(&field.name));
    let doc =
        tokens::doc(&format!("Creates {} `{}` without what may be absent.", tokens::article(&value.name), value.name));
    quote! {
        #doc
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#members)* #(#absent: None,)* }
        }
    }
}

fn is_text(field: &ValueField) -> bool {
    matches!(field.ty, crate::ir::FieldType::String { .. } | crate::ir::FieldType::Text)
}

fn argument(field: &ValueField, site: &Site) -> TokenStream {
    let (name, ty) = (tokens::ident(&field.name), column::plain_type(&field.ty, site));
    if is_text(field) { quote!(#name: impl Into<#ty>) } else { quote!(#name: #ty) }
}

fn owned(field: &ValueField) -> TokenStream {
    let name = tokens::ident(&field.name);
    if is_text(field) { quote!(#name.into()) } else { quote!(#name) }
}

// Expands to: pub fn title(mut self, title: impl IntoOption<String>) -> Self { self.title = title.into_option(); self }
fn setter(field: &ValueField, site: &Site) -> TokenStream {
    let name = tokens::ident(&field.name);
    let ty = column::plain_type(&field.ty, site);
    let runtime = &site.runtime;
    let doc = tokens::doc(&format!("Sets `{}`, otherwise absent.", field.name));
    quote! {
        #doc
        #[must_use]
        pub fn #name(mut self, #name: impl #runtime::IntoOption<#ty>) -> Self {
            self.#name = #name.into_option();
            self
        }
    }
}

// Expands to: impl Validate for Reference { fn check(&self, check: &mut Validator) { … } }
fn check(value: &ValueType, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    let name = tokens::ident(&value.name);
    let rules = rules(value);
    let checks = value.fields.iter().flat_map(|field| {
        validation::checks(&RuleTarget::of_value(field), &|name| {
            let constant = rule_name(&rules, name);
            quote!(rules::#constant)
        })
    });
    let checks: Vec<TokenStream> = checks.collect();
    let argument = if checks.is_empty() { format_ident!("_check") } else { format_ident!("check") };
    let described = (!site.extras.of(Kind::Value, &value.name).is_empty()).then(|| describe(value, site));
    quote! {
        #described

        impl #runtime::validate::Validate for #name {
            fn check(&self, #argument: &mut #runtime::validate::Validator) { #(#checks)* }
        }
    }
}

// Expands to: impl Described for Reference { fn describe(to: &mut Description) { … } }
fn describe(value: &ValueType, site: &Site) -> TokenStream {
    let (runtime, name, prefix) = (&site.runtime, tokens::ident(&value.name), rules(value));
    let members = value.fields.iter().filter_map(|field| {
        validation::described(&RuleTarget::of_value(field), &|name| {
            let constant = rule_name(&prefix, name);
            quote!(rules::#constant)
        })
    });
    let members: Vec<TokenStream> = members.collect();
    let argument = if members.is_empty() { format_ident!("_to") } else { format_ident!("to") };
    quote! {
        impl #runtime::validate::Described for #name {
            fn describe(#argument: &mut #runtime::validate::Description) { #(#members)* }
        }
    }
}

/// The prefix that keeps patterns of two value types apart.
fn rules(value: &ValueType) -> String {
    tokens::snake(&value.name)
}

fn rule_name(prefix: &str, field: &str) -> Ident {
    tokens::constant(&format!("{prefix}_{field}"))
}

fn patterns(value: &ValueType, site: &Site) -> Vec<TokenStream> {
    let fields = value.fields.iter();
    fields
        .filter_map(|field| {
            validation::pattern(&format!("{}_{}", rules(value), field.name), &field.rules, &site.runtime)
        })
        .collect()
}
