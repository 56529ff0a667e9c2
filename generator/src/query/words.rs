//! The words of a text, each with its place.

use std::ops::Range;

/// A word, a sign or a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum QueryToken {
    /// In lower case.
    Word(String),
    /// A name in quotes, as it is.
    Name(String),
    Literal,
    Value(String),
    If,
    Else,
    EndOfIf,
    Open,
    Close,
    /// `||` as one, any other letter by itself.
    Sign(&'static str),
}

impl QueryToken {
    /// Returns whether it is this word.
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(known) if known == word)
    }

    /// Returns the word, if it is one of these.
    pub(super) fn one_of(&self, words: &[&str]) -> bool {
        matches!(self, Self::Word(known) if words.contains(&known.as_str()))
    }

    /// Returns what it may name, in lower case.
    pub(super) fn name(&self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.clone()),
            Self::Name(name) => Some(name.to_lowercase()),
            _ => None,
        }
    }
}

const SIGNS: [&str; 7] = ["||", "=", ",", ".", ";", "*", ":"];

/// Returns the words of a text that was read before, so that quotes and braces have their others.
pub(super) fn tokens(text: &str) -> Vec<(QueryToken, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = match first {
            '\'' => (Some(QueryToken::Literal), quoted(rest)),
            '"' | '`' => {
                let length = quoted(rest);
                (Some(QueryToken::Name(rest[1..length.max(2) - 1].to_owned())), length)
            }
            '-' if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '{' | '}' if rest[1..].starts_with(first) => (None, 2),
            '{' => hole(rest),
            '(' => (Some(QueryToken::Open), 1),
            ')' => (Some(QueryToken::Close), 1),
            _ if first.is_whitespace() => (None, first.len_utf8()),
            _ if is_letter(first) => {
                let length = rest.find(|letter| !is_letter(letter)).unwrap_or(rest.len());
                (Some(QueryToken::Word(rest[..length].to_lowercase())), length)
            }
            _ => {
                let sign = SIGNS.iter().copied().find(|sign| rest.starts_with(sign)).unwrap_or("");
                (Some(QueryToken::Sign(sign)), sign.len().max(first.len_utf8()))
            }
        };
        tokens.extend(token.map(|token| (token, at..at + length)));
        at += length;
    }
    tokens
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// A quote within quotes is two of them, which are read as two texts.
fn quoted(rest: &str) -> usize {
    let quote = &rest[..1];
    rest[1..].find(quote).map_or(rest.len(), |end| end + 2)
}

fn hole(rest: &str) -> (Option<QueryToken>, usize) {
    let end = rest.find('}').unwrap_or(rest.len() - 1);
    let inside = rest[1..end].trim();
    let token = match inside {
        "else" => QueryToken::Else,
        "end" => QueryToken::EndOfIf,
        _ if inside.split_whitespace().nth(1).is_some() => QueryToken::If,
        name => QueryToken::Value(name.to_owned()),
    };
    (Some(token), end + 1)
}
