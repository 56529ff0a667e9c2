//! Columns, as an operation describes them.

use serde::{Deserialize, Serialize};

/// A column in words that every dialect lowers in its own way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    #[serde(flatten)]
    pub ty: ColumnType,
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// The value that the database gives when an insert names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// JSON text that stands in for lost values, where an empty object is none of the column's: `[]` for a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stand_in: Option<String>,
}

/// The type of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ColumnType {
    Bool,
    I16,
    I32,
    I64,
    F32,
    F64,
    /// An exact number of `precision` digits, `scale` of them after the point.
    Decimal {
        precision: u32,
        scale: u32,
    },
    /// At most `max` characters.
    String {
        max: u32,
    },
    /// Text of any length, or of at most `max` characters where a dialect can use that.
    Text {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
    },
    Bytes,
    Uuid,
    Date,
    Time,
    /// Of no zone.
    #[serde(rename = "datetime")]
    DateTime,
    /// UTC, microseconds.
    Timestamp,
    /// Whole seconds.
    Duration,
    Json,
    /// One of these texts.
    Enum {
        values: Vec<String>,
    },
}

/// What an insert stores in a column that it does not name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultValue {
    Literal(Literal),
    /// JSON text.
    Json(String),
    /// The time of the statement.
    Now,
    UuidV7,
    /// The next number of the column.
    Identity,
}

/// A constant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Literal {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

pub(super) fn is_false(value: &bool) -> bool {
    !value
}
