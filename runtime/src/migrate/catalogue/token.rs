//! SQLite's statements taken apart.

/// A piece of a statement; comments and spaces are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::migrate) enum SqlToken {
    /// A name in quotes, without them.
    Quoted(String),
    /// Anything else, as it stands: a word, a text, a number, a mark.
    Plain(String),
}

impl SqlToken {
    /// Returns whether this is the keyword or mark `text`.
    pub(in crate::migrate) fn is(&self, text: &str) -> bool {
        matches!(self, Self::Plain(plain) if plain.eq_ignore_ascii_case(text))
    }

    /// Returns whether this names `name`; SQLite does not tell capitals.
    pub(in crate::migrate) fn names(&self, name: &str) -> bool {
        match self {
            Self::Plain(text) | Self::Quoted(text) => text.eq_ignore_ascii_case(name),
        }
    }

    /// Returns the name that this spells.
    pub(in crate::migrate) fn into_name(self) -> String {
        match self {
            Self::Plain(text) | Self::Quoted(text) => text,
        }
    }

    /// Returns the text, a name in quotes only where it needs them to be one word.
    #[cfg(any(feature = "mysql", feature = "sqlite"))]
    pub(in crate::migrate) fn text(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Quoted(name) if !name.is_empty() && name.chars().all(is_word) => name.clone(),
            Self::Quoted(name) => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }
}

pub(in crate::migrate) fn tokens(sql: &str) -> Vec<SqlToken> {
    pieces(sql, false)
}

/// Takes a statement of MySQL's apart, in whose texts a backslash says how the next character is meant.
#[cfg(feature = "mysql")]
pub(in crate::migrate) fn escaped_tokens(sql: &str) -> Vec<SqlToken> {
    pieces(sql, true)
}

fn pieces(sql: &str, escapes: bool) -> Vec<SqlToken> {
    let mut found = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '\'' | '"' | '`' => quoted(rest, first, escapes && first != '`'),
            '[' => rest.find(']').map_or(rest.len(), |at| at + 1),
            '<' | '>' | '=' | '!' | '|' => rest.find(|mark| !"<>=!|".contains(mark)).unwrap_or(rest.len()),
            _ if is_word(first) => rest.find(|character| !is_word(character)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        match first {
            '-' | '/' if length > 1 => {}
            '"' | '`' => {
                let mark = first.to_string();
                let inner = piece.strip_prefix(first).and_then(|inner| inner.strip_suffix(first)).unwrap_or(piece);
                found.push(SqlToken::Quoted(inner.replace(&mark.repeat(2), &mark)));
            }
            '[' => found.push(SqlToken::Quoted(piece.trim_matches(['[', ']']).to_owned())),
            _ => found.push(SqlToken::Plain(piece.to_owned())),
        }
        rest = after.trim_start();
    }
    found
}

/// Cuts at the separators that stand outside parentheses.
#[cfg(any(feature = "mysql", feature = "sqlite"))]
pub(in crate::migrate) fn split(words: &[SqlToken], is_separator: impl Fn(&SqlToken) -> bool) -> Vec<&[SqlToken]> {
    let mut parts = Vec::new();
    let (mut depth, mut begin) = (0_u32, 0);
    for (index, word) in words.iter().enumerate() {
        if word.is("(") {
            depth += 1;
        } else if word.is(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && is_separator(word) {
            parts.push(&words[begin..index]);
            begin = index + 1;
        }
    }
    parts.push(&words[begin..]);
    parts
}

#[cfg(any(feature = "mysql", feature = "sqlite"))]
pub(in crate::migrate) fn joined(words: &[SqlToken]) -> String {
    let mut text = String::new();
    let mut tight = true;
    for word in words {
        let closes = [")", ",", ".", ";"].iter().any(|mark| word.is(mark));
        if !tight && !closes {
            text.push(' ');
        }
        text.push_str(&word.text());
        tight = word.is("(") || word.is(".");
    }
    text
}

/// The length of a text or name in quotes, in which a doubled quote stands for itself.
fn quoted(text: &str, mark: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if escapes && character == '\\' {
            characters.next();
        } else if character == mark && characters.next_if(|(_, next)| *next == mark).is_none() {
            return at + 1;
        }
    }
    text.len()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}
