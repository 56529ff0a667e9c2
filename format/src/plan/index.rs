//! Indexes, as an operation describes them.

use serde::{Deserialize, Serialize};

use super::Condition;

/// A secondary index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub name: String,
    #[serde(default, skip_serializing_if = "IndexKind::is_ordered")]
    pub kind: IndexKind,
    pub columns: Vec<IndexColumn>,
    /// All of them hold for a row that the index covers; every row when empty.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexKind {
    #[default]
    Ordered,
    /// A JSON column asked for by containment.
    Contains,
}

impl IndexKind {
    fn is_ordered(&self) -> bool {
        *self == Self::Ordered
    }
}

/// A column of an index, on disk `"created_at"` or `"created_at desc"`; of one whose lists have nulls below every value
/// `"due_at nulls first"` or `"due_at desc nulls last"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct IndexColumn {
    pub name: String,
    pub order: Order,
    /// Whether nulls stand below every value, as everywhere but on PostgreSQL, where it has to be said.
    pub nulls_lowest: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

impl From<String> for IndexColumn {
    fn from(text: String) -> Self {
        if let Some(name) = text.strip_suffix(" desc nulls last") {
            return Self { name: name.to_owned(), order: Order::Descending, nulls_lowest: true };
        }
        if let Some(name) = text.strip_suffix(" nulls first") {
            return Self { name: name.to_owned(), order: Order::Ascending, nulls_lowest: true };
        }
        match text.strip_suffix(" desc") {
            Some(name) => Self { name: name.to_owned(), order: Order::Descending, nulls_lowest: false },
            None => Self { name: text, order: Order::Ascending, nulls_lowest: false },
        }
    }
}

impl From<IndexColumn> for String {
    fn from(column: IndexColumn) -> Self {
        column.name
            + match (column.order, column.nulls_lowest) {
                (Order::Ascending, false) => "",
                (Order::Ascending, true) => " nulls first",
                (Order::Descending, false) => " desc",
                (Order::Descending, true) => " desc nulls last",
            }
    }
}

/// Full text over some columns, by tokens that larder makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Name of the index.
    pub name: String,
    /// The columns whose words are found.
    pub columns: Vec<String>,
    /// The column that holds the tokens; not among the table's columns.
    pub tokens: String,
    /// The column that scopes every search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The table that SQLite keeps the words in.
    pub shadow: String,
}
