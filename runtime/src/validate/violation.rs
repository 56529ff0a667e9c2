//! One broken rule of one value.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::Value;

use super::{Language, Rule, message};

/// One broken rule of one value. Holds the rule's bounds and never the value, so it is safe to log.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    path: String,
    rule: Rule,
}

impl Violation {
    /// Creates a violation of `rule` at `path`; an empty path means the value as a whole.
    #[must_use]
    pub fn new(path: impl Into<String>, rule: Rule) -> Self {
        Self { path: path.into(), rule }
    }

    /// Creates a violation of a rule of the application, to return from a custom rule.
    ///
    /// Its path is empty; [`Validator::custom`](super::Validator::custom) puts the field's name in front.
    #[must_use]
    pub fn custom(
        code: &'static str,
        english: impl Into<Cow<'static, str>>,
        chinese: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new("", Rule::Custom { code, english: english.into(), chinese: chinese.into() })
    }

    /// Returns where the value stands: `name`, `quota.daily_tokens`, `references[2].score`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the rule.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Returns the rule's stable name, for programs to act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rule.code()
    }

    /// Returns the rule's bounds by name, as a JSON object.
    #[must_use]
    pub fn params(&self) -> Value {
        self.rule.params()
    }

    /// Returns what to tell a person, without the path.
    #[must_use]
    pub fn message(&self, language: Language) -> Cow<'_, str> {
        message::message(&self.rule, language)
    }

    /// Moves the violation below `parent`.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.path = join(parent, &self.path);
        self
    }
}

/// An index follows its list without a dot.
fn join(parent: &str, child: &str) -> String {
    match (parent, child) {
        ("", child) => child.to_owned(),
        (parent, "") => parent.to_owned(),
        (parent, child) if child.starts_with('[') => format!("{parent}{child}"),
        (parent, child) => format!("{parent}.{child}"),
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message(Language::English))
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Violation", 4)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("code", self.code())?;
        fields.serialize_field("params", &self.params())?;
        fields.serialize_field("message", &self.message(Language::English))?;
        fields.end()
    }
}
