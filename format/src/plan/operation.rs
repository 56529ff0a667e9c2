//! The operations of a migration, in the words of the definition.

use serde::{Deserialize, Serialize};

use super::{
    Check, Column, Distribution, Fill, ForeignKey, Index, Partition, Probe, RowSecurity, Scale, Search, Table, Unique,
};
use crate::object::Object;

/// One typed change of the schema.
///
/// The schema before a migration is the fold of all operations before it, so an operation carries what it makes in
/// full and names what it removes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Operation {
    CreateTable(Table),
    DropTable {
        table: String,
    },
    RenameTable {
        table: String,
        to: String,
        /// Keys, indexes and checks whose names follow the table's.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        names: Vec<RenamedPart>,
    },
    AddColumn {
        table: String,
        column: Column,
        /// What the rows that are there get; the column's default or null when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<Fill>,
    },
    /// The whole column as it is afterwards.
    AlterColumn {
        table: String,
        column: Column,
        /// What rows get whose value does not fit the column as it becomes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<Fill>,
    },
    RenameColumn {
        table: String,
        column: String,
        to: String,
        /// Keys, indexes and checks whose names follow the column's.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        names: Vec<RenamedPart>,
    },
    DropColumn {
        table: String,
        column: String,
    },
    AddUnique {
        table: String,
        unique: Unique,
    },
    DropUnique {
        table: String,
        name: String,
    },
    AddForeignKey {
        table: String,
        foreign_key: ForeignKey,
    },
    DropForeignKey {
        table: String,
        name: String,
    },
    AddCheck {
        table: String,
        check: Check,
    },
    DropCheck {
        table: String,
        name: String,
    },
    AddIndex {
        table: String,
        index: Index,
    },
    DropIndex {
        table: String,
        name: String,
    },
    AddSearch {
        table: String,
        search: Search,
    },
    DropSearch {
        table: String,
    },
    AddRowSecurity {
        table: String,
        row_security: RowSecurity,
    },
    DropRowSecurity {
        table: String,
    },
    AddScale {
        table: String,
        scale: Scale,
    },
    DropScale {
        table: String,
    },
    Distribute {
        table: String,
        distribution: Distribution,
    },
    Undistribute {
        table: String,
    },
    /// Lays the rows of the table out in partitions.
    AddPartition {
        table: String,
        partition: Partition,
    },
    /// Puts the rows of all partitions into one table.
    DropPartition {
        table: String,
    },
    /// What the database says of the table to people; nothing more if absent.
    CommentTable {
        table: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// A view, function, trigger or another object beside tables.
    CreateObject(Object),
    /// The object with the text that it has afterwards.
    ReplaceObject(Object),
    DropObject {
        object: String,
    },
    /// Hand-written SQL that changes no schema.
    Sql {
        title: String,
    },
}

/// The new name of a key, index or check, which follows the rename of what it was named for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenamedPart {
    pub from: String,
    pub to: String,
}

impl Operation {
    /// Returns the table that changes; `None` for hand-written SQL and for objects beside tables.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::CreateTable(table) => Some(&table.name),
            Self::DropTable { table }
            | Self::RenameTable { table, .. }
            | Self::AddColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::AddUnique { table, .. }
            | Self::DropUnique { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::AddCheck { table, .. }
            | Self::DropCheck { table, .. }
            | Self::AddIndex { table, .. }
            | Self::DropIndex { table, .. }
            | Self::AddSearch { table, .. }
            | Self::DropSearch { table }
            | Self::AddRowSecurity { table, .. }
            | Self::DropRowSecurity { table }
            | Self::AddScale { table, .. }
            | Self::DropScale { table }
            | Self::Distribute { table, .. }
            | Self::Undistribute { table }
            | Self::AddPartition { table, .. }
            | Self::DropPartition { table }
            | Self::CommentTable { table, .. } => Some(table),
            Self::CreateObject(_) | Self::ReplaceObject(_) | Self::DropObject { .. } | Self::Sql { .. } => None,
        }
    }

    /// Returns the table that changes, and the name that it has afterwards.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        let to = match self {
            Self::RenameTable { to, .. } => Some(to.as_str()),
            _ => None,
        };
        self.table().into_iter().chain(to)
    }

    /// Returns the name of the object beside tables that changes.
    #[must_use]
    pub fn object(&self) -> Option<&str> {
        match self {
            Self::CreateObject(object) | Self::ReplaceObject(object) => Some(&object.name),
            Self::DropObject { object } => Some(object),
            _ => None,
        }
    }

    /// Returns a question whose yes means that the operation is done; `None` where its name alone cannot tell.
    #[must_use]
    pub fn probe(&self) -> Option<Probe> {
        Some(match self.clone() {
            Self::CreateTable(table) => Probe::HasTable(table.name),
            Self::DropTable { table } => Probe::NoTable(table),
            Self::RenameTable { to, .. } => Probe::HasTable(to),
            Self::AddColumn { table, column, .. } => Probe::HasColumn { table, name: column.name },
            Self::RenameColumn { table, to, .. } => Probe::HasColumn { table, name: to },
            Self::DropColumn { table, column } => Probe::NoColumn { table, name: column },
            Self::AddUnique { table, unique } => Probe::HasIndex { table, name: unique.name },
            Self::DropUnique { table, name } | Self::DropIndex { table, name } => Probe::NoIndex { table, name },
            Self::AddIndex { table, index } => Probe::HasIndex { table, name: index.name },
            Self::AddForeignKey { table, foreign_key } => Probe::HasConstraint { table, name: foreign_key.name },
            Self::AddCheck { table, check } => Probe::HasConstraint { table, name: check.name },
            Self::DropForeignKey { table, name } | Self::DropCheck { table, name } => {
                Probe::NoConstraint { table, name }
            }
            Self::AlterColumn { .. }
            | Self::AddSearch { .. }
            | Self::DropSearch { .. }
            | Self::AddRowSecurity { .. }
            | Self::DropRowSecurity { .. }
            | Self::AddScale { .. }
            | Self::DropScale { .. }
            | Self::Distribute { .. }
            | Self::Undistribute { .. }
            | Self::AddPartition { .. }
            | Self::DropPartition { .. }
            | Self::CommentTable { .. }
            | Self::CreateObject(_)
            | Self::ReplaceObject(_)
            | Self::DropObject { .. }
            | Self::Sql { .. } => return None,
        })
    }

    /// Returns whether code that knows only the state before works on the state after.
    #[must_use]
    pub fn is_compatible(&self) -> bool {
        match self {
            Self::CreateTable(_)
            | Self::CreateObject(_)
            | Self::CommentTable { .. }
            | Self::AddIndex { .. }
            | Self::DropIndex { .. }
            | Self::DropForeignKey { .. }
            | Self::DropCheck { .. }
            | Self::DropRowSecurity { .. }
            | Self::Distribute { .. }
            | Self::Undistribute { .. }
            | Self::AddPartition { .. }
            | Self::DropPartition { .. } => true,
            Self::AddColumn { column, .. } => column.nullable || column.default.is_some() || column.generated.is_some(),
            _ => false,
        }
    }
}
