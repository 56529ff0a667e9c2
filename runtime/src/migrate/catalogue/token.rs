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
    #[cfg(feature = "sqlite")]
    #[cfg(feature = "sqlite")]
    pub(in crate::migrate) fn text(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Quoted(name) if !name.is_empty() && name.chars().all(is_word) => name.clone(),
            Self::Quoted(name) => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }
}

pub(in crate::migrate) fn tokens(sql: &str) -> Vec<SqlToken> {
    let mut found = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '\'' | '"' | '`' => quoted(rest, first),
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

/// The length of a text or name in quotes, in which a doubled quote stands for itself.
fn quoted(text: &str, mark: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == mark && characters.next_if(|(_, next)| *next == mark).is_none() {
            return at + 1;
        }
    }
    text.len()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}
