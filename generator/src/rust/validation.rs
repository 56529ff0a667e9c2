//! Validation code for fields and members.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};

use super::model::Model;
use super::{Door, column, literal, tokens};
use crate::ir::{Bound, Field, FieldType, JsonShape, OUT_OF_SIGHT, Rule, Scalar, ValueField};

/// What a rule is checked on: a column or a member of a value type.
pub(super) struct Subject<'a> {
    pub(super) name: &'a str,
    pub(super) ty: &'a FieldType,
    pub(super) nullable: bool,
    pub(super) rules: &'a [Rule],
    /// Part of a key: a trailing space is refused, since databases differ on whether it counts.
    pub(super) in_key: bool,
    /// Beside a user's struct: the runtime, which tells whether the value's type has rules of its own.
    probe: Option<&'a TokenStream>,
    /// A newtype over the column's type.
    newtype: bool,
    /// A member of a struct that is kept as JSON.
    is_member: bool,
    /// Where the path of a custom rule stands.
    custom_at: Span,
}

/// How the members of the checked struct hold their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// As they are: a row, a new row, a value type.
    Values,
    /// Each inside an `Option`: a patch.
    Changes,
}

impl<'a> Subject<'a> {
    fn of_field(model: &Model<'a>, field: &'a Field) -> Self {
        Self {
            name: &field.name,
            ty: &field.ty,
            nullable: field.nullable,
            rules: &field.rules,
            in_key: model.is_in_key(field),
            probe: (model.site.door == Door::Derive).then_some(model.runtime()),
            newtype: model.site.is_newtype(field),
            is_member: false,
            custom_at: model.site.custom_at(field),
        }
    }

    /// A member of a struct of the user's, whose type may have rules that only the compiler knows of.
    pub(super) fn of_own_value(field: &'a ValueField, runtime: &'a TokenStream) -> Self {
        Self { probe: Some(runtime), ..Self::of_value(field) }
    }

    pub(super) fn of_value(field: &'a ValueField) -> Self {
        Self {
            name: &field.name,
            ty: &field.ty,
            nullable: field.nullable,
            rules: &field.rules,
            in_key: false,
            probe: None,
            newtype: false,
            is_member: true,
            custom_at: Span::call_site(),
        }
    }
}

// Expands to:
//     /// Returns every rule of the definition that the values break.
//     pub fn validate(&self) -> Result<(), Violations> { let mut check = Validator::new(); …; check.finish() }
pub(super) fn validate(model: &Model<'_>, fields: &[&Field], layer: Layer) -> TokenStream {
    let runtime = model.runtime();
    let checks: Vec<TokenStream> = fields
        .iter()
        .flat_map(|field| checks(&Subject::of_field(model, field), layer, &|name| pattern_of(model, name)))
        .collect();
    let body = if checks.is_empty() {
        quote!(Ok(()))
    } else {
        quote! {
            let mut check = #runtime::validate::Validator::new();
            #(#checks)*
            check.finish()
        }
    };
    let lint = model.errors_lint();
    quote! {
        /// Checks every rule of the definition; the error lists all that are broken, each with its field.
        #lint
        pub fn validate(&self) -> #runtime::Result<(), #runtime::validate::Violations> { #body }
    }
}

/// Returns a validator per field that has rules, for input that arrives one value at a time.
pub(super) fn singles(model: &Model<'_>) -> TokenStream {
    model.new_fields().iter().filter_map(|field| single(model, field)).collect()
}

// Expands to:
//     /// Checks a value for `email`.
//     pub fn validate_email(value: &str) -> Result<(), Violations> { Validator::new().email("email", value).finish() }
fn single(model: &Model<'_>, field: &Field) -> Option<TokenStream> {
    let runtime = model.runtime();
    let (ty, value) = match &field.ty {
        _ if model.site.is_newtype(field) => {
            let ty = column::value_type(field, model.site);
            (quote!(&#ty), quote!(value))
        }
        FieldType::String { .. } | FieldType::Text => (quote!(&str), quote!(value)),
        FieldType::Scalar(_) | FieldType::Enum(_) => (column::value_type(field, model.site), quote!(&value)),
        FieldType::Json(_) | FieldType::Key(_) => return None,
    };
    let subject = Subject::of_field(model, field);
    let mut calls = calls(&subject, &value, &|name| pattern_of(model, name));
    for function in subject.rules.iter().filter_map(|rule| custom_path(rule, subject.custom_at)) {
        let path = subject.name;
        calls.push(quote!(.custom(#path, #function(#value))));
    }
    let method = format_ident!("validate_{}", field.name);
    let doc = tokens::doc(&format!("Checks a value for `{}`; the error lists the rules that it breaks.", field.name));
    let lint = model.errors_lint();
    (!field.rules.is_empty()).then(|| {
        quote! {
            #doc
            #lint
            pub fn #method(value: #ty) -> #runtime::Result<(), #runtime::validate::Violations> {
                #runtime::validate::Validator::new() #(#calls)* .finish()
            }
        }
    })
}

// Expands to: rules::TENANT_ID
fn pattern_of(model: &Model<'_>, name: &str) -> TokenStream {
    let (module, constant) = (&model.rules, tokens::constant(name));
    quote!(#module::#constant)
}

/// Returns the patterns of an entity, each compiled once.
pub(super) fn patterns(model: &Model<'_>) -> Option<TokenStream> {
    let runtime = model.runtime();
    let statics: Vec<TokenStream> =
        model.new_fields().iter().filter_map(|field| pattern(&field.name, &field.rules, runtime)).collect();
    let module = &model.rules;
    (!statics.is_empty()).then(|| quote!(mod #module { #(#statics)* }))
}

// Expands to: pub(super) static TENANT_ID: Pattern = Pattern::new("^[A-Za-z0-9_-]+$");
pub(super) fn pattern(name: &str, rules: &[Rule], runtime: &TokenStream) -> Option<TokenStream> {
    let constant = tokens::constant(name);
    rules.iter().find_map(|rule| match rule {
        Rule::Pattern(text) => Some(quote! {
            pub(super) static #constant: #runtime::validate::Pattern = #runtime::validate::Pattern::new(#text);
        }),
        _ => None,
    })
}

/// Returns the checks of one subject: `check.length("email", &self.email, ..=100).email("email", &self.email);`
///
/// `pattern` gives the path of a subject's pattern.
pub(super) fn checks(subject: &Subject<'_>, layer: Layer, pattern: &dyn Fn(&str) -> TokenStream) -> Vec<TokenStream> {
    let member = tokens::ident(subject.name);
    let calls = calls(subject, &quote!(&self.#member), pattern);
    let statement = (!calls.is_empty()).then(|| quote!(check #(#calls)*;));
    let customs = subject
        .rules
        .iter()
        .filter_map(|rule| custom_path(rule, subject.custom_at))
        .map(|function| custom(&function, subject, layer));
    let own = probed(subject).map(|runtime| {
        let path = subject.name;
        quote!(#runtime::support::check_own_rules!(check, #path, &self.#member);)
    });
    statement.into_iter().chain(customs).chain(own).collect()
}

/// Returns the checks of a newtype, which has one value and no name for it.
pub(super) fn checks_of(
    subject: &Subject<'_>,
    value: &TokenStream,
    pattern: &dyn Fn(&str) -> TokenStream,
) -> TokenStream {
    let mut calls = calls(subject, value, pattern);
    for function in subject.rules.iter().filter_map(|rule| custom_path(rule, subject.custom_at)) {
        calls.push(quote!(.custom("", #function(#value))));
    }
    if calls.is_empty() { TokenStream::new() } else { quote!(check #(#calls)*;) }
}

/// Returns the runtime where only the compiler can tell whether the value's type has rules of its own.
fn probed<'a>(subject: &Subject<'a>) -> Option<&'a TokenStream> {
    let is_users = match subject.ty {
        FieldType::Json(JsonShape::Value(_) | JsonShape::ValueList(_)) => true,
        // Within a struct of the user's, any type that only the compiler sees.
        FieldType::Enum(kind) => subject.is_member && kind.values.is_empty(),
        _ => false,
    };
    subject.probe.filter(|_| is_users || subject.newtype)
}

fn calls(subject: &Subject<'_>, value: &TokenStream, pattern: &dyn Fn(&str) -> TokenStream) -> Vec<TokenStream> {
    let mut calls = type_calls(subject, subject.name, value);
    calls.extend(subject.rules.iter().filter_map(|rule| rule_call(rule, subject, value, pattern)));
    calls
}

/// Returns what the type itself asks for: a bound, no NUL, finiteness, the rules of a nested value.
fn type_calls(subject: &Subject<'_>, path: &str, value: &TokenStream) -> Vec<TokenStream> {
    let has_length = subject.rules.iter().any(|rule| matches!(rule, Rule::Length { .. }));
    let has_range = subject.rules.iter().any(|rule| matches!(rule, Rule::Range { .. }));
    let has_pattern = subject.rules.iter().any(|rule| matches!(rule, Rule::Pattern(_)));
    let is_text = matches!(subject.ty, FieldType::String { .. } | FieldType::Text);
    let mut calls = Vec::new();
    match subject.ty {
        FieldType::String { max: OUT_OF_SIGHT } => {}
        FieldType::String { max } if !has_length => {
            let max = literal::bound(Bound::Int(i64::from(*max)), subject.ty);
            calls.push(quote!(.length(#path, #value, ..=#max)));
        }
        FieldType::Text if !has_length => calls.push(quote!(.no_nul(#path, #value))),
        FieldType::Json(JsonShape::Any) => calls.push(quote!(.no_nul(#path, #value))),
        FieldType::Json(JsonShape::ScalarList(item))
            if matches!(**item, FieldType::String { .. } | FieldType::Text) =>
        {
            calls.push(quote!(.no_nul(#path, #value)));
        }
        FieldType::Json(JsonShape::Value(_) | JsonShape::ValueList(_)) if subject.probe.is_none() => {
            calls.push(quote!(.nested(#path, #value)))
        }
        FieldType::Scalar(Scalar::F32 | Scalar::F64) if !has_range => calls.push(quote!(.finite(#path, #value))),
        _ => {}
    }
    if is_text && subject.in_key && !has_pattern {
        calls.push(quote!(.no_trailing_space(#path, #value)));
    }
    calls
}

fn rule_call(
    rule: &Rule,
    subject: &Subject<'_>,
    value: &TokenStream,
    pattern: &dyn Fn(&str) -> TokenStream,
) -> Option<TokenStream> {
    let path = subject.name;
    Some(match rule {
        Rule::Length { min, max } => {
            let range = length_range(*min, max.or(string_max(subject.ty)));
            quote!(.length(#path, #value, #range))
        }
        Rule::Range { min, max } => {
            let min = min.map(|min| literal::bound(min, subject.ty));
            let range = max
                .map(|max| literal::bound(max, subject.ty))
                .map_or_else(|| quote!(#min..), |max| quote!(#min..=#max));
            quote!(.range(#path, #value, #range))
        }
        Rule::Pattern(_) => {
            let pattern = pattern(path);
            quote!(.pattern(#path, #value, &#pattern))
        }
        Rule::OneOf(values) => {
            let values = values.iter().map(literal::plain);
            quote!(.one_of(#path, #value, &[#(#values),*]))
        }
        Rule::Future => quote!(.future(#path, #value)),
        Rule::Past => quote!(.past(#path, #value)),
        Rule::Custom(_) => return None,
        format => {
            let method = tokens::ident(format.format()?.word);
            quote!(.#method(#path, #value))
        }
    })
}

fn string_max(ty: &FieldType) -> Option<u32> {
    match ty {
        FieldType::String { max } => Some(*max),
        _ => None,
    }
}

fn length_range(min: u32, max: Option<u32>) -> TokenStream {
    let length = |value: u32| literal::bound(Bound::Int(i64::from(value)), &FieldType::Text);
    let min = (min > 0).then(|| length(min));
    max.map_or_else(
        || quote!(#min..),
        |max| {
            let max = length(max);
            quote!(#min..=#max)
        },
    )
}

// Expands to: check.custom("name", my::rule(&self.name));
// or, where the value may be missing: if let Some(value) = &self.name { check.custom("name", my::rule(value)); }
fn custom(function: &TokenStream, subject: &Subject<'_>, layer: Layer) -> TokenStream {
    let path = subject.name;
    let member = tokens::ident(path);
    let call = quote!(check.custom(#path, #function(value)););
    match (subject.nullable, layer) {
        (false, Layer::Values) => quote!(check.custom(#path, #function(&self.#member));),
        (true, Layer::Changes) => quote!(if let Some(Some(value)) = &self.#member { #call }),
        _ => quote!(if let Some(value) = &self.#member { #call }),
    }
}

/// Returns the path of an application's own rule.
fn custom_path(rule: &Rule, at: Span) -> Option<TokenStream> {
    let Rule::Custom(path) = rule else { return None };
    let refused = || quote!(compile_error!("a custom rule is a path"));
    Some(syn::parse_str::<syn::Path>(path).map_or_else(|_| refused(), |path| tokens::spanned(quote!(#path), at)))
}
