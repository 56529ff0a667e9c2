//! Reads `derives(…)` and `attributes(…)` above an entity struct.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, Meta, Path, Token, ext::IdentExt, meta::ParseNestedMeta, parenthesized, parse::ParseStream, token};

use crate::{
    diagnostic::Origin,
    draft::{ExtrasDraft, Located, Text},
    ir::Kind,
};

/// The kinds of types that a derive makes beside a struct.
const KINDS: [Kind; 3] = [Kind::New, Kind::Patch, Kind::Key];

/// Reads `derives(utoipa::ToSchema, new(serde::Deserialize))`: for every kind of type, or for one.
pub(super) fn derives(meta: &ParseNestedMeta<'_>, extras: &mut ExtrasDraft) -> syn::Result<()> {
    let content = parentheses(meta, "derives(utoipa::ToSchema, new(serde::Deserialize))")?;
    while !content.is_empty() {
        if content.peek(Ident::peek_any) && content.peek2(token::Paren) {
            let (kind, inner) = kind(&content)?;
            extras.listed.push(kind.clone());
            let paths = inner.parse_terminated(Path::parse_mod_style, Token![,])?;
            extras.derives.extend(paths.iter().map(|path| (kind.value, text(path))));
        } else {
            let path = content.call(Path::parse_mod_style)?;
            extras.listed.push(Located { value: None, origin: origin(&path) });
            extras.derives.push((None, text(&path)));
        }
        comma(&content)?;
    }
    Ok(())
}

/// Reads `attributes(new(schema(title = "A user")))`.
pub(super) fn attributes(meta: &ParseNestedMeta<'_>, extras: &mut ExtrasDraft) -> syn::Result<()> {
    let content = parentheses(meta, "attributes(new(schema(title = \"A user\")))")?;
    while !content.is_empty() {
        let (kind, inner) = kind(&content)?;
        extras.listed.push(kind.clone());
        let attributes = inner.parse_terminated(<Meta as syn::parse::Parse>::parse, Token![,])?;
        let known = kind.value.into_iter().flat_map(|kind| attributes.iter().map(move |meta| (kind, text(meta))));
        extras.attributes.extend(known);
        comma(&content)?;
    }
    Ok(())
}

/// Reads `new(…)`.
fn kind<'c>(content: ParseStream<'c>) -> syn::Result<(Located<Option<Kind>>, syn::parse::ParseBuffer<'c>)> {
    let word = content.call(Ident::parse_any)?;
    let kind = Kind::of_word(&word.to_string()).filter(|kind| KINDS.contains(kind)).ok_or_else(|| {
        let words = KINDS.map(Kind::word).join(", ");
        let message = format!("expected one of: {words}\nthe struct and its enums are yours: derive above them");
        syn::Error::new(word.span(), message)
    })?;
    let inner;
    parenthesized!(inner in content);
    Ok((Located { value: Some(kind), origin: Origin::Tokens(word.span()) }, inner))
}

fn comma(content: ParseStream<'_>) -> syn::Result<()> {
    if content.is_empty() { Ok(()) } else { content.parse::<Token![,]>().map(drop) }
}

fn parentheses<'m>(meta: &'m ParseNestedMeta<'_>, example: &str) -> syn::Result<syn::parse::ParseBuffer<'m>> {
    if !meta.input.peek(token::Paren) {
        return Err(meta.error(format!("expected a list in parentheses\nwrite `{example}`")));
    }
    let content;
    parenthesized!(content in meta.input);
    Ok(content)
}

fn text(tokens: &impl ToTokens) -> Text {
    let written: TokenStream = tokens.to_token_stream();
    Text::whole(written.to_string().replace(" :: ", "::"), origin(tokens))
}

fn origin(tokens: &impl ToTokens) -> Origin {
    Origin::Tokens(syn::spanned::Spanned::span(&tokens.to_token_stream()))
}
