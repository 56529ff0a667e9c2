use super::Literal;

/// A validation rule of one field. Required-ness is the field's nullability, a string's maximum its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// In characters, both ends included.
    Length {
        min: u32,
        max: Option<u32>,
    },
    /// Both ends included.
    Range {
        min: Option<Bound>,
        max: Option<Bound>,
    },
    Pattern(String),
    Email,
    Phone,
    Url,
    OneOf(Vec<Literal>),
    Future,
    Past,
    /// A path to `fn(&T) -> Result<(), Violation>`.
    Custom(String),
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    Int(i64),
    Float(f64),
}
