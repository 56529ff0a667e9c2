//! What opening a store does about a schema that is not as the code expects it.

use std::str::FromStr;

/// What opening a store does about a database that is not as the code expects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MigrationPolicy {
    /// Applies what is pending, and refuses what that does not mend.
    #[default]
    Migrate,
    /// Changes nothing and opens no store.
    Refuse,
    /// Changes nothing, logs a warning and opens the store; for the time in which somebody else migrates.
    Warn,
}

impl MigrationPolicy {
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
