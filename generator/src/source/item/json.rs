//! Reads defaults written as Rust literals.

use proc_macro2::Span;
use syn::{Ident, Lit, Path, Token, braced, bracketed, meta::ParseNestedMeta, parenthesized, parse::ParseStream};

use crate::{
    diagnostic::Origin,
    draft::Located,
    ir::{Bound, Json},
};

/// A default.
pub(super) struct DefaultConstant {
    pub(super) json: Located<Json>,
    /// The path to a variant, whose text is then made of its name where the enum is out of sight.
    pub(super) path: Option<Path>,
}

/// Reads a constant, or the path to a variant: `Plan::Free`.
pub(super) fn constant(input: ParseStream<'_>) -> syn::Result<DefaultConstant> {
    if input.peek(Token![::]) || input.peek(Ident) && input.peek2(Token![::]) {
        let path: Path = input.parse()?;
        let variant = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        use syn::spanned::Spanned;
        let json = Located { value: Json::Text(crate::name::snake(&variant)), origin: Origin::Tokens(path.span()) };
        return Ok(DefaultConstant { json, path: Some(path) });
    }
    Ok(DefaultConstant { json: json(input)?, path: None })
}

/// Reads `(a, b)` or `= [a, b]`.
pub(super) fn list(meta: &ParseNestedMeta<'_>) -> syn::Result<Vec<Located<Json>>> {
    let content;
    if meta.input.peek(Token![=]) {
        let value = meta.value()?;
        bracketed!(content in value);
    } else {
        parenthesized!(content in meta.input);
    }
    Ok(content.parse_terminated(json, Token![,])?.into_iter().collect())
}

/// Reads a constant: a literal, `[…]`, `{ "key": … }`, or a bare word such as `now`, which is its text.
pub(super) fn json(input: ParseStream<'_>) -> syn::Result<Located<Json>> {
    let span = input.span();
    let value = value(input)?;
    Ok(Located { value, origin: Origin::Tokens(span) })
}

fn value(input: ParseStream<'_>) -> syn::Result<Json> {
    if input.peek(syn::token::Brace) {
        return object(input);
    }
    if input.peek(syn::token::Bracket) {
        let content;
        bracketed!(content in input);
        let elements = content.parse_terminated(value, Token![,])?;
        return Ok(Json::List(elements.into_iter().collect()));
    }
    if input.peek(Ident) && !input.peek(syn::LitBool) {
        let word: Ident = input.parse()?;
        return Ok(if word == "null" { Json::Null } else { Json::Text(word.to_string()) });
    }
    let negative = input.parse::<Option<Token![-]>>()?.is_some();
    let span = input.span();
    match input.parse()? {
        Lit::Str(text) if !negative => Ok(Json::Text(text.value())),
        Lit::Bool(value) if !negative => Ok(Json::Bool(value.value)),
        literal => Ok(match number(&literal, negative, span)? {
            Bound::Int(value) => Json::Int(value),
            Bound::Float(value) => Json::Float(value),
        }),
    }
}

fn object(input: ParseStream<'_>) -> syn::Result<Json> {
    let content;
    braced!(content in input);
    let member = |input: ParseStream<'_>| {
        let key = if input.peek(syn::LitStr) {
            input.parse::<syn::LitStr>()?.value()
        } else {
            input.parse::<Ident>()?.to_string()
        };
        if input.peek(Token![=]) {
            return Err(input.error("expected `:` after the member's name\nwrite `{ key: value }`"));
        }
        input.parse::<Token![:]>()?;
        Ok((key, value(input)?))
    };
    let members = content.parse_terminated(member, Token![,])?;
    Ok(Json::Object(members.into_iter().collect()))
}

/// Reads a number with its sign.
pub(super) fn bound(input: ParseStream<'_>) -> syn::Result<Bound> {
    let negative = input.parse::<Option<Token![-]>>()?.is_some();
    let span = input.span();
    number(&input.parse()?, negative, span)
}

fn number(literal: &Lit, negative: bool, span: Span) -> syn::Result<Bound> {
    match literal {
        Lit::Int(value) => {
            let value: i64 = value.base10_parse()?;
            Ok(Bound::Int(if negative { -value } else { value }))
        }
        Lit::Float(value) => {
            let value: f64 = value.base10_parse()?;
            Ok(Bound::Float(if negative { -value } else { value }))
        }
        _ => Err(syn::Error::new(span, "expected a number, a string, `true`, `false`, a list or an object")),
    }
}
