//! Helpers that turn names and text into tokens.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use crate::name;

/// Returns `name` as an identifier, raw where Rust keeps the word for itself.
pub(in crate::rust) fn ident(name: &str) -> Ident {
    if name::is_keyword(name) {
        return Ident::new_raw(name, Span::call_site());
    }
    name.strip_prefix("r#")
        .map_or_else(|| Ident::new(name, Span::call_site()), |raw| Ident::new_raw(raw, Span::call_site()))
}

/// Returns the words of an upper camel case name in snake case.
pub(in crate::rust) fn snake(name: &str) -> String {
    let mut out = String::new();
    for (position, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && position > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// Returns a snake case name in upper case, as statics are called.
pub(in crate::rust) fn constant(name: &str) -> Ident {
    ident(&name.to_ascii_uppercase())
}

/// Returns the words of a snake case name with spaces.
pub(in crate::rust) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// Returns `text` with its first letter in upper case.
pub(in crate::rust) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns "a" or "an", whichever `noun` wants.
pub(in crate::rust) fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) || noun.starts_with("un") { "an" } else { "a" }
}

// Expands to:
//     #[doc = " First line."]
//     #[doc = " Second line."]
pub(in crate::rust) fn doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Returns prose of a definition as Markdown that clippy accepts: names in camel or snake case stand in back-ticks.
pub(in crate::rust) fn prose(text: &str) -> String {
    let mut in_code = false;
    let words = text.split(' ').map(|word| {
        let was_code = in_code;
        if word.matches('`').count() % 2 == 1 {
            in_code = !in_code;
        }
        if was_code || word.contains('`') || !looks_like_code(word) { word.to_owned() } else { quoted(word) }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn looks_like_code(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    let camel = letters.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
    camel
        || letters.windows(3).any(|three| three[1] == '_' && three[0] != '_' && three[2] != '_')
        || word.contains("::")
}

fn quoted(word: &str) -> String {
    let is_code = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let start = word.find(is_code).unwrap_or(0);
    let end = word.rfind(is_code).map_or(word.len(), |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
    let (code, rest) =
        word[start..end].strip_suffix(':').map_or((&word[start..end], &word[end..]), |code| (code, &word[end - 1..]));
    format!("{}`{code}`{rest}", &word[..start])
}

/// Returns an integer without a type suffix.
pub(in crate::rust) fn integer(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}

/// Returns a number as sixteen hexadecimal digits in groups.
pub(in crate::rust) fn hexadecimal(value: u64) -> TokenStream {
    let hex = format!("{value:016x}");
    let literal = format!("0x{}_{}_{}_{}", &hex[..4], &hex[4..8], &hex[8..12], &hex[12..]);
    literal.parse().expect("hexadecimal digits in groups are a literal")
}

/// Returns `tokens` as if they stood at `at`, where the compiler then shows what is wrong with them.
pub(in crate::rust) fn spanned(tokens: TokenStream, at: Span) -> TokenStream {
    let at = |mut tree: TokenTree| {
        tree.set_span(at);
        tree
    };
    tokens.into_iter().map(at).collect()
}
