//! Types of the user's that columns hold: what `#[derive(Value)]` adds to them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Ident};

use super::validation::{self, RuleTarget};
use crate::draft::{EnumDraft, ValueDraft};
use crate::ir::{FieldType, Rule, Scalar, ValueField, ValueType};
use crate::resolve::rules_of;
use crate::rust::model::{Site, hygiene, tokens};

// Expands to: impl larder::support::OwnValue for TenantPlan { const SHAPE: u64 = 0x…; }
pub(crate) fn shape(name: &Ident, shape: u64, runtime: &TokenStream) -> TokenStream {
    let shape = tokens::hexadecimal(shape);
    quote! {
        impl #runtime::support::UserType for #name {
            const SHAPE: ::core::primitive::u64 = #shape;
        }
    }
}

// Expands to: impl Validate for VoiceConfig { fn check(&self, check: &mut Validator) { … } }
pub(crate) fn structure(value: &ValueType, site: &Site) -> TokenStream {
    let name = tokens::ident(&value.name);
    let module = site.module(&value.name, "rules");
    let checks = value.fields.iter().flat_map(|field| {
        validation::checks(&RuleTarget::of_own_value(field, &site.runtime), &|field| {
            let constant = tokens::constant(field);
            quote!(#module::#constant)
        })
    });
    let checks: TokenStream = checks.collect();
    let patterns: TokenStream =
        value.fields.iter().filter_map(|field| validation::pattern(&field.name, &field.rules, &site.runtime)).collect();
    let patterns = (!patterns.is_empty()).then(|| quote!(mod #module { #patterns }));
    validate(&name, &checks, patterns, site)
}

/// Returns what makes an enum or a newtype a column; `ty` is what a newtype stands for.
pub(crate) fn column(input: &DeriveInput, draft: &ValueDraft, ty: Option<&FieldType>, site: &Site) -> TokenStream {
    if let Some(values) = &draft.alias.enumeration {
        return enumeration(input, values, site);
    }
    let Some(ty) = ty else { return TokenStream::new() };
    let (newtype, rules) = (newtype(input, ty, site), newtype_rules(&input.ident, draft, ty, site));
    quote!(#newtype #rules)
}

/// Returns the same for a type whose definition has a mistake: what the rest of the program asks for, without rules.
pub(crate) fn hollow(input: &DeriveInput, draft: &ValueDraft, ty: Option<&FieldType>, site: &Site) -> TokenStream {
    let rules = || validate(&input.ident, &TokenStream::new(), None, site);
    match (&input.data, &draft.alias.enumeration, ty) {
        _ if !input.generics.params.is_empty() => TokenStream::new(),
        (Data::Enum(data), Some(values), _) => {
            let is_plain = data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
            if is_plain { enumeration(input, values, site) } else { TokenStream::new() }
        }
        (Data::Struct(data), ..) if matches!(data.fields, Fields::Named(_)) => rules(),
        (Data::Struct(_), None, Some(ty)) => {
            let (newtype, rules) = (newtype(input, ty, site), rules());
            quote!(#newtype #rules)
        }
        _ => TokenStream::new(),
    }
}

// Expands to: larder::support::enum_impl! { TenantPlan { Free => "free", Basic => "basic" } }
fn enumeration(input: &DeriveInput, values: &EnumDraft, site: &Site) -> TokenStream {
    let (runtime, name) = (&site.runtime, &input.ident);
    let arms = values.variants.iter().zip(&values.values).map(|(variant, text)| {
        let (variant, text) = (tokens::ident(&variant.value), &text.value);
        quote!(#variant => #text)
    });
    quote!(#runtime::support::enum_impl! { #name { #(#arms),* } })
}

// Expands to: larder::support::newtype_impl! { BusinessId(String) text }
fn newtype(input: &DeriveInput, ty: &FieldType, site: &Site) -> TokenStream {
    let (runtime, name) = (&site.runtime, &input.ident);
    let Data::Struct(data) = &input.data else { return TokenStream::new() };
    let inner = data.fields.iter().map(|field| &field.ty);
    let kind = match ty {
        FieldType::String { .. } | FieldType::Text => quote!(text),
        FieldType::Scalar(Scalar::Timestamp | Scalar::Date) => quote!(moment),
        FieldType::Scalar(Scalar::I16 | Scalar::I32 | Scalar::I64 | Scalar::F32 | Scalar::F64) => quote!(number),
        _ => quote!(plain),
    };
    quote!(#runtime::support::newtype_impl! { #name(#(#inner)*) #kind })
}

fn newtype_rules(name: &Ident, draft: &ValueDraft, ty: &FieldType, site: &Site) -> TokenStream {
    let rules: Vec<Rule> = rules_of(&draft.alias.rules, ty);
    let module = site.module(&draft.name.value, "rules");
    let field = ValueField { name: String::new(), doc: None, ty: ty.clone(), nullable: false, rules };
    let subject = RuleTarget::of_own_value(&field, &site.runtime);
    let place = |_: &str| quote!(#module::PATTERN);
    let checks = validation::checks_of(&subject, &quote!(&self.0), &place);
    let pattern = validation::pattern("pattern", &field.rules, &site.runtime);
    let patterns = pattern.map(|pattern| quote!(mod #module { #pattern }));
    validate(name, &checks, patterns, site)
}

fn validate(name: &Ident, checks: &TokenStream, patterns: Option<TokenStream>, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    let argument = if checks.is_empty() { quote!(_check) } else { quote!(check) };
    let tokens = quote! {
        impl #runtime::validate::Validate for #name {
            fn check(&self, #argument: &mut #runtime::validate::Validator) { #checks }
        }
        #patterns
    };
    hygiene::absolute(tokens, std::iter::empty())
}
