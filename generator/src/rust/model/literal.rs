//! Constants of a definition as Rust expressions.

use proc_macro2::{Ident, Literal as Token, TokenStream};
use quote::quote;

use super::{Site, column, tokens};
use crate::ir::{Bound, Default, EnumType, Field, FieldType, Json, JsonShape, Literal, Scalar};
use crate::name;

/// Returns the expression of a field's default; `None` when the definition gives none.
pub(in crate::rust) fn default(field: &Field, site: &Site) -> Option<TokenStream> {
    let runtime = &site.runtime;
    let value = match field.default.as_ref()? {
        Default::Literal(literal) => constant(literal, field, site),
        Default::Json(value) => json_default(value, field, site),
        Default::Now => {
            let now = now(field.ty.stored(), runtime);
            let is_typed = matches!(&field.ty, FieldType::Key(_)) && !site.is_bare(field);
            if is_typed { quote!(#now.into()) } else { now }
        }
        Default::UuidV7 => match column::base_type(field, site) {
            ty if matches!(&field.ty, FieldType::Key(_)) && !site.is_bare(field) => quote!(#ty::new()),
            _ => quote!(#runtime::Uuid::now_v7()),
        },
        Default::Identity | Default::Sql(_) => return None,
    };
    Some(if field.nullable { quote!(Some(#value)) } else { value })
}

fn now(ty: &FieldType, runtime: &TokenStream) -> TokenStream {
    match ty {
        FieldType::Scalar(Scalar::Date) => quote!(#runtime::support::now().date_naive()),
        FieldType::Scalar(Scalar::Time) => quote!(#runtime::support::now().time()),
        FieldType::Scalar(Scalar::DateTime) => quote!(#runtime::support::now().naive_utc()),
        _ => quote!(#runtime::support::now()),
    }
}

/// Returns a constant as the member holds it, whose Rust type may be the user's.
fn constant(literal: &Literal, field: &Field, site: &Site) -> TokenStream {
    if let Some(variant) = site.default_of(field) {
        return variant;
    }
    if let (FieldType::Decimal { .. }, Some(digits)) = (&field.ty, literal.digits()) {
        return decimal(&digits, &site.runtime);
    }
    match (&field.ty, literal, site.named(field)) {
        (FieldType::Enum(kind), Literal::Text(text), Some(named)) => {
            let mut variant = variant(kind, text);
            variant.set_span(site.default_at(field));
            quote!(#named::#variant)
        }
        (ty, _, Some(named)) if site.is_newtype(field) => {
            let (scalar, value) = (column::plain_type(ty, site), of_type(literal, ty));
            quote!(<#named as ::std::convert::From<#scalar>>::from(#value))
        }
        (FieldType::Key(key), _, None) => {
            let (ty, value) = (column::base_type(field, site), of_type(literal, &key.column));
            if site.is_bare(field) { value } else { quote!(#ty(#value)) }
        }
        (ty, _, _) => of_type(literal, ty.stored()),
    }
}

// Expands to: Decimal::new(1_999, 2)
fn decimal(digits: &str, runtime: &TokenStream) -> TokenStream {
    let scale = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    // A constant has at most the digits of an i64.
    let units = digits.replace('.', "").parse().unwrap_or_default();
    let (units, scale) = (integer(units), tokens::integer(scale));
    quote!(#runtime::Decimal::new(#units, #scale))
}

/// Returns the variant that stands for `text`; of an enum out of sight the one that is called after it.
fn variant(kind: &EnumType, text: &str) -> Ident {
    let known = kind.values.iter().find(|value| value.text == text);
    known.map_or_else(|| tokens::ident(&name::upper_camel(text)), |value| tokens::ident(&value.variant))
}

/// Returns a constant of a column's type: `TenantPlan::Free`, `"text".to_owned()`, `0`.
fn of_type(literal: &Literal, ty: &FieldType) -> TokenStream {
    match (ty, literal) {
        (FieldType::Enum(kind), Literal::Text(text)) => {
            let (name, variant) = (tokens::ident(&kind.name), variant(kind, text));
            quote!(#name::#variant)
        }
        (_, Literal::Text(text)) if text.is_empty() => quote!(String::new()),
        (_, Literal::Text(text)) => quote!(#text.to_owned()),
        (FieldType::Scalar(Scalar::Duration), Literal::Int(seconds)) => duration(seconds.unsigned_abs()),
        (FieldType::Scalar(Scalar::F32 | Scalar::F64), Literal::Int(value)) => float(*value as f64),
        _ => plain(literal),
    }
}

/// Returns the constant by itself.
pub(in crate::rust) fn plain(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Bool(value) => quote!(#value),
        Literal::Int(value) => integer(*value),
        Literal::Float(value) => float(*value),
        Literal::Text(text) => quote!(#text),
    }
}

/// Returns an end of a range in the words of the field's type.
pub(in crate::rust) fn bound(bound: Bound, ty: &FieldType) -> TokenStream {
    match (bound, ty) {
        (bound, FieldType::Decimal { .. }) => {
            let digits = bound.digits();
            quote!(#digits)
        }
        (Bound::Int(value), FieldType::Scalar(Scalar::F32 | Scalar::F64)) => float(value as f64),
        (Bound::Int(value), _) => integer(value),
        (Bound::Float(value), _) => float(value),
    }
}

fn json_default(value: &Json, field: &Field, site: &Site) -> TokenStream {
    let runtime = &site.runtime;
    match (&field.ty, value) {
        (FieldType::Json(JsonShape::ValueList(_) | JsonShape::ScalarList(_)), Json::List(items))
            if items.is_empty() =>
        {
            quote!(Vec::new())
        }
        (FieldType::Json(JsonShape::ScalarList(ty)), Json::List(items)) => {
            let items = items.iter().map(|item| match item {
                Json::Bool(value) => of_type(&Literal::Bool(*value), ty),
                Json::Int(value) => of_type(&Literal::Int(*value), ty),
                Json::Float(value) => of_type(&Literal::Float(*value), ty),
                Json::Text(text) => of_type(&Literal::Text(text.clone()), ty),
                other => json(other),
            });
            quote!(vec![#(#items),*])
        }
        (FieldType::Json(JsonShape::Value(name)), Json::Object(members)) if members.is_empty() => {
            let name = tokens::ident(name);
            site.named(field).map_or_else(|| quote!(#name::default()), |named| quote!(<#named as Default>::default()))
        }
        _ => {
            let value = json(value);
            quote!(#runtime::support::json!(#value))
        }
    }
}

/// Returns a JSON value as `json!` takes it.
fn json(value: &Json) -> TokenStream {
    match value {
        Json::Null => quote!(null),
        Json::Bool(value) => quote!(#value),
        Json::Int(value) => integer(*value),
        Json::Float(value) => float(*value),
        Json::Text(text) => quote!(#text),
        Json::List(items) => {
            let items = items.iter().map(json);
            quote!([#(#items),*])
        }
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = json(value);
                quote!(#name: #value)
            });
            quote!({ #(#members),* })
        }
    }
}

/// Returns an integer as clippy wants it.
fn integer(value: i64) -> TokenStream {
    signed(value < 0, &grouped(&value.unsigned_abs().to_string(), true))
}

/// Returns a float as clippy wants it; a very large or small one keeps its exponent.
fn float(value: f64) -> TokenStream {
    let text = format!("{:?}", value.abs());
    let (number, exponent) = text.split_once('e').map_or((text.as_str(), None), |(number, e)| (number, Some(e)));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let mut out = format!("{}.{}", grouped(whole, true), grouped(fraction, false));
    if let Some(exponent) = exponent {
        out.push('e');
        out.push_str(exponent);
    }
    signed(value < 0.0, &out)
}

fn signed(is_negative: bool, literal: &str) -> TokenStream {
    let token: TokenStream = literal.parse().expect("digits and underscores are a literal");
    if is_negative { quote!(-#token) } else { token }
}

/// Returns digits in groups of three from five on, counted from the decimal point.
fn grouped(digits: &str, is_whole: bool) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        let from_point = if is_whole { digits.len() - position } else { position };
        if position > 0 && from_point.is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

/// Returns a duration in the largest unit that fits.
pub(in crate::rust) fn duration(seconds: u64) -> TokenStream {
    let (count, unit) = match seconds {
        seconds if seconds.is_multiple_of(3600) => (seconds / 3600, quote!(from_hours)),
        seconds if seconds.is_multiple_of(60) => (seconds / 60, quote!(from_mins)),
        seconds => (seconds, quote!(from_secs)),
    };
    let count = Token::u64_unsuffixed(count);
    quote!(::std::time::Duration::#unit(#count))
}

/// Returns a duration that may be of a part of a second.
pub(in crate::rust) fn millis(millis: u64) -> TokenStream {
    if millis.is_multiple_of(1000) {
        return duration(millis / 1000);
    }
    let millis = Token::u64_unsuffixed(millis);
    quote!(::std::time::Duration::from_millis(#millis))
}
