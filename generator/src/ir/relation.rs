//! References, referential actions and counters after resolution.

use super::FieldId;

/// A foreign key: many rows of this entity belong to one of the parent.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    pub field: FieldId,
    /// Name of the parent entity.
    pub parent: String,
    pub on_delete: ReferentialAction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferentialAction {
    Restrict,
    /// The same at the end of the statement: what refers to the row may go in it too.
    NoAction,
    Cascade,
    SetNull,
}

impl ReferentialAction {
    /// Returns whether a row that is referred to cannot go.
    #[must_use]
    pub fn refuses(self) -> bool {
        matches!(self, Self::Restrict | Self::NoAction)
    }
}

/// A column kept equal to the count of a child's rows, or to the sum of one of its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    /// The counting field of this entity.
    pub field: FieldId,
    /// Name of the child entity, which belongs to this one.
    pub child: String,
    /// The child's summed field; `None` counts rows.
    pub sum: Option<String>,
}
