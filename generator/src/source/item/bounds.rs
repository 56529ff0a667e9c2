//! Reads lengths and ranges: `length(3..=50)`, `range(0..)`.

use syn::{Token, meta::ParseNestedMeta, parenthesized, parse::ParseStream};

use super::json::bound;
use crate::{
    diagnostic::Origin,
    draft::{LengthDraft, Located, RangeDraft},
    ir::Bound,
};

/// The two ends of `3..=50`, `..=50` or `3..`.
struct Ends {
    min: Option<Bound>,
    max: Option<Bound>,
    origin: Origin,
}

fn ends(input: ParseStream<'_>) -> syn::Result<Ends> {
    let origin = Origin::Tokens(input.span());
    let min = if input.peek(Token![..]) { None } else { Some(bound(input)?) };
    if input.parse::<Option<Token![..=]>>()?.is_some() {
        return Ok(Ends { min, max: Some(bound(input)?), origin });
    }
    if !input.peek(Token![..]) {
        return Err(input.error("expected a range\nwrite `3..=50`, `3..` or `..=50`"));
    }
    let dots: Token![..] = input.parse()?;
    if !input.is_empty() {
        return Err(syn::Error::new(dots.spans[0], "the upper bound is inclusive\nwrite `..=`"));
    }
    Ok(Ends { min, max: None, origin })
}

/// Reads `length = 100` or `length(3..=50)`.
pub(super) fn length(meta: &ParseNestedMeta<'_>) -> syn::Result<Located<LengthDraft>> {
    if meta.input.peek(Token![=]) {
        let value = meta.value()?;
        if !value.peek(syn::LitInt) {
            return Err(value.error("expected a number or a range\nwrite `length = 100` or `length(3..=50)`"));
        }
        let max: syn::LitInt = value.parse()?;
        let value = LengthDraft { min: 0, max: Some(max.base10_parse()?) };
        return Ok(Located { value, origin: Origin::Tokens(max.span()) });
    }
    let content;
    parenthesized!(content in meta.input);
    let ends = ends(&content)?;
    let whole = |end: Option<Bound>| match end {
        Some(Bound::Float(_)) => Err(syn::Error::new(ends.origin.span(), "expected a whole number")),
        Some(Bound::Int(value)) => Ok(Some(value)),
        None => Ok(None),
    };
    let value = LengthDraft { min: whole(ends.min)?.unwrap_or(0), max: whole(ends.max)? };
    Ok(Located { value, origin: ends.origin })
}

/// Reads `range(0..)`, `range(0..=1)` or `range(..=1)`.
pub(super) fn range(meta: &ParseNestedMeta<'_>) -> syn::Result<Located<RangeDraft>> {
    if meta.input.peek(Token![=]) {
        return Err(meta.error("a range needs parentheses\nwrite `range(0..=100)`, `range(0..)` or `range(..=100)`"));
    }
    let content;
    parenthesized!(content in meta.input);
    let ends = ends(&content)?;
    Ok(Located { value: RangeDraft { min: ends.min, max: ends.max }, origin: ends.origin })
}
