//! What a statement does, as statistics and traces tell statements apart.

use std::fmt;

use serde::Serialize;

/// What a statement does to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Operation {
    /// It reads rows.
    Read,
    /// It stores new rows; an upsert may also change the rows that are there.
    Insert,
    /// It changes rows; a soft delete does.
    Update,
    /// It deletes rows.
    Delete,
    /// It begins or ends a transaction, or changes no rows otherwise.
    Control,
}

impl Operation {
    /// Returns its name: `read`, `insert`, `update`, `delete` or `control`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Control => "control",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the text of a statement says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) operation: Operation,
    /// Its first word.
    pub(crate) verb: Box<str>,
    /// The table that it writes to, or the first that it reads from.
    pub(crate) table: Option<Box<str>>,
}

/// `SELECT users`, as OpenTelemetry sums statements up.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.verb)?;
        self.table.as_ref().map_or(Ok(()), |table| write!(f, " {table}"))
    }
}

impl Summary {
    pub(crate) fn of(text: &str) -> Self {
        let text = inserting(text.trim_start());
        let verb = text.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
        let operation = match verb {
            "SELECT" | "WITH" | "SHOW" => Operation::Read,
            "INSERT" | "REPLACE" => Operation::Insert,
            "UPDATE" => Operation::Update,
            "DELETE" => Operation::Delete,
            _ => Operation::Control,
        };
        let table = match operation {
            Operation::Control => None,
            Operation::Read => text.split_once(" FROM ").and_then(|(_, rest)| first_name(rest)),
            _ => written_table(text),
        };
        Self { operation, verb: verb.into(), table: table.map(Into::into) }
    }
}

/// Returns the table that a statement writes to, without its quotes.
pub(crate) fn written_table(text: &str) -> Option<&str> {
    let text = inserting(text.trim_start());
    let rest = ["INSERT INTO ", "INSERT IGNORE INTO ", "INSERT OR IGNORE INTO ", "UPDATE ", "DELETE FROM "]
        .into_iter()
        .find_map(|verb| text.strip_prefix(verb))?;
    first_name(rest)
}

/// Returns the INSERT of a statement that begins with names for what it inserts, or the statement.
fn inserting(text: &str) -> &str {
    let insert = if text.starts_with("WITH ") { text.find("(INSERT INTO ") } else { None };
    insert.map_or(text, |at| &text[at + 1..])
}

fn first_name(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|letter| matches!(letter, '"' | '`'));
    let (name, rest) = match quote {
        Some(quote) => text[1..].split_once(quote)?,
        None => text.split_at(text.find([' ', '(', ')', ',', ';', '.']).unwrap_or(text.len())),
    };
    // A schema stands before it.
    rest.strip_prefix('.').map_or_else(|| Some(name).filter(|name| !name.is_empty()), first_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_what_it_does_and_to_what() {
        let cases = [
            ("SELECT id FROM \"users\" WHERE id = $1", Operation::Read, "SELECT", Some("users")),
            ("SELECT COUNT(*) FROM users", Operation::Read, "SELECT", Some("users")),
            ("SELECT x FROM (SELECT 1) AS s", Operation::Read, "SELECT", None),
            ("WITH a AS (SELECT 1 FROM b) SELECT 1", Operation::Read, "WITH", Some("b")),
            ("INSERT INTO `stats`(a) VALUES (?)", Operation::Insert, "INSERT", Some("stats")),
            ("UPDATE stats SET n = n + 1", Operation::Update, "UPDATE", Some("stats")),
            ("UPDATE \"Money in\".\"paymentRows\" SET n = 1", Operation::Update, "UPDATE", Some("paymentRows")),
            ("SELECT id FROM billing.accounts WHERE id = $1", Operation::Read, "SELECT", Some("accounts")),
            ("DELETE FROM stats", Operation::Delete, "DELETE", Some("stats")),
            ("BEGIN IMMEDIATE", Operation::Control, "BEGIN", None),
        ];
        for (text, operation, verb, table) in cases {
            let summary = Summary::of(text);
            let found = (summary.operation, &*summary.verb, summary.table.as_deref());
            assert_eq!(found, (operation, verb, table), "{text}");
        }
    }
}
