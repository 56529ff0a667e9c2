//! Statements of the user's own that are methods, after resolution.

use super::{Field, FieldType};

/// A statement with the method that runs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The method.
    pub name: String,
    pub doc: Option<String>,
    /// The texts, in the order of the dialects.
    pub texts: [String; 3],
    /// What the method takes, in its order.
    pub parameters: Vec<QueryParameter>,
    pub rows: QueryRows,
    pub returns: Returns,
    /// The entities whose rows it may change; `None` for a read.
    pub touches: Option<Vec<String>>,
}

impl Query {
    /// Returns whether every dialect has the same text.
    pub fn is_same(&self) -> bool {
        self.texts[0] == self.texts[1] && self.texts[1] == self.texts[2]
    }
}

/// A value that the method takes.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryParameter {
    /// As it stands in the text.
    pub name: String,
    /// What its values are like: a field of the entity, or one without name.
    pub like: Field,
    pub kind: ParameterKind,
}

/// What a value is to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// It is bound.
    Value,
    /// It stands behind `IN`.
    List,
    /// A part stands or falls with it, and it is bound nowhere.
    Switch,
}

/// What rows are read as.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryRows {
    /// The entity.
    Entity,
    /// A struct of its own.
    Members(Vec<Field>),
    /// The first column.
    Scalar(Box<Field>),
}

/// What the method returns of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    All,
    One,
    Optional,
    Stream,
    /// None of them, but how many were written.
    Execute,
}

impl Returns {
    /// Each with its word.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("all", Self::All),
        ("one", Self::One),
        ("optional", Self::Optional),
        ("stream", Self::Stream),
        ("execute", Self::Execute),
    ];
}

impl Field {
    /// Returns a field that is of no entity, such as a value of a statement.
    #[must_use]
    pub fn unowned(name: &str, ty: FieldType, nullable: bool) -> Self {
        Self {
            name: name.to_owned(),
            column: None,
            doc: None,
            comment: false,
            ty,
            native: None,
            rust: None,
            nullable,
            default: None,
            generated: None,
            on_update_now: false,
            rules: Vec::new(),
            immutable: false,
            secret: false,
            volatile: false,
            deprecated: false,
            unchecked: false,
            was: None,
        }
    }
}
