//! Absolute paths in, short names and their imports out: a generated file reads as if written by hand.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;

/// Returns `tokens` with every `::crate::path::Type` cut to `Type` and the imports that this needs in front.
///
/// Names that the tokens declare themselves stay absolute. `local` says for names of other files where to find them.
/// `traits` are imported beside what the tokens name, for their methods.
pub(super) fn shorten(tokens: TokenStream, local: &Local<'_>, traits: &[&str]) -> TokenStream {
    let own = declared(&tokens);
    let imports = traits.iter().map(|path| (*path).to_owned()).collect();
    let mut scope = Scope { own, imports, local, used: BTreeSet::new() };
    let body = scope.shorten(tokens);
    let imports = scope.imports();
    quote!(#imports #body)
}

/// Names without a path that the tokens may use, and the modules they come from: `super`, `super::super`.
pub(super) struct Local<'a> {
    /// Names of modules nearby, which hide those of `all`.
    near: BTreeMap<String, &'static str>,
    /// Shared, since there are many.
    all: &'a Names,
    /// The way to the generated names of `all`.
    way: &'static str,
}

/// Every type that a file of the models folder may name without declaring it.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Public names of all generated files.
    pub(super) generated: BTreeSet<String>,
    /// Names beside the user's structs, with the paths of their modules.
    pub(super) elsewhere: BTreeMap<String, String>,
}

impl<'a> Local<'a> {
    pub(super) fn new(all: &'a Names, way: &'static str) -> Self {
        Self { near: BTreeMap::new(), all, way }
    }

    /// Adds names of a module nearby.
    pub(super) fn near(mut self, names: impl IntoIterator<Item = String>, way: &'static str) -> Self {
        self.near.extend(names.into_iter().map(|name| (name, way)));
        self
    }

    fn way_to(&self, name: &str) -> Option<&'a str> {
        let generated = || self.all.generated.contains(name).then_some(self.way);
        let elsewhere = || self.all.elsewhere.get(name).map(String::as_str);
        self.near.get(name).copied().or_else(generated).or_else(elsewhere)
    }
}

struct Scope<'a> {
    own: BTreeSet<String>,
    imports: BTreeSet<String>,
    local: &'a Local<'a>,
    used: BTreeSet<String>,
}

impl Scope<'_> {
    fn shorten(&mut self, tokens: TokenStream) -> TokenStream {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut out: Vec<TokenTree> = Vec::with_capacity(trees.len());
        let mut at = 0;
        while at < trees.len() {
            if let Some((segments, next)) = absolute_path(&trees, at) {
                out.extend(self.path(&segments, is_bang(trees.get(next))));
                at = next;
                continue;
            }
            let is_module = at >= 2 && is_word(&trees[at - 2], "mod");
            match &trees[at] {
                TokenTree::Group(group) if is_module => {
                    self.note_parents(group.stream());
                    out.push(module(group, self.local));
                }
                TokenTree::Group(group) => out.push(self.group(group)),
                tree => {
                    if !is_member(&trees, at) {
                        self.note(tree);
                    }
                    out.push(tree.clone());
                }
            }
            at += 1;
        }
        out.into_iter().collect()
    }

    fn group(&mut self, group: &Group) -> TokenTree {
        Group::new(group.delimiter(), self.shorten(group.stream())).into()
    }

    fn note(&mut self, tree: &TokenTree) {
        let TokenTree::Ident(ident) = tree else { return };
        let name = ident.to_string();
        if self.local.way_to(&name).is_some() && !self.own.contains(&name) {
            self.used.insert(name);
        }
    }

    /// A nested module reaches names through `super`, which must then have them.
    fn note_parents(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => self.note_parents(group.stream()),
                tree if at > 2 && is_word(&trees[at - 3], "super") => self.note(tree),
                _ => {}
            }
        }
    }

    /// A type or a macro is imported by itself; a function is called through its module.
    fn path(&mut self, segments: &[Ident], is_macro: bool) -> TokenStream {
        let split = if is_macro { Some(segments.len() - 1) } else { segments.iter().position(is_type) };
        if let Some(split) = split
            && !self.own.contains(&segments[split].to_string())
        {
            self.imports.insert(join(&segments[..=split]));
            let rest = &segments[split..];
            return quote!(#(#rest)::*);
        }
        if segments.len() > 2 && split.is_none() {
            let last = segments.len() - 2;
            self.imports.insert(join(&segments[..=last]));
            let rest = &segments[last..];
            return quote!(#(#rest)::*);
        }
        quote!(#(#segments)::*)
    }

    // Expands to: use std::sync::Arc; use larder::{Page, Result, cache::Cached}; use super::UserId;
    fn imports(&self) -> TokenStream {
        let mut tree = Tree::default();
        for path in &self.imports {
            tree.add(path.split("::"));
        }
        for name in &self.used {
            tree.add(self.local.way_to(name).into_iter().chain([name.as_str()]));
        }
        // The standard library, other crates, the user's modules, the own ones, outermost first.
        let mut roots: Vec<(&String, &Tree)> = tree.inner.iter().collect();
        roots.sort_by_key(|(name, _)| (*name != "std", name.starts_with("crate"), *name == "super"));
        let uses = roots.into_iter().map(|(name, tree)| tree.tokens(name));
        quote!(#(use #uses;)*)
    }
}

/// Imported names by their first segment; capitals stand before small letters, as rustfmt sorts.
#[derive(Default)]
struct Tree {
    is_imported: bool,
    inner: BTreeMap<String, Tree>,
}

impl Tree {
    fn add<'n>(&mut self, mut path: impl Iterator<Item = &'n str>) {
        match path.next() {
            Some(first) => self.inner.entry(first.to_owned()).or_default().add(path),
            None => self.is_imported = true,
        }
    }

    // Expands to: larder::{Page, cache::Cached}
    fn tokens(&self, name: &str) -> TokenStream {
        let name: TokenStream = name.parse().expect("identifiers with colons between them are a path");
        let own = (self.is_imported && !self.inner.is_empty()).then(|| quote!(self));
        let inner = own.into_iter().chain(self.inner.iter().map(|(name, tree)| tree.tokens(name)));
        let inner: Vec<TokenStream> = inner.collect();
        match inner.as_slice() {
            [] => quote!(#name),
            [one] => quote!(#name::#one),
            _ => quote!(#name::{#(#inner),*}),
        }
    }
}

/// A nested module sees none of the file's imports and gets its own.
fn module(group: &Group, local: &Local<'_>) -> TokenTree {
    let mut scope = Scope { own: declared(&group.stream()), imports: BTreeSet::new(), local, used: BTreeSet::new() };
    let body = scope.shorten(group.stream());
    scope.used.clear();
    let imports = scope.imports();
    Group::new(Delimiter::Brace, quote!(#imports #body)).into()
}

fn join(segments: &[Ident]) -> String {
    segments.iter().map(ToString::to_string).collect::<Vec<_>>().join("::")
}

fn is_type(ident: &Ident) -> bool {
    ident.to_string().starts_with(char::is_uppercase)
}

fn is_word(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == word)
}

fn is_bang(tree: Option<&TokenTree>) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == '!')
}

/// Reads `::a::b::C` that starts at `at` and does not go on from a path before it.
fn absolute_path(trees: &[TokenTree], at: usize) -> Option<(Vec<Ident>, usize)> {
    if continues_path(trees, at) {
        return None;
    }
    let mut segments = Vec::new();
    let mut next = at;
    while next + 2 < trees.len() && is_punct(&trees[next], ':') && is_punct(&trees[next + 1], ':') {
        let TokenTree::Ident(ident) = &trees[next + 2] else { break };
        segments.push(ident.clone());
        next += 3;
    }
    (segments.len() > 1).then_some((segments, next))
}

/// Returns whether `::` at `at` goes on from a name or from `>`, apart from arrows, lifetimes and keywords.
fn continues_path(trees: &[TokenTree], at: usize) -> bool {
    let Some(previous) = at.checked_sub(1).map(|before| &trees[before]) else { return false };
    let earlier = at.checked_sub(2).map(|before| &trees[before]);
    match previous {
        TokenTree::Ident(_) => !is_keyword(previous) && !earlier.is_some_and(|tree| is_punct(tree, '\'')),
        tree if is_punct(tree, '>') => !earlier.is_some_and(|tree| is_punct(tree, '-') || is_punct(tree, '=')),
        _ => false,
    }
}

/// Returns whether the name at `at` is that of an enum's value: `Role::User`, `User => "user"`.
fn is_member(trees: &[TokenTree], at: usize) -> bool {
    let follows_colons = at > 1 && is_punct(&trees[at - 1], ':') && is_punct(&trees[at - 2], ':');
    let before_arrow = at + 2 < trees.len() && is_punct(&trees[at + 1], '=') && is_punct(&trees[at + 2], '>');
    follows_colons || before_arrow
}

/// Words after which a path may start.
fn is_keyword(tree: &TokenTree) -> bool {
    ["impl", "for", "as", "dyn", "mut", "return", "in", "const", "let", "else", "match", "if", "where"]
        .iter()
        .any(|word| is_word(tree, word))
}

fn is_punct(tree: &TokenTree, letter: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == letter)
}

/// Names of the structs and enums that the tokens declare, inside macros too.
pub(super) fn declared(tokens: &TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    for pair in trees.windows(2) {
        if (is_word(&pair[0], "struct") || is_word(&pair[0], "enum"))
            && let TokenTree::Ident(name) = &pair[1]
        {
            names.insert(name.to_string());
        }
    }
    for tree in &trees {
        if let TokenTree::Group(group) = tree {
            names.extend(declared(&group.stream()));
        }
    }
    names
}
