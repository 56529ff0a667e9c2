//! A statement that was sent: what is known of it if it fails.

use larder_format::Effect;

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
