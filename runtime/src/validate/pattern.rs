//! Regular expressions, compiled at their first use.

mod class;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

use self::class::Class;
use super::Rule;

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
    /// When it is none.
    pub fn parse(source: impl Into<String>) -> Result<Self, PatternError> {
        let source = source.into();
        match compile(&source) {
            Ok(matcher) => Ok(Self { source: Cow::Owned(source), message: None, matcher: OnceLock::from(matcher) }),
            Err(reason) => Err(PatternError { source, reason }),
        }
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

/// A text that is no regular expression.
#[derive(Debug, Clone)]
pub struct PatternError {
    source: String,
    reason: regex::Error,
}

impl PatternError {
    pub(crate) fn into_reason(self) -> regex::Error {
        self.reason
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no regular expression", self.source)
    }
}

impl StdError for PatternError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.reason)
    }
}
