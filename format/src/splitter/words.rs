//! The words of a statement, for those who look for names in it.

use crate::Dialect;

use super::{Cursor, is_word};

/// A word, a string or a sign, where comments and white space are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    pub text: &'a str,
    pub kind: WordKind,
    /// Where it begins.
    pub at: usize,
}

/// What a [`Word`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// A keyword, a name or a number.
    Bare,
    /// A name in the quotation marks of its dialect.
    Quoted,
    /// A string, one between dollar signs too.
    Text,
    Sign,
}

impl Word<'_> {
    /// Returns whether it is this keyword.
    #[must_use]
    pub fn is(&self, keyword: &str) -> bool {
        self.kind == WordKind::Bare && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Returns whether it is this sign.
    #[must_use]
    pub fn is_sign(&self, sign: &str) -> bool {
        self.kind == WordKind::Sign && self.text == sign
    }

    /// Returns where it ends.
    #[must_use]
    pub fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

/// Returns the words of a text in order.
#[must_use]
pub fn words(text: &str, dialect: Dialect) -> Vec<Word<'_>> {
    let mut cursor = Cursor { text, bytes: text.as_bytes(), at: 0, dialect };
    let mut words = Vec::new();
    while cursor.at < cursor.bytes.len() {
        let at = cursor.at;
        let byte = cursor.peek(0);
        if byte.is_ascii_whitespace() {
            cursor.at += 1;
            continue;
        }
        if cursor.skip_comment() {
            continue;
        }
        let kind = if is_word(byte) {
            let word = cursor.take_word();
            if cursor.peek(0) == b'\'' && word.eq_ignore_ascii_case("e") && dialect == Dialect::Postgres {
                cursor.skip_quoted(b'\'', true);
                WordKind::Text
            } else {
                WordKind::Bare
            }
        } else if cursor.skip_string() {
            let is_text = matches!(byte, b'\'' | b'$') || (byte == b'"' && dialect == Dialect::MySql);
            if is_text { WordKind::Text } else { WordKind::Quoted }
        } else {
            cursor.at += 1;
            WordKind::Sign
        };
        words.push(Word { text: &text[at..cursor.at], kind, at });
    }
    words
}
