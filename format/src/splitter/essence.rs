//! A statement without comments and layout, to be compared.

use crate::Dialect;

use super::{Cursor, is_word};

/// Returns a statement without its comments and with one space for every run of white space outside strings, so that
/// two statements that a database reads alike compare equal.
#[must_use]
pub fn essence(statement: &str, dialect: Dialect) -> String {
    let mut cursor = Cursor { text: statement, bytes: statement.as_bytes(), at: 0, dialect };
    let mut text = String::with_capacity(statement.len());
    let mut blank = false;
    while cursor.at < cursor.bytes.len() {
        let start = cursor.at;
        let byte = cursor.peek(0);
        if byte.is_ascii_whitespace() {
            cursor.at += 1;
            blank = true;
            continue;
        }
        if cursor.skip_comment() {
            blank = true;
            continue;
        }
        if is_word(byte) {
            let word = cursor.take_word();
            if cursor.peek(0) == b'\'' && word.eq_ignore_ascii_case("e") && dialect == Dialect::Postgres {
                cursor.skip_quoted(b'\'', true);
            }
        } else if !cursor.skip_string() {
            cursor.at += 1;
        }
        if blank && !text.is_empty() {
            text.push(' ');
        }
        blank = false;
        text.push_str(&statement[start..cursor.at]);
    }
    text
}
