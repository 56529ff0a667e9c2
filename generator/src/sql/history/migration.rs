//! A migration folder in memory.

use std::collections::BTreeMap;

use larder_format::plan::PlanFile;

/// A migration folder that was made or changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    pub plan: PlanFile,
    /// The SQL files and `plan.toml`, by name.
    pub files: BTreeMap<String, String>,
}
