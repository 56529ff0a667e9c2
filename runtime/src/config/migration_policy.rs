//! What opening a store does if the database does not match the code.

use std::str::FromStr;

/// What opening a store does if the database does not match the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MigrationPolicy {
    /// Applies pending migrations, and fails if the database still does not match.
    #[default]
    Migrate,
    /// Changes nothing and fails.
    Refuse,
    /// Changes nothing, logs a warning and opens the store, for deployments in which another process migrates.
    Warn,
}

impl MigrationPolicy {
    /// Returns its word in `MIGRATION_POLICY`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Migrate => "migrate",
            Self::Refuse => "refuse",
            Self::Warn => "warn",
        }
    }

    pub(super) fn of_switch(enabled: bool) -> Self {
        if enabled { Self::Migrate } else { Self::Refuse }
    }
}

impl FromStr for MigrationPolicy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "migrate" => Ok(Self::Migrate),
            "refuse" => Ok(Self::Refuse),
            "warn" => Ok(Self::Warn),
            _ => Err("expected migrate, refuse or warn".to_owned()),
        }
    }
}
