//! Reads the keys of `#[repository(…)]`, `#[field(…)]` and `#[value(…)]`.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Expr, ExprLit, Lit, LitBool, LitStr, Meta, Token, ext::IdentExt, meta::ParseNestedMeta, parse::Parser,
    spanned::Spanned,
};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{Flag, Text},
    name,
};

/// Keys that may stand several times; each adds something.
const REPEATABLE: &[&str] = &["index", "unique", "check", "aggregate", "query", "derives", "attributes"];

/// The keys of one struct or member, which may stand in several attributes.
pub(super) struct Keys<'a> {
    /// What the attribute is called: `field`.
    path: &'a str,
    known: &'a [&'a str],
    seen: Vec<String>,
    /// Whether all could be read.
    pub(super) read_all: bool,
}

impl<'a> Keys<'a> {
    pub(super) fn new(path: &'a str, known: &'a [&'a str]) -> Self {
        Self { path, known, seen: Vec::new(), read_all: true }
    }

    /// Reads every `#[path(…)]`, handing each key to `read`, which tells whether it knows the key.
    pub(super) fn of(
        mut self,
        attributes: &[Attribute],
        diagnostics: &mut Diagnostics,
        mut read: impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<bool>,
    ) -> Self {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(self.path)) {
            match &attribute.meta {
                Meta::List(list) => self.list(list.tokens.clone(), diagnostics, &mut read),
                other => {
                    let message = format!("`{}` needs arguments in parentheses", self.path);
                    let help = format!("write `#[{}(…)]`", self.path);
                    diagnostics.push(Diagnostic::error(Code::Syntax, Origin::Tokens(other.span()), message).help(help));
                    self.read_all = false;
                }
            }
        }
        self
    }

    /// Reads keys with commas between them; one that cannot be read does not hide the others.
    pub(super) fn list(
        &mut self,
        tokens: TokenStream,
        diagnostics: &mut Diagnostics,
        read: &mut impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<bool>,
    ) {
        for piece in pieces(tokens) {
            let parser = syn::meta::parser(|meta| self.one(&meta, diagnostics, read));
            if let Err(error) = parser.parse2(piece) {
                diagnostics.push(syntax(&error));
                self.read_all = false;
            }
        }
    }

    fn one(
        &mut self,
        meta: &ParseNestedMeta<'_>,
        diagnostics: &mut Diagnostics,
        read: &mut impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<bool>,
    ) -> syn::Result<()> {
        let key = meta.path.get_ident().map(|ident| ident.unraw().to_string()).unwrap_or_default();
        let bare = meta.input.is_empty();
        match read(&key, meta) {
            Ok(true) => {}
            Ok(false) => {
                diagnostics.push(unknown(&key, meta, self.known));
                self.read_all = false;
                return skip(meta);
            }
            Err(_) if bare => {
                let message = format!("`{key}` needs a value");
                return Err(syn::Error::new(meta.path.span(), message));
            }
            Err(error) => return Err(error),
        }
        if self.seen.contains(&key) && !REPEATABLE.contains(&key.as_str()) {
            let message = format!("`{key}` is given twice");
            diagnostics.push(Diagnostic::error(Code::Syntax, origin(meta), message).help("remove one of them"));
            self.read_all = false;
        }
        self.seen.push(key);
        Ok(())
    }
}

/// Splits `tokens` at the commas that stand in no parentheses.
fn pieces(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    for tree in tokens {
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == ',' => pieces.push(TokenStream::new()),
            tree => pieces.last_mut().expect("there is one from the start").extend([tree]),
        }
    }
    pieces
}

fn unknown(key: &str, meta: &ParseNestedMeta<'_>, known: &[&str]) -> Diagnostic {
    let origin = origin(meta);
    let help = match name::nearest_key(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of: {}", known.join(", ")),
    };
    Diagnostic::error(Code::UnknownKey, origin, format!("unknown key `{key}`")).help(help)
}

/// Passes over the value of a key that nobody knows.
fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    meta.input.parse::<TokenStream>().map(drop)
}

/// Turns an error of the parser into a diagnostic; its lines after the first are the advice.
pub(super) fn syntax(error: &syn::Error) -> Diagnostic {
    let text = error.to_string();
    let (message, help) = text.split_once('\n').map_or((text.as_str(), None), |(first, rest)| (first, Some(rest)));
    Diagnostic::error(Code::Syntax, Origin::Tokens(error.span()), message).maybe_help(help.map(str::to_owned))
}

/// Returns the place of the key.
pub(super) fn origin(meta: &ParseNestedMeta<'_>) -> Origin {
    Origin::Tokens(meta.path.span())
}

/// Reads `= "text"`.
pub(super) fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    Ok(literal(&meta.value()?.parse()?))
}

/// Reads a switch: the key alone, or `= true`, as models.toml has it.
pub(super) fn flag(meta: &ParseNestedMeta<'_>) -> syn::Result<Flag> {
    let on = !meta.input.peek(Token![=]) || meta.value()?.parse::<LitBool>()?.value;
    Ok(on.then(|| origin(meta)))
}

/// Reads `= "Name"`, `= Name`, `= path::Name` or `(Name)`; a path stands for what it ends in.
pub(super) fn name_of_type(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    if meta.input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        return last(&content.parse()?);
    }
    let value = meta.value()?;
    if value.peek(LitStr) { Ok(literal(&value.parse()?)) } else { last(&value.parse()?) }
}

fn last(path: &syn::Path) -> syn::Result<Text> {
    let segment = path.segments.last().ok_or_else(|| syn::Error::new(path.span(), "expected the name of a struct"))?;
    Ok(super::name(&segment.ident))
}

/// Returns the text of a string literal.
pub(super) fn literal(literal: &LitStr) -> Text {
    Text::whole(literal.value(), Origin::Tokens(literal.span()))
}

/// Returns the lines of the documentation comment as one text.
pub(super) fn doc(attributes: &[Attribute]) -> Option<String> {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => Some(line.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
