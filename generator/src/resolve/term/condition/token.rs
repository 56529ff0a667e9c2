//! Splits a condition into tokens.

use crate::{
    diagnostic::{Code, Diagnostic},
    draft::Text,
    ir::Json,
};

/// A piece of a condition.
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) text: Text,
}

pub(super) enum TokenKind {
    /// A field, `and`, `is`, `not` or `null`.
    Word,
    Operator,
    Value(Json),
}

impl Token {
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.kind, TokenKind::Word) && self.text.value == word
    }
}

/// Splits a condition, or says which character belongs to nothing.
pub(super) fn tokens(text: &Text) -> Result<Vec<Token>, Box<Diagnostic>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.value[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = &text.value[at..];
        let (kind, len) = match first {
            '\'' => quoted(rest).ok_or_else(|| unclosed(text, at))?,
            '<' | '>' | '=' | '!' => (TokenKind::Operator, run(rest, |c| matches!(c, '<' | '>' | '=' | '!'))),
            '-' | '0'..='9' => number(rest).ok_or_else(|| strange(text, at, first))?,
            c if c.is_ascii_alphabetic() || c == '_' => {
                let len = run(rest, |c| c.is_ascii_alphanumeric() || c == '_');
                (word(&rest[..len]), len)
            }
            other => return Err(strange(text, at, other)),
        };
        let piece = text.part(at..at + len);
        if matches!(kind, TokenKind::Operator) && !["=", "<>", "!=", "<", "<=", ">", ">="].contains(&&*piece.value) {
            let message = format!("`{}` is not a comparison operator", piece.value);
            let error = Diagnostic::error(Code::Condition, piece.origin, message).help("use =, <>, <, <=, > or >=");
            return Err(Box::new(error));
        }
        tokens.push(Token { kind, text: piece });
        at += len;
    }
    Ok(tokens)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn word(word: &str) -> TokenKind {
    match word {
        "true" => TokenKind::Value(Json::Bool(true)),
        "false" => TokenKind::Value(Json::Bool(false)),
        _ => TokenKind::Word,
    }
}

/// Reads `'it''s'`.
fn quoted(text: &str) -> Option<(TokenKind, usize)> {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                chars.next();
                value.push('\'');
            }
            '\'' => return Some((TokenKind::Value(Json::Text(value)), at + 1)),
            c => value.push(c),
        }
    }
    None
}

fn number(text: &str) -> Option<(TokenKind, usize)> {
    let len = 1 + run(&text[1..], |c| c.is_ascii_digit() || c == '.' || c == '_');
    let digits = text[..len].replace('_', "");
    let value = match digits.parse() {
        Ok(integer) => Json::Int(integer),
        Err(_) => Json::Float(digits.parse().ok()?),
    };
    Some((TokenKind::Value(value), len))
}

fn unclosed(text: &Text, at: usize) -> Box<Diagnostic> {
    let origin = text.part(at..text.value.len()).origin;
    let error = Diagnostic::error(Code::Condition, origin, "the string is not closed");
    Box::new(error.help("close it with a single quote"))
}

fn strange(text: &Text, at: usize, c: char) -> Box<Diagnostic> {
    let origin = text.part(at..at + c.len_utf8()).origin;
    let help = "write `status = 'active' and token_count > 0`, `openid is not null`";
    Box::new(Diagnostic::error(Code::Condition, origin, format!("unexpected `{c}`")).help(help))
}
