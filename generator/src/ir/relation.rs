//! References, referential actions and counters after resolution.

use std::fmt;

use super::{Entity, FieldId};
use crate::name;

/// A foreign key: many rows of this entity belong to one of the parent.
#[derive(Clone, PartialEq)]
pub struct Relation {
    /// The field that holds it, the first of several.
    pub field: FieldId,
    /// The others of a reference that several fields hold together.
    pub others: Vec<FieldId>,
    /// What its methods are called by, if several fields hold it and the parent's name is not meant.
    pub name: Option<String>,
    /// Name of the parent entity.
    pub parent: String,
    /// The parent's fields that are referred to, in place of its primary key.
    pub by: Vec<String>,
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
    pub deferrable: Option<Deferrable>,
}

impl Relation {
    /// Returns the fields that hold the reference, in the order of what they refer to.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> + use<'_> {
        std::iter::once(self.field).chain(self.others.iter().copied())
    }

    /// Returns whether several fields hold the reference together.
    pub fn is_composite(&self) -> bool {
        !self.others.is_empty()
    }

    /// Returns the parent's fields that the reference holds, its key unless others are named.
    pub fn targets(&self, parent: &Entity) -> Vec<FieldId> {
        if self.by.is_empty() {
            return parent.key_ids().collect();
        }
        self.by.iter().filter_map(|name| parent.field_id(name)).collect()
    }

    /// Returns whether the reference holds the parent's primary key.
    pub fn is_to_key(&self) -> bool {
        self.by.is_empty()
    }

    /// Returns what a reference of several fields is called: `playlist_track` for one to `PlaylistTrack`.
    pub fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| name::snake(&self.parent))
    }

    /// Returns whether each field always has a value, so that there is a parent.
    pub fn is_required(&self, entity: &Entity) -> bool {
        self.fields().all(|id| !entity.field(id).nullable)
    }
}

/// Leaves out what a definition does not say, as [`super::Field`] does.
impl fmt::Debug for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Relation");
        text.field("field", &self.field).field("parent", &self.parent);
        if self.is_composite() {
            text.field("others", &self.others).field("name", &self.name);
        }
        match self.by.as_slice() {
            [] => {}
            [by] => drop(text.field("by", by)),
            several => drop(text.field("by", &several)),
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
