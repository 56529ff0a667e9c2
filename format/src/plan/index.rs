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

/// A column of an index, on disk `"created_at"` or `"created_at desc"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct IndexColumn {
    pub name: String,
    pub order: Order,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

impl From<String> for IndexColumn {
    fn from(text: String) -> Self {
        match text.strip_suffix(" desc") {
            Some(name) => Self { name: name.to_owned(), order: Order::Descending },
            None => Self { name: text, order: Order::Ascending },
        }
    }
}

impl From<IndexColumn> for String {
    fn from(column: IndexColumn) -> Self {
        match column.order {
            Order::Ascending => column.name,
            Order::Descending => column.name + " desc",
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
