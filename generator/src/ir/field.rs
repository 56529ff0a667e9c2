//! Fields and column types after resolution.

use std::fmt;

use super::{Json, Rule, Scalar, SqlText};
use crate::dialect::Dialect;

/// Position of a field inside its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldId(pub usize);

/// One column and the struct member made for it.
#[derive(Clone, PartialEq)]
pub struct Field {
    /// Snake case, without `r#`.
    pub name: String,
    /// The column, where it has another name.
    pub column: Option<String>,
    pub doc: Option<String>,
    pub ty: FieldType,
    /// What databases call the type, where it is none of larder's.
    pub native: Option<Native>,
    /// The application's type over that of the column, where no struct names it.
    pub rust: Option<String>,
    pub nullable: bool,
    pub default: Option<Default>,
    /// What the database computes the value from; programs only read it.
    pub generated: Option<SqlText>,
    /// Set to the time of the write by every update of the row.
    pub on_update_now: bool,
    pub rules: Vec<Rule>,
    pub immutable: bool,
    /// Never in the row struct, logs, errors or the cache.
    pub secret: bool,
    /// Neither in the row struct nor in the cache; writes of it leave the cache alone.
    pub volatile: bool,
    pub deprecated: bool,
    /// The column has no check; programs alone see to its rules.
    pub unchecked: bool,
    /// The documentation is the comment of the column, too.
    pub comment: bool,
    /// The name this field had before.
    pub was: Option<String>,
}

impl Field {
    /// Returns the name of the column.
    pub fn column(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }

    /// Returns whether the column has a type that only a database knows, which may hold, compare and order other values
    /// than programs do.
    pub fn is_foreign(&self) -> bool {
        self.native.as_ref().is_some_and(Native::is_foreign)
    }

    /// Returns the expression by which the database gives a new row its value, if the program does not.
    pub fn engine_default(&self) -> Option<&SqlText> {
        match &self.default {
            Some(Default::Sql(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns whether only the database knows what a new row has here, until the row is read back.
    pub fn is_made(&self) -> bool {
        self.generated.is_some() || self.engine_default().is_some()
    }

    /// Returns whether the column is an array on PostgreSQL; programs bind and read a list in JSON.
    pub fn is_array(&self) -> bool {
        let is_list = matches!(self.ty, FieldType::Json(JsonShape::ScalarList(_) | JsonShape::ValueList(_)));
        self.native.is_some() && is_list
    }
}

/// Leaves out what a definition does not say: the shape of an entity is made of this text, and stays when larder learns
/// a new word.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Field");
        text.field("name", &self.name);
        text.field("doc", &self.doc);
        text.field("ty", &self.ty);
        text.field("nullable", &self.nullable);
        text.field("default", &self.default);
        text.field("on_update_now", &self.on_update_now);
        text.field("rules", &self.rules);
        text.field("immutable", &self.immutable);
        text.field("secret", &self.secret);
        text.field("volatile", &self.volatile);
        text.field("deprecated", &self.deprecated);
        text.field("was", &self.was);
        if let Some(column) = &self.column {
            text.field("column", column);
        }
        if let Some(native) = &self.native {
            text.field("native", native);
        }
        if let Some(rust) = &self.rust {
            text.field("rust", rust);
        }
        if self.unchecked {
            text.field("unchecked", &true);
        }
        if self.comment {
            text.field("comment", &true);
        }
        if let Some(generated) = &self.generated {
            text.field("generated", generated);
        }
        text.finish()
    }
}

/// The type of a column in the words of databases.
///
/// Programs bind and read values of the field's own type, which statements cast. An empty text stands for the type
/// that larder has there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Native {
    pub postgres: String,
    pub mysql: String,
    pub sqlite: String,
}

impl Native {
    /// Returns the words of one database; `None` where it has larder's type.
    pub fn of(&self, dialect: Dialect) -> Option<&str> {
        let words = match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::MySql => &self.mysql,
            Dialect::Sqlite => &self.sqlite,
        };
        Some(words.as_str()).filter(|words| !words.is_empty())
    }

    /// Returns whether the type is a database's alone; an enum of PostgreSQL's is larder's to make, and its values are
    /// the same everywhere.
    pub fn is_foreign(&self) -> bool {
        Dialect::ALL.into_iter().all(|dialect| self.of(dialect).is_some())
    }
}

/// The type of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    Scalar(Scalar),
    /// An exact number of `precision` digits, `scale` of them after the point.
    Decimal {
        precision: u32,
        scale: u32,
    },
    /// A bounded string: at most `max` characters.
    String {
        max: u32,
    },
    Text,
    /// At most `max` bytes, which a key may hold.
    Bytes {
        max: u32,
    },
    Json(JsonShape),
    Enum(EnumType),
    /// The key of a row: this entity's own primary key, or a parent's.
    Key(KeyOf),
}

impl FieldType {
    /// Tells whether SQLite keeps the numbers as text, without order and sums.
    pub fn is_long_decimal(&self) -> bool {
        matches!(self, Self::Decimal { precision: 19.., .. })
    }
}

/// The most bytes that a bounded field may hold: beyond, MySQL has no such type.
pub const MOST_BYTES: u32 = 16_383;

/// The characters of a text without a bound that an index of MySQL's holds: four such columns fit into an entry.
pub const TEXT_PREFIX: u32 = 191;

/// The bound of a string that another source than the struct at hand tells; a whole definition has none.
pub const OUT_OF_SIGHT: u32 = u32::MAX;

/// What a JSON column holds.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonShape {
    /// Any JSON value.
    Any,
    /// A [`super::ValueType`] of the schema, by name, or (derive door) a serde type of the user's.
    Value(String),
    /// A list of value types or user types, of which a derive cannot tell structs from enums.
    ValueList(String),
    /// A list of scalars or of an enum's values: `string[]`, `i64[]`, `Mood[]`.
    ScalarList(Box<FieldType>),
}

/// A Rust enum with stable text values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// Entity name plus field name unless the definition gives one: `TenantPlan`.
    pub name: String,
    pub values: Vec<EnumValue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// Upper camel case.
    pub variant: String,
    /// As stored.
    pub text: String,
}

/// A typed key: `TenantId` in Rust, a plain column in SQL.
#[derive(Clone, PartialEq)]
pub struct KeyOf {
    /// The entity that the key is called after.
    pub entity: String,
    /// What the column holds: a scalar, a string or an enum.
    pub column: Box<FieldType>,
}

/// A scalar stands there as itself, so that the shape of an entity stays with what its keys can be.
impl fmt::Debug for KeyOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("KeyOf");
        text.field("entity", &self.entity);
        match &*self.column {
            FieldType::Scalar(scalar) => text.field("scalar", scalar),
            column => text.field("column", column),
        };
        text.finish()
    }
}

impl FieldType {
    /// Returns what the column holds; of a key what the key stands for.
    #[must_use]
    pub fn stored(&self) -> &Self {
        match self {
            Self::Key(key) => &key.column,
            ty => ty,
        }
    }
}

/// The value a column takes when the caller gives none.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    Literal(Literal),
    Json(Json),
    Now,
    UuidV7,
    /// The database's identity column.
    Identity,
    /// What an expression of the database's gives, for a new row that brings no value.
    Sql(SqlText),
}

/// A constant in a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

impl Literal {
    /// Returns a number in digits, without an exponent.
    pub fn digits(&self) -> Option<String> {
        match self {
            Self::Int(value) => Some(value.to_string()),
            Self::Float(value) => Some(value.to_string()),
            Self::Bool(_) | Self::Text(_) => None,
        }
    }
}
