//! Questions to the catalogue that tell whether a step was done.

use serde::{Deserialize, Serialize};

use crate::object::ObjectKind;

/// A question to the database whose yes means that a step is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Probe {
    HasTable(String),
    NoTable(String),
    HasColumn {
        table: String,
        name: String,
    },
    NoColumn {
        table: String,
        name: String,
    },
    /// A column that is defined so, in the words of MySQL's `information_schema.columns`.
    HasColumnAs {
        table: String,
        name: String,
        /// `column_type`, such as `varchar(50)`; a display width does not count.
        #[serde(rename = "type")]
        ty: String,
        #[serde(default, skip_serializing_if = "super::column::is_false")]
        nullable: bool,
        /// `column_default`, a text without its quotes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        default: Option<String>,
    },
    NotNull {
        table: String,
        name: String,
    },
    Nullable {
        table: String,
        name: String,
    },
    /// An index or unique key that is complete; PostgreSQL leaves an invalid one after a failure.
    HasIndex {
        table: String,
        name: String,
    },
    NoIndex {
        table: String,
        name: String,
    },
    /// A foreign key or check.
    HasConstraint {
        table: String,
        name: String,
    },
    NoConstraint {
        table: String,
        name: String,
    },
    /// A foreign key or check that PostgreSQL knows every row to meet.
    Validated {
        table: String,
        name: String,
    },
    /// A view, function, trigger or another object beside tables.
    HasObject {
        kind: ObjectKind,
        name: String,
    },
    NoObject {
        kind: ObjectKind,
        name: String,
    },
    /// A table whose rows Citus keeps on several servers.
    Spread(String),
    /// A table whose rows are in one place.
    NotSpread(String),
    /// A query that gives no row.
    NoRows(String),
}
