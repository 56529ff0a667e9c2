//! Pieces of an expression.

use crate::dialect::Dialect;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum ExpressionToken {
    /// Without its quotes.
    Text(String),
    Number(String),
    /// A name in quotes.
    Name(String),
    Word(String),
    Mark(String),
}

impl ExpressionToken {
    pub(super) fn is(&self, text: &str) -> bool {
        match self {
            Self::Word(word) | Self::Mark(word) => word.eq_ignore_ascii_case(text),
            Self::Text(_) | Self::Number(_) | Self::Name(_) => false,
        }
    }
}

/// Returns the pieces of a text; `None` when it has one that no engine prints.
pub(super) fn tokens(text: &str, dialect: Dialect) -> Option<Vec<ExpressionToken>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '\'' => {
                let (inner, length) = quoted(rest, '\'', dialect == Dialect::MySql)?;
                (ExpressionToken::Text(inner), length)
            }
            '"' | '`' => {
                let (inner, length) = quoted(rest, first, false)?;
                (ExpressionToken::Name(folded(inner, dialect)), length)
            }
            '0'..='9' => {
                let length = number_length(rest);
                (ExpressionToken::Number(number(&rest[..length])?), length)
            }
            _ if is_word(first) => {
                let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
                let word = &rest[..length];
                // The charset of the text that follows: `_utf8mb4'…'`.
                if word.starts_with('_') && rest[length..].trim_start().starts_with('\'') {
                    rest = rest[length..].trim_start();
                    continue;
                }
                (ExpressionToken::Word(word.to_owned()), length)
            }
            _ => {
                let marks = "<>=!|~:";
                let length = match marks.contains(first) {
                    true => rest.find(|mark| !marks.contains(mark)).unwrap_or(rest.len()),
                    false => first.len_utf8(),
                };
                (ExpressionToken::Mark(rest[..length].to_owned()), length)
            }
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Some(found)
}

/// Names are the same in capitals and small letters except on PostgreSQL.
fn folded(name: String, dialect: Dialect) -> String {
    if dialect == Dialect::Postgres { name } else { name.to_lowercase() }
}

/// Returns a text or name without its quotes, and how long it was.
fn quoted(text: &str, mark: char, escapes: bool) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if escapes && character == '\\' {
            let (_, next) = characters.next()?;
            inner.push(match next {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '0' => '\0',
                other => other,
            });
        } else if character != mark {
            inner.push(character);
        } else if characters.next_if(|(_, next)| *next == mark).is_some() {
            inner.push(mark);
        } else {
            return Some((inner, at + 1));
        }
    }
    None
}

fn number_length(text: &str) -> usize {
    let mut length = 0;
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(length) {
        let is_exponent = matches!(byte, b'e' | b'E')
            && bytes.get(length + 1).is_some_and(|next| next.is_ascii_digit() || matches!(next, b'-' | b'+'));
        if is_exponent {
            length += 2;
        } else if byte.is_ascii_digit() || *byte == b'.' {
            length += 1;
        } else {
            break;
        }
    }
    length
}

/// Returns a number in digits, without zeros that say nothing; `None` when it is none.
pub(in crate::pull) fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if digits.contains(['e', 'E']) {
        return digits.parse::<f64>().ok().map(|value| match value.fract() == 0.0 && value < 1e15 {
            true => format!("{sign}{value}"),
            false => format!("{sign}{value:e}"),
        });
    }
    if !digits.chars().all(|digit| digit.is_ascii_digit() || digit == '.') {
        return None;
    }
    let plain = match digits.split_once('.') {
        Some((whole, part)) => match part.trim_end_matches('0') {
            "" => whole.to_owned(),
            part => format!("{whole}.{part}"),
        },
        None => digits.to_owned(),
    };
    Some(format!("{sign}{plain}"))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}
