//! A statement that was sent: what is known of it if it fails.

use crate::error::{ErrorKind, ForeignKeyCause};
use crate::statement::Origin;
use crate::statistics::Label;

/// What is known of a statement when it fails: enough to tell what may have become of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent {
    pub(crate) label: Label,
    pub(crate) effect: Effect,
    /// Whether it is a part of a transaction, which is not committed where one of its parts fails.
    pub(crate) in_transaction: bool,
    pub(crate) origin: Origin,
}

const INSERT: &str = "INSERT";

/// What a statement does to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Reads,
    Writes,
    /// Inserts what a query finds: `INSERT … SELECT`. Not every engine runs it wherever its rows are.
    Copies,
    Deletes,
}

impl Effect {
    /// The same to whoever sends the statement, to whom every INSERT is one; this is asked for each.
    pub(crate) fn when_sent(text: &str) -> Self {
        let is_insert = text.get(..INSERT.len()).is_some_and(|word| word.eq_ignore_ascii_case(INSERT));
        if is_insert { Self::Writes } else { Self::of(text) }
    }

    /// Reads the first word of a statement. One that is not known counts as a write, and so does a name of a WITH that
    /// is a word for writing: too much care costs less than too little.
    pub(crate) fn of(text: &str) -> Self {
        let words = text.as_bytes().split(|letter| !letter.is_ascii_alphanumeric());
        let mut words = words.filter(|word| !word.is_empty());
        let is_one_of =
            |word: &[u8], known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()));
        match words.next().unwrap_or_default() {
            first if is_one_of(first, &["SELECT", "VALUES", "SHOW"]) => Self::Reads,
            first if is_one_of(first, &["WITH"]) => {
                let writes = words.any(|word| is_one_of(word, &["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"]));
                if writes { Self::Writes } else { Self::Reads }
            }
            first if is_one_of(first, &["DELETE"]) => Self::Deletes,
            first if is_one_of(first, &["INSERT", "REPLACE"]) => {
                // Whichever comes first: values may be queries in parentheses, and a query may be of VALUES.
                match words.find(|word| is_one_of(word, &["SELECT", "TABLE", "WITH", "VALUES", "SET"])) {
                    Some(word) if is_one_of(word, &["SELECT", "TABLE", "WITH"]) => Self::Copies,
                    _ => Self::Writes,
                }
            }
            _ => Self::Writes,
        }
    }
}

impl Sent {
    /// The kind of the error when the answer is missing, because of `why`. Reading again changes nothing, and the
    /// server rolls a transaction back that it was not asked to commit; only a write by itself may have been applied.
    pub(crate) fn lost(self, why: &str) -> ErrorKind {
        let text = format!("{}: {why}", self.label);
        if self.may_have_been_applied() { ErrorKind::UnknownOutcome(text) } else { ErrorKind::Unavailable(text) }
    }

    pub(crate) fn may_have_been_applied(self) -> bool {
        self.effect != Effect::Reads && !self.in_transaction
    }

    /// The end of a reference that such a statement can break. larder changes no key that others refer to.
    pub(crate) fn foreign_key_cause(self) -> ForeignKeyCause {
        match self.effect {
            Effect::Deletes => ForeignKeyCause::HasChildren,
            Effect::Writes | Effect::Copies => ForeignKeyCause::MissingParent,
            Effect::Reads => ForeignKeyCause::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Effect;

    #[test]
    fn a_statement_is_of_one_kind() {
        for (text, expected) in [
            ("SELECT 1", Effect::Reads),
            ("(VALUES (1))", Effect::Reads),
            ("WITH a AS (SELECT 1) SELECT * FROM a", Effect::Reads),
            ("WITH a AS (DELETE FROM b RETURNING *) SELECT * FROM a", Effect::Writes),
            ("INSERT INTO a (b) VALUES ((SELECT 1))", Effect::Writes),
            ("INSERT INTO a (b) SELECT c FROM d", Effect::Copies),
            ("insert into a (b)\nselect c from (values (1)) d", Effect::Copies),
            ("INSERT INTO a WITH c AS (SELECT 1) SELECT * FROM c", Effect::Copies),
            ("REPLACE INTO a TABLE b", Effect::Copies),
            ("INSERT INTO a SET b = (SELECT 1)", Effect::Writes),
            ("INSERT INTO a DEFAULT VALUES", Effect::Writes),
            ("DELETE FROM a", Effect::Deletes),
            ("UPDATE a SET b = 1", Effect::Writes),
            ("TRUNCATE a", Effect::Writes),
        ] {
            assert_eq!(Effect::of(text), expected, "{text}");
        }
    }
}
