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

/// Collects broken rules.
#[derive(Debug, Default)]
pub struct Validator(Vec<Violation>);

impl Validator {
    /// Starts without any.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the verdict of a rule.
    pub fn custom(&mut self, _path: &str, verdict: Result<(), Violation>) -> &mut Self {
        self.0.extend(verdict.err());
        self
    }

    /// Returns the verdict.
    ///
    /// # Errors
    /// The collected violations.
    pub fn finish(&mut self) -> Result<(), Violations> {
        if self.0.is_empty() { Ok(()) } else { Err(Violations(std::mem::take(&mut self.0))) }
    }
}
