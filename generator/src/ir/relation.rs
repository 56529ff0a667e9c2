//! References, referential actions and counters after resolution.

use std::fmt;

use super::{Entity, FieldId};

/// A foreign key: many rows of this entity belong to one of the parent.
#[derive(Clone, PartialEq)]
pub struct Relation {
    pub field: FieldId,
    /// Name of the parent entity.
    pub parent: String,
    /// The parent's field that is referred to, in place of its primary key.
    pub by: Option<String>,
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
    pub deferrable: Option<Deferrable>,
}

impl Relation {
    /// Returns the parent's field that the reference holds, its key unless another is named.
    pub fn target(&self, parent: &Entity) -> Option<FieldId> {
        match &self.by {
            Some(name) => parent.field_id(name),
            None => parent.key_ids().next(),
        }
    }

    /// Returns whether the reference holds the parent's primary key.
    pub fn is_to_key(&self) -> bool {
        self.by.is_none()
    }
}

/// Leaves out what a definition does not say, as [`super::Field`] does.
impl fmt::Debug for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Relation");
        text.field("field", &self.field).field("parent", &self.parent);
        if let Some(by) = &self.by {
            text.field("by", by);
        }
        text.field("on_delete", &self.on_delete);
        if self.on_update != ReferentialAction::NoAction {
            text.field("on_update", &self.on_update);
        }
        if let Some(deferrable) = &self.deferrable {
            text.field("deferrable", deferrable);
        }
        text.finish()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferentialAction {
    Restrict,
    /// The same at the end of the statement: what refers to the row may go in it too.
    NoAction,
    Cascade,
    SetNull,
    /// MySQL and MariaDB refuse instead.
    SetDefault,
}

impl ReferentialAction {
    /// Returns whether a row that is referred to cannot go.
    #[must_use]
    pub fn refuses(self) -> bool {
        matches!(self, Self::Restrict | Self::NoAction)
    }
}

/// When a reference is checked that can be checked at the end of the transaction; MySQL and MariaDB always check at
/// once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deferrable {
    /// After each statement, unless the transaction says otherwise.
    Immediate,
    /// At the end of the transaction.
    Deferred,
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

/// Two entities whose rows a table in between ties to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManyToMany {
    pub ends: [String; 2],
    /// The entity in between.
    pub through: String,
}
