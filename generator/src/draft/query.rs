//! Drafts of statements of the user's own that are methods.

use super::{SqlDraft, Text};
use crate::diagnostic::Origin;

/// A statement as written: `[entities.Message.queries.busiest]`.
#[derive(Debug, Clone)]
pub struct QueryDraft {
    /// What the method is called.
    pub name: Text,
    pub doc: Option<String>,
    pub sql: Option<SqlDraft>,
    /// The names in the text, each with its type or with a field that has it.
    pub parameters: Vec<(Text, Text)>,
    pub rows: RowsDraft,
    /// `all`, `one`, `optional`, `stream` or `execute`.
    pub returns: Option<Text>,
    /// The entities whose rows it may change, and where that stands.
    pub touches: Option<(Vec<Text>, Origin)>,
}

/// What the rows of a statement are, as written.
#[derive(Debug, Clone, Default)]
pub enum RowsDraft {
    /// Rows of the entity, or none.
    #[default]
    Unsaid,
    /// A single column: its type, or the entity.
    One(Text),
    /// Several columns, each with its type.
    Members(Vec<(Text, Text)>),
}
