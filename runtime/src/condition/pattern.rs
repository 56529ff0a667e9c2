//! Texts that a text begins with, ends with, or contains.

use std::fmt::Write as _;

use larder_format::Dialect;

/// A text that is looked for in another, and where.
#[derive(Debug, Clone)]
pub(crate) struct TextPattern {
    pub(super) needle: String,
    /// Whether nothing stands before it.
    pub(super) at_start: bool,
    /// Whether nothing stands behind it.
    pub(super) at_end: bool,
    /// Whether `A` is `a`, and so on to `Z`; all other letters are themselves.
    pub(super) ignores_case: bool,
}

impl TextPattern {
    /// Returns the operator for a dialect, up to the bound pattern, and what follows it.
    ///
    /// Every operator knows ASCII's letters only, or none, whatever language the database has: SQLite's `GLOB` is the
    /// one that tells cases apart and its `LIKE` the one that does not; MySQL has an expression for it.
    pub(super) fn operator(&self, dialect: Dialect) -> (&'static str, &'static str) {
        match (dialect, self.ignores_case) {
            (Dialect::Postgres | Dialect::MySql, false) => (" LIKE ", " ESCAPE '!'"),
            (Dialect::Postgres, true) => (" COLLATE \"C\" ILIKE ", " ESCAPE '!'"),
            (Dialect::MySql, true) => (" REGEXP ", ""),
            (Dialect::Sqlite, false) => (" GLOB ", ""),
            (Dialect::Sqlite, true) => (" LIKE ", " ESCAPE '!'"),
        }
    }

    /// Returns the pattern in the language of that operator.
    pub(super) fn text(&self, dialect: Dialect) -> String {
        match (dialect, self.ignores_case) {
            (Dialect::MySql, true) => self.expression(),
            (Dialect::Sqlite, false) => self.between('*', |c, text| match c {
                '*' | '?' | '[' => text.extend(['[', c, ']']),
                c => text.push(c),
            }),
            _ => self.between('%', |c, text| {
                if matches!(c, '%' | '_' | '!') {
                    text.push('!');
                }
                text.push(c);
            }),
        }
    }

    fn between(&self, anything: char, push: impl Fn(char, &mut String)) -> String {
        let mut text = String::with_capacity(self.needle.len() + 2);
        if !self.at_start {
            text.push(anything);
        }
        self.needle.chars().for_each(|c| push(c, &mut text));
        if !self.at_end {
            text.push(anything);
        }
        text
    }

    /// Returns a regular expression of what MySQL and MariaDB both know: letters of ASCII as classes of two, and what
    /// may mean something by its number.
    fn expression(&self) -> String {
        // An expression that is empty is an error to MySQL.
        let mut text = String::from(if self.at_start { "\\A" } else { "(?:)" });
        for c in self.needle.chars() {
            match c {
                c if c.is_ascii_alphabetic() => {
                    text.extend(['[', c.to_ascii_lowercase(), c.to_ascii_uppercase(), ']']);
                }
                c if c.is_ascii_digit() || !c.is_ascii() => text.push(c),
                // Writing to a String cannot fail.
                c => drop(write!(text, "\\x{{{:x}}}", u32::from(c))),
            }
        }
        if self.at_end {
            text.push_str("\\z");
        }
        text
    }
}
