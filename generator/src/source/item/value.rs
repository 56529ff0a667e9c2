//! A type with `#[derive(Value)]`: what `[types.X]` is in `models.toml`.

use syn::{Data, DataEnum, DeriveInput, Fields, LitStr, spanned::Spanned};

use super::{
    attribute::{Keys, doc},
    field, field_type, shape,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EnumDraft, ExtrasDraft, FieldDraft, Text, ValueDraft},
    ir::FORMAT_WORDS,
    name,
};

/// The keys of `#[value(…)]` on a newtype, formats aside.
const OWN: &[&str] = &["text", "length", "range", "pattern", "one_of", "future", "past", "custom", "crate"];

const RULES: &[&str] = &field::with_formats::<{ OWN.len() + FORMAT_WORDS.len() }>(OWN);

/// Reads one type. What is wrong with it goes to `diagnostics`, at its tokens.
pub fn read(input: &DeriveInput, diagnostics: &mut Diagnostics) -> ValueDraft {
    let name = super::name(&input.ident);
    let mut value = ValueDraft {
        alias: FieldDraft::named(name.clone()),
        name,
        doc: doc(&input.attrs),
        fields: None,
        extras: ExtrasDraft::default(),
        derived: true,
    };
    shape::parameters(&input.generics, "a value", diagnostics);
    if !input.generics.params.is_empty() {
        value.alias.broken = true;
        return value;
    }
    match &input.data {
        Data::Enum(data) if data.variants.is_empty() => {
            refuse(input, input.ident.span(), &mut value.alias, diagnostics)
        }
        Data::Enum(data) => {
            crate_only(input, diagnostics);
            value.alias.enumeration = Some(enumeration(input, data, diagnostics));
        }
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                crate_only(input, diagnostics);
                let members = fields.named.iter().filter_map(|field| {
                    shape::field(field, diagnostics);
                    member(field, diagnostics)
                });
                value.fields = Some(members.collect());
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                newtype(input, &fields.unnamed[0], &mut value.alias, diagnostics);
            }
            fields => refuse(input, fields.span(), &mut value.alias, diagnostics),
        },
        Data::Union(data) => refuse(input, data.union_token.span, &mut value.alias, diagnostics),
    }
    value
}

fn refuse(input: &DeriveInput, span: proc_macro2::Span, alias: &mut FieldDraft, diagnostics: &mut Diagnostics) {
    alias.broken = true;
    let span =
        if matches!(&input.data, Data::Struct(data) if data.fields.is_empty()) { input.ident.span() } else { span };
    let message = format!("a column cannot hold `{}`", input.ident);
    let help = "write an enum with values, a struct with named members, or a newtype such as `struct Name(String)`";
    diagnostics.push(Diagnostic::error(Code::Struct, Origin::Tokens(span), message).help(help));
}

fn crate_only(input: &DeriveInput, diagnostics: &mut Diagnostics) {
    Keys::new("value", &["crate"]).of(&input.attrs, diagnostics, |key, meta| match key {
        "crate" => super::attribute::text(meta).map(|_| true),
        _ => Ok(false),
    });
}

fn enumeration(input: &DeriveInput, data: &DataEnum, diagnostics: &mut Diagnostics) -> EnumDraft {
    let mut values = Vec::new();
    let mut variants = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = format!("`{}` has fields, but an enum is stored as text", variant.ident);
            let help = "remove the fields; to store a serde enum as JSON, use `#[field(json)]` and do not derive \
                        `Value`";
            diagnostics
                .push(Diagnostic::error(Code::Struct, Origin::Tokens(variant.fields.span()), message).help(help));
        }
        if let Some((_, number)) = &variant.discriminant {
            let message = "an enum is stored as text, so a number has no effect";
            let help = "remove the number, or give the text: `#[value(\"…\")]`";
            diagnostics.push(Diagnostic::error(Code::Struct, Origin::Tokens(number.span()), message).help(help));
        }
        for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
            let message = "an enum value cannot be conditional, and `cfg` could remove it";
            diagnostics.push(
                Diagnostic::error(Code::Conditional, Origin::Tokens(attribute.path().span()), message)
                    .help("remove it"),
            );
        }
        variants.push(super::name(&variant.ident));
        values.push(text(variant, diagnostics));
    }
    EnumDraft { values, variants, name: None, nullable: None, origin: Origin::Tokens(input.ident.span()) }
}

/// Returns the text of a variant: `#[value("free")]`, or its name in snake case.
fn text(variant: &syn::Variant, diagnostics: &mut Diagnostics) -> Text {
    let made = Text::whole(name::snake(&super::name(&variant.ident).value), Origin::Tokens(variant.ident.span()));
    let mut attributes = variant.attrs.iter().filter(|attribute| attribute.path().is_ident("value"));
    let Some(attribute) = attributes.next() else { return made };
    let literal = match &attribute.meta {
        syn::Meta::NameValue(pair) => syn::parse2::<LitStr>(quote::quote!(#pair).into_iter().skip(2).collect()),
        _ => attribute.parse_args::<LitStr>(),
    };
    match literal {
        Ok(literal) => super::attribute::literal(&literal),
        Err(error) => {
            let message = "expected one string";
            let help = format!("write `#[value(\"{}\")]`", made.value);
            diagnostics.push(Diagnostic::error(Code::Syntax, Origin::Tokens(error.span()), message).help(help));
            made
        }
    }
}

fn member(field: &syn::Field, diagnostics: &mut Diagnostics) -> Option<FieldDraft> {
    field::read(field, true, diagnostics).map(|(draft, _)| draft)
}

fn newtype(input: &DeriveInput, field: &syn::Field, alias: &mut FieldDraft, diagnostics: &mut Diagnostics) {
    let mut text = None;
    let keys = Keys::new("value", RULES).of(&input.attrs, diagnostics, |key, meta| match key {
        "text" => {
            text = super::attribute::flag(meta)?;
            Ok(true)
        }
        "crate" => super::attribute::text(meta).map(|_| true),
        _ => field::rule(key, meta, alias),
    });
    alias.broken = !keys.read_all;
    match field_type::read(&field.ty) {
        Ok(expression) if expression.base == "string" && text.is_some() => {
            alias.ty = Some(Text::whole("text", expression.origin));
        }
        Ok(expression) if !field_type::is_plain(&expression.base) || ["json", "bytes"].contains(&&*expression.base) => {
            let message = format!("a newtype must wrap a scalar, and `{}` is not one", expression.base);
            let help = "to store the type as JSON, use `#[field(json)]` and do not derive `Value`";
            diagnostics.push(Diagnostic::error(Code::UnknownType, expression.origin, message).help(help));
            alias.broken = true;
        }
        Ok(expression) => alias.ty = Some(expression.text()),
        Err(error) => {
            diagnostics.push(*error);
            alias.broken = true;
        }
    }
}
