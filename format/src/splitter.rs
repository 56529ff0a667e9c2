//! Cuts a SQL file into its statements.

mod essence;
mod words;

use crate::Dialect;

pub use essence::essence;
pub use words::{Word, WordKind, words};

/// Returns the statements of `sql`, each without the semicolon that ends it and without comments before it.
///
/// Semicolons inside strings, quoted names, dollar quotes, comments and `BEGIN … END` bodies of triggers and routines
/// end nothing. A text that holds comments only gives no statement. An unclosed string takes the rest of the file.
#[must_use]
pub fn split(sql: &str, dialect: Dialect) -> Vec<&str> {
    let mut cursor = Cursor { text: sql, bytes: sql.as_bytes(), at: 0, dialect };
    if sql.starts_with('\u{feff}') {
        cursor.at = '\u{feff}'.len_utf8();
    }
    let mut statements = Vec::new();
    while let Some(start) = cursor.skip_blank() {
        let end = cursor.skip_statement();
        let statement = sql[start..end].trim_end();
        if !statement.is_empty() {
            statements.push(statement);
        }
    }
    statements
}

struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    dialect: Dialect,
}

/// What is known of the statement so far, to tell the body of a trigger.
#[derive(Default)]
struct Body {
    words: usize,
    creates: bool,
    routine: bool,
    depth: usize,
    after_end: bool,
}

impl Body {
    /// Takes the next word, which is not part of a qualified name.
    fn word(&mut self, word: &str) {
        self.words += 1;
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        if self.words == 1 {
            self.creates = is("CREATE");
        }
        let kinds = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"];
        self.routine |= self.creates && self.words <= 8 && kinds.into_iter().any(is);
        if !self.routine {
            return;
        }
        // END IF and its like close what no BEGIN opened; END CASE closes a CASE that was counted.
        let reopens = self.after_end && ["IF", "LOOP", "WHILE", "REPEAT", "FOR"].into_iter().any(is);
        if reopens || is("BEGIN") || (is("CASE") && !self.after_end) {
            self.depth += 1;
        } else if is("END") {
            self.depth = self.depth.saturating_sub(1);
        }
        self.after_end = is("END");
    }
}

impl<'a> Cursor<'a> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Skips white space, comments and lone semicolons; returns where the next statement starts.
    fn skip_blank(&mut self) -> Option<usize> {
        while self.at < self.bytes.len() {
            if self.peek(0).is_ascii_whitespace() || self.peek(0) == b';' {
                self.at += 1;
            } else if !self.skip_comment() {
                return Some(self.at);
            }
        }
        None
    }

    /// Skips to behind the semicolon that ends the statement; returns where the statement ends.
    fn skip_statement(&mut self) -> usize {
        let mut body = Body::default();
        let mut qualified = false;
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            if byte == b';' && body.depth == 0 {
                self.at += 1;
                return self.at - 1;
            }
            if is_word(byte) {
                let word = self.take_word();
                // E'…' and _utf8'…' are one string, and 'a' of a.b no keyword.
                if self.peek(0) == b'\'' && word.eq_ignore_ascii_case("e") && self.dialect == Dialect::Postgres {
                    self.skip_quoted(b'\'', true);
                } else if !qualified && self.peek(0) != b'.' {
                    body.word(word);
                }
            } else if !self.skip_comment() && !self.skip_string() {
                if !byte.is_ascii_whitespace() {
                    body.after_end = false;
                }
                self.at += 1;
            }
            qualified = byte == b'.';
        }
        self.at
    }

    fn take_word(&mut self) -> &'a str {
        let start = self.at;
        while is_word(self.peek(0)) || self.peek(0) == b'$' {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn skip_comment(&mut self) -> bool {
        let mysql = self.dialect == Dialect::MySql;
        let line = match (self.peek(0), self.peek(1)) {
            (b'#', _) => mysql,
            (b'-', b'-') => !mysql || self.peek(2) <= b' ',
            // MySQL runs what stands in /*! … */ and in MariaDB's /*M! … */.
            (b'/', b'*') if mysql && (self.peek(2) == b'!' || (self.peek(2), self.peek(3)) == (b'M', b'!')) => false,
            (b'/', b'*') => {
                self.skip_block();
                return true;
            }
            _ => false,
        };
        if line {
            while self.at < self.bytes.len() && self.peek(0) != b'\n' {
                self.at += 1;
            }
        }
        line
    }

    /// Only PostgreSQL nests block comments.
    fn skip_block(&mut self) {
        let mut depth = 0;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') if depth == 0 || self.dialect == Dialect::Postgres => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip_string(&mut self) -> bool {
        match (self.peek(0), self.dialect) {
            (quote @ (b'\'' | b'"'), dialect) => self.skip_quoted(quote, dialect == Dialect::MySql),
            (b'`', Dialect::MySql | Dialect::Sqlite) => self.skip_quoted(b'`', false),
            (b'[', Dialect::Sqlite) => self.skip_quoted(b']', false),
            (b'$', Dialect::Postgres) => return self.skip_dollar(),
            _ => return false,
        }
        true
    }

    /// Skips from an opening quote to behind the closing one; a doubled closing quote is part of the text.
    fn skip_quoted(&mut self, close: u8, backslash: bool) {
        self.at += 1;
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            if (byte == b'\\' && backslash) || (byte == close && self.peek(1) == close) {
                self.at += 2;
            } else {
                self.at += 1;
                if byte == close {
                    break;
                }
            }
        }
        self.at = self.at.min(self.bytes.len());
    }

    fn skip_dollar(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let name = rest[1..].bytes().take_while(|byte| is_word(*byte)).count();
        let tag = &rest[..(name + 2).min(rest.len())];
        if !tag.ends_with('$') || tag.len() < 2 || rest.as_bytes()[1].is_ascii_digit() {
            return false;
        }
        self.at += rest[tag.len()..].find(tag).map_or(rest.len(), |end| end + 2 * tag.len());
        true
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
