//! Regular expressions, compiled at their first use.

mod class;

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

use self::class::Class;
use super::Rule;
use crate::error::{Error, ErrorKind, Result};

/// A regular expression that texts are checked against, compiled at its first use.
///
/// Repetitions of one ASCII character class (`^[a-z0-9_]{3,50}$`) are checked without a regular expression engine.
pub struct Pattern {
    source: Cow<'static, str>,
    message: Option<(&'static str, &'static str)>,
    matcher: OnceLock<Matcher>,
}

enum Matcher {
    Class(Class),
    Regex(Regex),
}

impl Pattern {
    /// Creates the pattern of a static; the first check panics if `source` is no regular expression.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source: Cow::Borrowed(source), message: None, matcher: OnceLock::new() }
    }

    /// Creates a pattern from text that is not known to be a regular expression.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when it is none.
    pub fn parse(source: impl Into<String>) -> Result<Self> {
        let source = source.into();
        let matcher = compile(&source).map_err(|error| {
            Error::with_source(ErrorKind::Configuration(format!("`{source}` is no regular expression")), error)
        })?;
        Ok(Self { source: Cow::Owned(source), message: None, matcher: OnceLock::from(matcher) })
    }

    /// Says in words what the pattern wants; a person does not read regular expressions.
    #[must_use]
    pub const fn message(mut self, english: &'static str, chinese: &'static str) -> Self {
        self.message = Some((english, chinese));
        self
    }

    /// Returns whether `text` matches.
    ///
    /// # Panics
    /// When the source given to [`Pattern::new`] is no regular expression.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let matcher = self.matcher.get_or_init(|| {
            compile(&self.source).expect("a pattern in a static is a constant of the program and a regular expression")
        });
        match matcher {
            Matcher::Class(class) => class.is_match(text),
            Matcher::Regex(regex) => regex.is_match(text),
        }
    }

    pub(super) fn rule(&self) -> Rule {
        Rule::Pattern { pattern: self.source.clone(), message: self.message }
    }
}

fn compile(source: &str) -> Result<Matcher, regex::Error> {
    match Class::parse(source) {
        Some(class) => Ok(Matcher::Class(class)),
        None => Regex::new(source).map(Matcher::Regex),
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}
