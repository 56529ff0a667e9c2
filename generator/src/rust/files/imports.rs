//! Absolute paths in, short names and their imports out: a generated file reads as if written by hand.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;

use crate::format::{CodeTree, Uses, read};

/// Returns the trees of `tokens` with every `::crate::path::Type` cut to `Type` and the imports that this needs in
/// front.
///
/// Names that the tokens declare themselves stay absolute. `local` says for names of other files where to find them.
pub(in crate::rust) fn shorten(tokens: TokenStream, local: &Local<'_>) -> Vec<CodeTree> {
    let mut trees = read(tokens);
    let mut scope = Scope::new(&trees, local);
    scope.shorten(&mut trees);
    trees.splice(..0, scope.uses());
    trees
}

/// Names without a path that the tokens may use, and the modules they come from: `super`, `super::super`.
pub(in crate::rust) struct Local<'a> {
    /// Names of modules nearby, which hide those of `all`.
    near: BTreeMap<String, &'static str>,
    /// Shared, since there are many.
    all: &'a Names,
    /// The way to the generated names of `all`.
    way: &'static str,
}

/// Every type that a file of the models folder may name without declaring it.
#[derive(Debug, Default)]
pub(in crate::rust) struct Names {
    /// Public names of all generated files.
    pub(in crate::rust) generated: BTreeSet<String>,
    /// Names beside the user's structs, with the paths of their modules.
    pub(in crate::rust) elsewhere: BTreeMap<String, String>,
}

impl<'a> Local<'a> {
    pub(in crate::rust) fn new(all: &'a Names, way: &'static str) -> Self {
        Self { near: BTreeMap::new(), all, way }
    }

    /// Adds names of a module nearby.
    pub(in crate::rust) fn near(mut self, names: impl IntoIterator<Item = String>, way: &'static str) -> Self {
        self.near.extend(names.into_iter().map(|name| (name, way)));
        self
    }

    fn way_to(&self, name: &str) -> Option<&'a str> {
        if let Some(way) = self.near.get(name) {
            return Some(way);
        }
        // All of them are types.
        if !name.starts_with(char::is_uppercase) {
            return None;
        }
        let elsewhere = || self.all.elsewhere.get(name).map(String::as_str);
        if self.all.generated.contains(name) { Some(self.way) } else { elsewhere() }
    }
}

struct Scope<'a> {
    own: BTreeSet<String>,
    imports: BTreeSet<String>,
    local: &'a Local<'a>,
    used: BTreeSet<String>,
}

impl<'a> Scope<'a> {
    fn new(trees: &[CodeTree], local: &'a Local<'a>) -> Self {
        Self { own: declared(trees), imports: BTreeSet::new(), local, used: BTreeSet::new() }
    }

    fn shorten(&mut self, trees: &mut [CodeTree]) {
        for at in 0..trees.len() {
            let is_module = at >= 2 && trees[at - 2].is_word("mod");
            let is_member = is_member(trees, at);
            let is_macro = trees.get(at + 1).is_some_and(|next| next.is_sign("!"));
            match &mut trees[at] {
                CodeTree::Path(segments) => {
                    if let Some(short) = self.path(segments, is_macro) {
                        trees[at] = CodeTree::Word(short);
                    }
                }
                CodeTree::Group(_, inner) if is_module => {
                    self.note_parents(inner);
                    module(inner, self.local);
                }
                CodeTree::Group(_, inner) => self.shorten(inner),
                CodeTree::Word(word) if !is_member => self.note(word),
                _ => {}
            }
        }
    }

    fn note(&mut self, name: &str) {
        if self.local.way_to(name).is_some() && !self.own.contains(name) && !self.used.contains(name) {
            self.used.insert(name.to_owned());
        }
    }

    /// A nested module reaches names through `super`, which must then have them.
    fn note_parents(&mut self, trees: &[CodeTree]) {
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                CodeTree::Group(_, inner) => self.note_parents(inner),
                CodeTree::Word(word) if at > 1 && trees[at - 2].is_word("super") => self.note(word),
                _ => {}
            }
        }
    }

    /// A type or a macro is imported by itself; a function is called through its module.
    fn path(&mut self, segments: &[String], is_macro: bool) -> Option<String> {
        let split = if is_macro { Some(segments.len() - 1) } else { segments.iter().position(|name| is_type(name)) };
        let first = match split {
            Some(split) if !self.own.contains(&segments[split]) => split,
            None if segments.len() > 2 => segments.len() - 2,
            _ => return None,
        };
        let path = segments[..=first].join("::");
        if !self.imports.contains(&path) {
            self.imports.insert(path);
        }
        Some(segments[first..].join("::"))
    }

    /// Returns what the names that were met have to be imported by.
    fn uses(&self) -> Option<CodeTree> {
        let mut uses = Uses::default();
        for path in &self.imports {
            uses.add(path.split("::"));
        }
        for name in &self.used {
            uses.add(self.local.way_to(name).into_iter().chain([name.as_str()]));
        }
        (!self.imports.is_empty() || !self.used.is_empty()).then_some(CodeTree::Uses(uses))
    }
}

/// A nested module sees none of the file's imports and gets its own.
fn module(trees: &mut Vec<CodeTree>, local: &Local<'_>) {
    let mut scope = Scope::new(trees, local);
    scope.shorten(trees);
    scope.used.clear();
    trees.splice(..0, scope.uses());
}

fn is_type(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// Returns whether the name at `at` is that of an enum's value: `Role::User`, `User => "user"`.
fn is_member(trees: &[CodeTree], at: usize) -> bool {
    let follows_colons = at > 0 && trees[at - 1].is_sign("::");
    follows_colons || trees.get(at + 1).is_some_and(|next| next.is_sign("=>"))
}

/// Names of the structs and enums that the trees declare, inside macros too.
pub(in crate::rust) fn declared(trees: &[CodeTree]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    declare(trees, &mut names);
    names
}

fn declare(trees: &[CodeTree], names: &mut BTreeSet<String>) {
    for (at, tree) in trees.iter().enumerate() {
        match tree {
            CodeTree::Group(_, inner) => declare(inner, names),
            CodeTree::Word(name) if at > 0 && (trees[at - 1].is_word("struct") || trees[at - 1].is_word("enum")) => {
                names.insert(name.clone());
            }
            _ => {}
        }
    }
}
