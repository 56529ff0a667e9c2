//! Names of Rust's prelude as paths that nothing in the user's module can take for something else.
//!
//! Generated files are read by people and say `Option`; beside a user's struct there may be an `Option` of another
//! kind.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote_spanned};

/// Names, and the modules of `::core` or `::std` that hold them.
const PRELUDE: &[(&str, &[&str])] = &[
    ("AsyncFnOnce", &["core", "ops"]),
    ("Clone", &["core", "clone"]),
    ("Copy", &["core", "marker"]),
    ("Debug", &["core", "fmt"]),
    ("Default", &["core", "default"]),
    ("Err", &["core", "result", "Result"]),
    ("FnOnce", &["core", "ops"]),
    ("From", &["core", "convert"]),
    ("Into", &["core", "convert"]),
    ("IntoIterator", &["core", "iter"]),
    ("None", &["core", "option", "Option"]),
    ("Ok", &["core", "result", "Result"]),
    ("Option", &["core", "option"]),
    ("PartialEq", &["core", "cmp"]),
    ("Some", &["core", "option", "Option"]),
    ("String", &["std", "string"]),
    ("ToString", &["std", "string"]),
    ("Vec", &["std", "vec"]),
    ("bool", &["core", "primitive"]),
    ("f32", &["core", "primitive"]),
    ("f64", &["core", "primitive"]),
    ("i16", &["core", "primitive"]),
    ("i32", &["core", "primitive"]),
    ("i64", &["core", "primitive"]),
    ("str", &["core", "primitive"]),
    ("u32", &["core", "primitive"]),
    ("u64", &["core", "primitive"]),
    ("u8", &["core", "primitive"]),
    ("usize", &["core", "primitive"]),
];

/// Macros of the prelude.
const MACROS: &[&str] = &["format_args", "vec"];

/// Returns `tokens` with the names of the prelude as absolute paths; `own` are names of the entity's fields, which
/// stay.
pub(in crate::rust) fn absolute<'n>(tokens: TokenStream, own: impl Iterator<Item = &'n str>) -> TokenStream {
    rewrite(tokens, &own.collect())
}

fn rewrite(tokens: TokenStream, own: &BTreeSet<&str>) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    for (at, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Group(group) if is_kept(&trees, at, group) => out.extend([tree.clone()]),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), rewrite(group.stream(), own));
                inner.set_span(group.span());
                out.extend([TokenTree::from(inner)]);
            }
            TokenTree::Ident(ident) => match path(&trees, at, ident, own) {
                Some(path) => out.extend(path),
                None => out.extend([tree.clone()]),
            },
            tree => out.extend([tree.clone()]),
        }
    }
    out
}

/// What the user wrote, and what a macro of the runtime takes word by word.
fn is_kept(trees: &[TokenTree], at: usize, group: &Group) -> bool {
    let is_key = at > 1
        && is_punct(&trees[at - 1], '!')
        && matches!(&trees[at - 2], TokenTree::Ident(name) if name == "key_type");
    group.delimiter() == Delimiter::None || is_key
}

// Expands to: ::core::option::Option
fn path(trees: &[TokenTree], at: usize, ident: &Ident, own: &BTreeSet<&str>) -> Option<TokenStream> {
    let name = ident.to_string();
    let next = trees.get(at + 1);
    let is_macro =
        next.is_some_and(|next| is_punct(next, '!')) && !trees.get(at + 2).is_some_and(|tree| is_punct(tree, '='));
    let modules: &[&str] = match is_macro {
        true => MACROS.contains(&&*name).then_some(&["std"])?,
        false => PRELUDE.iter().find(|(known, _)| *known == name)?.1,
    };
    let before = at.checked_sub(1).map(|before| &trees[before]);
    let follows = before
        .is_some_and(|tree| is_punct(tree, ':') && at > 1 && is_punct(&trees[at - 2], ':') || is_punct(tree, '.'));
    let declares = before.is_some_and(|tree| ["fn", "mod", "struct"].iter().any(|word| is_word(tree, word)));
    if follows || declares || own.contains(&*name) {
        return None;
    }
    let modules = modules.iter().map(|module| format_ident!("{module}", span = ident.span()));
    Some(quote_spanned!(ident.span()=> #(::#modules)*::#ident))
}

fn is_punct(tree: &TokenTree, letter: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == letter)
}

fn is_word(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == word)
}
