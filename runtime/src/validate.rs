//! Stand-in until the validation module is merged; it only has what the runtime core calls.
use crate::error::{Error, ErrorKind};

/// All broken rules of one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Violations(Vec<Violation>);

/// One broken rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    english: &'static str,
}

impl Violation {
    /// Creates a violation of a rule outside the schema.
    #[must_use]
    pub fn custom(_code: &'static str, english: &'static str, _chinese: &'static str) -> Self {
        Self { english }
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::new(ErrorKind::Invalid(violations))
    }
}

impl std::fmt::Display for Violations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|violation| f.write_str(violation.english))
    }
}
