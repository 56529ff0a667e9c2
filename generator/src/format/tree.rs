//! Tokens as the layout sees them: signs of several letters are one, documentation is text, an absolute path is one
//! thing.

use std::iter::Peekable;
use std::mem;

use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};
use syn::Lit;

use super::uses::Uses;

/// A part of generated code.
#[derive(Debug, Clone)]
pub(crate) enum CodeTree {
    /// A name, a keyword, a lifetime, or a path that begins with a name.
    Word(String),
    Literal(String),
    Sign(&'static str),
    /// An absolute path, by its segments.
    Path(Vec<String>),
    /// A line of documentation.
    Doc(String),
    Group(Delimiter, Vec<CodeTree>),
    /// The imports of the file or module.
    Uses(Uses),
}

/// `>>` is none: it closes two lists of types.
const SIGNS: &[&str] = &[
    ",", ":", ";", ".", "=", "&", "<", ">", "!", "|", "#", "-", "+", "*", "?", "$", "/", "%", "@", "^", "~", "::",
    "->", "=>", "..", "..=", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=",
];

/// Words after which an absolute path may begin; any other word goes on with `::`.
const BEFORE_PATH: &[&str] =
    &["impl", "for", "as", "dyn", "mut", "return", "in", "const", "let", "else", "match", "if", "where"];

impl CodeTree {
    pub(crate) fn is_sign(&self, sign: &str) -> bool {
        matches!(self, Self::Sign(known) if *known == sign)
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(known) if known == word)
    }

    /// Returns the last name of a path.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Word(word) => word.rsplit("::").next(),
            Self::Path(segments) => segments.last().map(String::as_str),
            _ => None,
        }
    }

    /// Returns what stands between braces.
    pub(super) fn braced(&self) -> Option<&[Self]> {
        match self {
            Self::Group(Delimiter::Brace, inner) => Some(inner),
            _ => None,
        }
    }
}

/// Returns the trees of a text of Rust.
pub(crate) fn read(tokens: TokenStream) -> Vec<CodeTree> {
    let mut reader = TokenReader::default();
    reader.all(tokens);
    reader.end_path();
    reader.trees
}

#[derive(Default)]
struct TokenReader {
    trees: Vec<CodeTree>,
    /// Whether the colons behind the path that was read last still wait for a name.
    is_open: bool,
}

type Tokens = Peekable<proc_macro2::token_stream::IntoIter>;

impl TokenReader {
    fn all(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) => self.word(ident.to_string()),
                TokenTree::Literal(literal) => self.push(CodeTree::Literal(literal.to_string())),
                TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                    let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
                    self.push(CodeTree::Word(format!("'{name}")));
                }
                TokenTree::Punct(punct) => match sign(&punct, &mut tokens) {
                    "::" => self.colons(),
                    sign => self.push(CodeTree::Sign(sign)),
                },
                TokenTree::Group(group) => {
                    let (delimiter, inner) = (group.delimiter(), group.stream());
                    // Tokens that nobody else holds are taken apart without a copy.
                    drop(group);
                    self.group(delimiter, inner);
                }
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, tokens: TokenStream) {
        if delimiter == Delimiter::None {
            return self.all(tokens);
        }
        let is_attribute = delimiter == Delimiter::Bracket && self.trees.last().is_some_and(|tree| tree.is_sign("#"));
        if is_attribute && let Some(doc) = doc(&tokens) {
            self.trees.pop();
            return self.push(CodeTree::Doc(doc));
        }
        self.push(CodeTree::Group(delimiter, read(tokens)));
    }

    fn word(&mut self, word: String) {
        match self.trees.last_mut() {
            Some(CodeTree::Path(path)) if self.is_open => {
                path.push(word);
                self.is_open = false;
            }
            _ => self.push(CodeTree::Word(word)),
        }
    }

    /// Takes `::`, which goes on with a path or begins an absolute one.
    fn colons(&mut self) {
        let goes_on = match self.trees.last() {
            Some(CodeTree::Path(_)) => {
                self.is_open = true;
                return;
            }
            Some(CodeTree::Word(word)) => !word.starts_with('\'') && !BEFORE_PATH.contains(&word.as_str()),
            Some(tree) => tree.is_sign(">"),
            None => false,
        };
        self.is_open = !goes_on;
        self.trees.push(if goes_on { CodeTree::Sign("::") } else { CodeTree::Path(Vec::new()) });
    }

    fn push(&mut self, tree: CodeTree) {
        self.end_path();
        self.trees.push(tree);
    }

    /// Leaves colons that no name follows, as in front of a list of types, behind the path.
    fn end_path(&mut self) {
        if mem::take(&mut self.is_open) {
            self.trees.push(CodeTree::Sign("::"));
        }
    }
}

/// Returns the sign that begins with a letter, and takes the letters that belong to it.
fn sign(first: &Punct, tokens: &mut Tokens) -> &'static str {
    let mut sign = SIGNS.iter().find(|sign| sign.chars().eq([first.as_char()])).copied().unwrap_or_default();
    let mut is_joint = first.spacing() == Spacing::Joint;
    while is_joint && let Some(TokenTree::Punct(next)) = tokens.peek() {
        let longer =
            SIGNS.iter().find(|longer| longer.strip_prefix(sign).is_some_and(|rest| rest.chars().eq([next.as_char()])));
        let Some(longer) = longer else { break };
        sign = longer;
        is_joint = next.spacing() == Spacing::Joint;
        tokens.next();
    }
    sign
}

/// Returns the text of `doc = "…"`.
fn doc(tokens: &TokenStream) -> Option<String> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next()?, trees.next()?, trees.next()?) {
        (TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)) if name == "doc" => {
            match Lit::new(text) {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns where the next comma is that stands outside of types' arguments and of a closure's parameters.
pub(super) fn end_of_element(trees: &[CodeTree]) -> usize {
    let (mut depth, mut in_parameters) = (0_usize, false);
    let end = trees.iter().position(|tree| {
        match tree {
            CodeTree::Sign("<") => depth += 1,
            CodeTree::Sign(">") => depth = depth.saturating_sub(1),
            CodeTree::Sign("|") => in_parameters = !in_parameters,
            CodeTree::Sign(",") => return depth == 0 && !in_parameters,
            _ => {}
        }
        false
    });
    end.unwrap_or(trees.len())
}
