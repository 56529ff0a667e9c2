use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Token, ext::IdentExt, meta::ParseNestedMeta};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::Text,
    name,
};

/// Keys that may stand several times; each adds something.
const REPEATABLE: &[&str] = &["index", "unique", "aggregate"];

/// Reads every `#[path(…)]`, handing each key to `read`, which tells whether it knows the key.
///
/// Returns whether all could be read. A key that cannot does not hide the attributes after it; within its own attribute reading ends there.
pub(super) fn keys(
    attributes: &[Attribute],
    path: &str,
    known: &[&str],
    diagnostics: &mut Diagnostics,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>, &mut Diagnostics) -> syn::Result<bool>,
) -> bool {
    let mut read_all = true;
    let mut seen: Vec<String> = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(path)) {
        let result = attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(|ident| ident.unraw().to_string()).unwrap_or_default();
            if !read(&key, &meta, diagnostics)? {
                diagnostics.push(unknown(&key, &meta, known));
                read_all = false;
                skip(&meta)?;
            } else if seen.contains(&key) && !REPEATABLE.contains(&key.as_str()) {
                let message = format!("`{key}` is said twice");
                diagnostics.push(Diagnostic::error(Code::Syntax, origin(&meta), message).help("leave one of them out"));
                read_all = false;
            } else {
                seen.push(key);
            }
            Ok(())
        });
        if let Err(error) = result {
            diagnostics.push(syntax(&error));
            read_all = false;
        }
    }
    read_all
}

fn unknown(key: &str, meta: &ParseNestedMeta<'_>, known: &[&str]) -> Diagnostic {
    let origin = origin(meta);
    let help = match name::nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    Diagnostic::error(Code::UnknownKey, origin, format!("unknown key `{key}`")).help(help)
}

/// Passes over the value of a key that nobody knows.
fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        content.parse::<proc_macro2::TokenStream>()?;
    }
    Ok(())
}

/// Turns an error of the parser into a diagnostic.
fn syntax(error: &syn::Error) -> Diagnostic {
    Diagnostic::error(Code::Syntax, Origin::Tokens(error.span()), error.to_string())
}

/// Returns the place of the key.
pub(super) fn origin(meta: &ParseNestedMeta<'_>) -> Origin {
    use syn::spanned::Spanned;
    Origin::Tokens(meta.path.span())
}

/// Reads `= "text"`.
pub(super) fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    Ok(literal(&meta.value()?.parse()?))
}

/// Reads `= "Name"`, `= Name` or `(Name)`.
pub(super) fn name_of_type(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    if meta.input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        return Ok(super::name(&content.parse()?));
    }
    let value = meta.value()?;
    if value.peek(LitStr) { Ok(literal(&value.parse()?)) } else { Ok(super::name(&value.parse()?)) }
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
