//! Why a plan cannot be read.

use std::error::Error;
use std::fmt;

use super::FORMAT;

/// Why a `plan.toml` cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// The file is of a format that this version does not know.
    Format {
        /// The version the file states.
        found: u32,
    },
    /// The text is not TOML or not a plan; the message tells line and column.
    Syntax(String),
}

impl PlanError {
    pub(super) fn syntax(error: impl fmt::Display) -> Self {
        Self::Syntax(error.to_string())
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format { found } => write!(
                f,
                "plan.toml has format {found}, but this version of larder supports formats 1 to {FORMAT}; use the \
                 version that wrote it, or a later one"
            ),
            Self::Syntax(message) => write!(f, "plan.toml: {}", message.trim_end()),
        }
    }
}

impl Error for PlanError {}
