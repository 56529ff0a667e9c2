//! Indexes, as an operation describes them.

use serde::{Deserialize, Serialize};

use super::{Condition, SqlText};

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
    /// What follows the table in the statement that makes the index, in place of all above but the name; the columns
    /// are those that the text is about.
    #[serde(default, rename = "sql", skip_serializing_if = "Option::is_none")]
    pub text: Option<SqlText>,
    /// Columns that PostgreSQL's index holds beside its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// No two rows agree in it; of an index of the user's own SQL.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
}

/// Serde hands over a reference.
fn is_false(flag: &bool) -> bool {
    !*flag
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

/// A column of an index, on disk `"created_at"` or `"created_at desc"`; of one whose lists say where nulls stand
/// `"due_at nulls first"` or `"due_at desc nulls last"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct IndexColumn {
    pub name: String,
    pub order: Order,
    pub nulls: NullOrder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// Where the lists of an index have its nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NullOrder {
    /// No list depends on it.
    #[default]
    Any,
    /// Below every value, as everywhere but on PostgreSQL, where it has to be said.
    Lowest,
    /// Above every value, as on PostgreSQL; MySQL needs a column that tells nulls.
    Highest,
}

/// How a column ends on disk, longer endings first.
const ENDINGS: [(&str, Order, NullOrder); 6] = [
    (" desc nulls first", Order::Descending, NullOrder::Highest),
    (" desc nulls last", Order::Descending, NullOrder::Lowest),
    (" nulls first", Order::Ascending, NullOrder::Lowest),
    (" nulls last", Order::Ascending, NullOrder::Highest),
    (" desc", Order::Descending, NullOrder::Any),
    ("", Order::Ascending, NullOrder::Any),
];

impl From<String> for IndexColumn {
    fn from(text: String) -> Self {
        let read = |(ending, order, nulls): &(&str, Order, NullOrder)| {
            text.strip_suffix(ending).map(|name| Self { name: name.to_owned(), order: *order, nulls: *nulls })
        };
        let read = ENDINGS.iter().find_map(read);
        read.unwrap_or(Self { name: text, order: Order::Ascending, nulls: NullOrder::Any })
    }
}

impl From<IndexColumn> for String {
    fn from(column: IndexColumn) -> Self {
        let is_own = |(_, order, nulls): &&(&str, Order, NullOrder)| (*order, *nulls) == (column.order, column.nulls);
        column.name + ENDINGS.iter().find(is_own).map_or("", |(ending, ..)| ending)
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
