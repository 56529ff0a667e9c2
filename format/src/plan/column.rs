//! Columns, as an operation describes them.

use serde::{Deserialize, Serialize};

use super::SqlText;
use crate::Dialect;

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
    /// What databases call the type, in place of larder's words for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<NativeType>,
    /// The values of the enum whose lists the column has, where PostgreSQL's array is one of a type made of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<String>>,
    /// No database checks the values: neither that they are of the type, nor the rules.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unchecked: bool,
    /// What the database computes the value from, of a column that no statement writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<SqlText>,
    /// What the database says of the column to people, where it keeps comments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The type of a column in the words of databases; one that is left out has larder's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativeType {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mysql: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sqlite: Option<String>,
}

impl NativeType {
    /// Returns the words of one database.
    #[must_use]
    pub fn of(&self, dialect: Dialect) -> Option<&str> {
        match dialect {
            Dialect::Postgres => self.postgres.as_deref(),
            Dialect::MySql => self.mysql.as_deref(),
            Dialect::Sqlite => self.sqlite.as_deref(),
        }
    }
}

impl Column {
    /// Returns what a database calls the type, where that is not larder's word for it.
    #[must_use]
    pub fn native(&self, dialect: Dialect) -> Option<&str> {
        self.native.as_ref().and_then(|native| native.of(dialect))
    }

    /// Returns whether every database has a word of its own for the type, whose values only it knows.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        Dialect::ALL.into_iter().all(|dialect| self.native(dialect).is_some())
    }

    /// Returns the type of PostgreSQL's array that a list stands in; other databases have the list as JSON.
    #[must_use]
    pub fn array_type(&self) -> Option<&str> {
        self.native(Dialect::Postgres).filter(|_| self.ty == ColumnType::Json && !self.is_foreign())
    }

    /// Returns the name of PostgreSQL's enum type that the column has, or has arrays of, as SQL spells it, and the
    /// values of the type in their order.
    #[must_use]
    pub fn enum_type(&self) -> Option<(&str, &[String])> {
        match (&self.ty, &self.members) {
            (ColumnType::Enum { values }, _) => Some((self.native(Dialect::Postgres)?, values)),
            (ColumnType::Json, Some(values)) => Some((self.array_type()?.strip_suffix("[]")?, values)),
            _ => None,
        }
    }
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
    /// Bytes of any number, or at most `max`.
    Bytes {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
    },
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
    /// What an expression of the database's gives.
    Sql(SqlText),
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
