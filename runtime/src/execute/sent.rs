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

/// What a statement does to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Reads,
    Writes,
    Deletes,
}

impl Effect {
    /// Reads the first word of a statement. One that is not known counts as a write, and so does a name of a WITH that
    /// is a word for writing: too much care costs less than too little.
    pub(crate) fn of(text: &str) -> Self {
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let is_one_of = |word: &str, known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
        match words.next().unwrap_or_default() {
            first if is_one_of(first, &["SELECT", "VALUES", "SHOW"]) => Self::Reads,
            first if is_one_of(first, &["WITH"]) => {
                let writes = words.any(|word| is_one_of(word, &["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"]));
                if writes { Self::Writes } else { Self::Reads }
            }
            first if is_one_of(first, &["DELETE"]) => Self::Deletes,
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
            Effect::Writes => ForeignKeyCause::MissingParent,
            Effect::Reads => ForeignKeyCause::Unknown,
        }
    }
}
