//! Validation rules and the table of text formats.

use super::Literal;

/// A rule without arguments on what a text looks like: one row of [`FORMATS`], from which TOML grammar, derive, JSON
/// Schema, documentation and checks take it. The runtime's validator has a method of the same name.
#[derive(Debug)]
pub struct Format {
    /// The key in a definition, and the method of the validator.
    pub word: &'static str,
    pub rule: Rule,
    /// What a value is, with its article.
    pub noun: &'static str,
    /// A value that keeps the rule.
    pub sample: &'static str,
    /// What the JSON Schema and docs/models-toml.md say.
    pub doc: &'static str,
}

macro_rules! rules {
    ($($name:ident $word:literal, $noun:literal, $sample:literal, $doc:literal;)*) => {
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
            $($name,)*
            OneOf(Vec<Literal>),
            Future,
            Past,
            /// A path to `fn(&T) -> Result<(), Violation>`.
            Custom(String),
        }

        /// Every format, in the order in which they are checked.
        pub static FORMATS: &[Format] = &[
            $(Format { word: $word, rule: Rule::$name, noun: $noun, sample: $sample, doc: $doc },)*
        ];

        /// The words of [`FORMATS`].
        pub const FORMAT_WORDS: &[&str] = &[$($word),*];

        /// The documentation of each of [`FORMAT_WORDS`].
        pub const FORMAT_DOCS: &[&str] = &[$($doc),*];
    };
}

rules! {
    Email "email", "an email address", "nobody@example.com", "The value is an e-mail address.";
    Phone "phone", "a phone number", "+15550100000", "The value is a phone number.";
    Url "url", "a URL", "https://example.com/", "The value is a URL.";
    Slug "slug", "a slug", "nothing", "The value is a slug: lower-case letters and digits, with single hyphens between.";
}

impl Rule {
    /// Returns the row of a format; `None` for other rules.
    #[must_use]
    pub fn format(&self) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.rule == *self)
    }
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

impl Bound {
    /// Returns the number in digits, without an exponent.
    pub fn digits(self) -> String {
        match self {
            Self::Int(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
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
