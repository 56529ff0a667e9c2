//! Keys, references and checks, as an operation describes them.

use serde::{Deserialize, Serialize};

use super::{Literal, SqlText};

/// The primary key of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrimaryKey {
    pub name: String,
    pub columns: Vec<String>,
}

/// A unique key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    pub name: String,
    pub columns: Vec<String>,
    /// Whether two rows with a null in the key collide.
    #[serde(default, skip_serializing_if = "Nulls::is_distinct")]
    pub nulls: Nulls,
    /// All of them hold for a row that the key covers; every row when empty.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    #[default]
    Distinct,
    Equal,
}

impl Nulls {
    fn is_distinct(&self) -> bool {
        *self == Self::Distinct
    }
}

/// One condition over a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub column: String,
    pub is: Comparison,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Null,
    NotNull,
    Equal(Literal),
    NotEqual(Literal),
    Less(Literal),
    LessOrEqual(Literal),
    Greater(Literal),
    GreaterOrEqual(Literal),
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    pub name: String,
    pub columns: Vec<String>,
    pub parent: String,
    pub parent_columns: Vec<String>,
    pub on_delete: ReferentialAction,
    #[serde(default, skip_serializing_if = "ReferentialAction::is_none")]
    pub on_update: ReferentialAction,
    /// When it is checked, where the database can wait; at once if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferrable>,
    /// The parent's column that holds the tenant, where both tables have the key shape of a spread database and
    /// `columns` are without the tenant: PostgreSQL's key then holds both, and changes nothing when the parent goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_tenant: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferentialAction {
    Restrict,
    #[default]
    NoAction,
    Cascade,
    SetNull,
    SetDefault,
}

impl ReferentialAction {
    fn is_none(&self) -> bool {
        *self == Self::NoAction
    }
}

/// When a foreign key is checked that can be checked at the end of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// After each statement, unless the transaction says otherwise.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

/// A check; a null passes it. It is about one column, by rules, or about a row, by SQL of the user's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub name: String,
    /// Empty for a check of the row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// All of them hold.
    #[serde(default)]
    pub rules: Vec<CheckRule>,
    /// The columns that the text is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The condition.
    #[serde(default, rename = "sql", skip_serializing_if = "Option::is_none")]
    pub text: Option<SqlText>,
}

impl Check {
    /// Returns the columns that the check is about.
    #[must_use]
    pub fn subjects(&self) -> &[String] {
        if self.is_of_row() { &self.columns } else { std::slice::from_ref(&self.column) }
    }

    /// Returns whether it is about the row, by SQL of the user's own.
    #[must_use]
    pub fn is_of_row(&self) -> bool {
        self.text.is_some()
    }
}

/// What a database can check of a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CheckRule {
    /// In characters, both ends included.
    Length {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
    },
    /// Both ends included.
    Range {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Literal>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<Literal>,
    },
    /// A regular expression that some part of the value matches.
    Pattern(String),
    OneOf(Vec<Literal>),
    /// Well-formed JSON.
    Json,
    /// The text does not end in a space.
    NoTrailingSpace,
}
