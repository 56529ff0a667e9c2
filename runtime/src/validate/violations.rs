//! All broken rules of one value.

use std::error::Error as StdError;
use std::{fmt, slice, vec};

use serde::Serialize;

use super::{Language, Violation};

/// All broken rules of one value, in the order they were checked.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Iterates over the violations.
    pub fn iter(&self) -> slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the violations of the value at `path`.
    pub fn at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Violation> + 'a {
        self.0.iter().filter(move |violation| violation.path() == path)
    }

    /// Returns one line for a person: `path: message`, joined by semicolons.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let (colon, semicolon) = match language {
            Language::English => (": ", "; "),
            Language::Chinese => ("：", "；"),
        };
        let mut line = String::new();
        for violation in self {
            if !line.is_empty() {
                line.push_str(semicolon);
            }
            if !violation.path().is_empty() {
                line.push_str(violation.path());
                line.push_str(colon);
            }
            line.push_str(&violation.message(language));
        }
        line
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl StdError for Violations {}

impl From<Vec<Violation>> for Violations {
    fn from(violations: Vec<Violation>) -> Self {
        Self(violations)
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl Extend<Violation> for Violations {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, violations: I) {
        self.0.extend(violations);
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
