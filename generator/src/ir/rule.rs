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

impl Bound {
    /// Returns the number as a float, exact up to 53 bits.
    #[expect(clippy::cast_precision_loss, reason = "bounds are compared, and the loss keeps their order")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}
