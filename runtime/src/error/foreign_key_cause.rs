//! Which end of a reference a violation is about.

/// Which end of a reference a [`ForeignKeyViolation`](super::ErrorKind::ForeignKeyViolation) is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ForeignKeyCause {
    /// The written row refers to a row that does not exist.
    MissingParent,
    /// The row was to be deleted, and rows that must stay refer to it.
    HasChildren,
    /// The database does not tell.
    Unknown,
}

impl ForeignKeyCause {
    /// Completes the sentence that begins with the field.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::MissingParent => "refers to a row that does not exist",
            Self::HasChildren => "still refers to the row",
            Self::Unknown => "refers to a row that does not exist, or its row is still referred to",
        }
    }
}
