//! What a change needs to know before it is generated.

/// An open question; [`crate::sql::Answers`] closes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub kind: QuestionKind,
    /// `User.bio`, or a table.
    pub subject: String,
    /// What the subject may have become, the likeliest first.
    pub candidates: Vec<String>,
    /// Each a whole answer for the command line, ready to be pasted into a shell.
    pub flags: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionKind {
    /// A table is gone: renamed, or dropped.
    Table,
    /// A column is gone: renamed, or dropped.
    Column,
    /// Rows that are there have no value for a column that needs one.
    Fill,
    /// Rows that are there may hold values that no longer fit.
    Narrow,
    /// The values of a reference would name rows of another table, or the rows of a table be those of another entity.
    Keep,
}

impl QuestionKind {
    /// Returns the word that JSON output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Column => "column",
            Self::Fill => "fill",
            Self::Narrow => "narrow",
            Self::Keep => "keep",
        }
    }
}
