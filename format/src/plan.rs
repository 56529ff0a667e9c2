//! `plan.toml`: what one migration does, in words that no dialect owns.

mod column;
mod constraint;
mod error;
mod fill;
mod index;
mod operation;
mod partition;
mod probe;
mod render;
mod sql_text;
mod step;
mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use column::{Column, ColumnType, DefaultValue, Literal, NativeType};
pub use constraint::{
    Check, CheckRule, Comparison, Condition, Deferrable, ForeignKey, Nulls, PrimaryKey, ReferentialAction, Unique,
};
pub use error::PlanError;
pub use fill::Fill;
pub use index::{Index, IndexColumn, IndexKind, NullOrder, Order, Search};
pub use operation::{Operation, RenamedPart};
pub use partition::{Partition, PartitionLayout, Period};
pub use probe::Probe;
pub use sql_text::SqlText;
pub use step::{Backfill, Step, StepList, Steps, Tokens};
pub use table::{Distribution, RowSecurity, Scale, Table};

/// The newest version of the format; this code reads it and the ones before. A plan is written in the oldest that can
/// say it:
///
/// 1. without `rules`;
/// 2. with `rules`.
pub const FORMAT: u32 = 2;

/// The lowering rules of a plan that names none.
pub const FIRST_RULES: u32 = 1;

/// The content of a `plan.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// Version of this format.
    pub format: u32,
    /// Name of the folder, which is the identity of the migration.
    pub id: String,
    /// The version of the lowering rules: how the tables that the operations describe look in each database after this
    /// migration. Who runs the SQL does not need them, and who writes more of it does.
    #[serde(default = "first_rules", skip_serializing_if = "is_first")]
    pub rules: u32,
    /// The migrations that this one follows, `id@hash` with the hash of [`crate::hash::plan`].
    #[serde(default)]
    pub parents: Vec<String>,
    /// What changes, in the order in which it happens.
    #[serde(default)]
    pub operations: Vec<Operation>,
    /// Names that one dialect spells otherwise than the operations do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<DialectName>,
    /// How each dialect's statements are run, where the dialect's default does not fit.
    #[serde(default, skip_serializing_if = "Steps::is_empty")]
    pub steps: Steps,
    /// Checksum ([`crate::checksum::of`]) of each SQL file as it was generated, by file name.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Warnings about the SQL that somebody accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// SQL files that were changed by hand after they were generated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hand_edits: Vec<HandEdit>,
}

/// A physical name that differs in one dialect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DialectName {
    /// `postgres`, `mysql` or `sqlite`.
    pub dialect: String,
    /// The table that holds the named thing.
    pub table: String,
    /// The name in the operations.
    pub name: String,
    /// The name in this dialect.
    pub physical: String,
}

/// An accepted warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Code of the rule.
    pub rule: String,
    /// The SQL file it speaks of; every file when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Why it is accepted.
    pub reason: String,
}

/// A SQL file whose text is not the generated one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandEdit {
    /// Name of the file.
    pub file: String,
    /// Checksum of the text as edited.
    pub sha256: String,
    /// Why it was edited.
    pub reason: String,
}

/// The part of a plan that tells its format, read when the rest cannot be.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

impl PlanFile {
    /// Creates a plan without operations, by the first lowering rules.
    #[must_use]
    pub fn new(id: impl Into<String>, parents: Vec<String>) -> Self {
        Self {
            format: 1,
            id: id.into(),
            rules: FIRST_RULES,
            parents,
            operations: Vec::new(),
            names: Vec::new(),
            steps: Steps::default(),
            files: BTreeMap::new(),
            waivers: Vec::new(),
            hand_edits: Vec::new(),
        }
    }

    /// Names the lowering rules.
    #[must_use]
    pub fn with_rules(self, rules: u32) -> Self {
        Self { format: if is_first(&rules) { 1 } else { 2 }, rules, ..self }
    }

    /// Reads a plan.
    ///
    /// # Errors
    ///
    /// The text is not TOML, not a plan, or of a newer format than [`FORMAT`].
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let text = &*crate::text::normal(text);
        let refuse = |format: u32| (format > FORMAT || format == 0).then_some(PlanError::Format { found: format });
        match toml::from_str::<Self>(text) {
            Ok(plan) => refuse(plan.format).map_or(Ok(plan), Err),
            // A newer format is not to blame for what this one does not know.
            Err(error) => Err(toml::from_str(text)
                .ok()
                .and_then(|FormatOnly { format }| refuse(format))
                .unwrap_or_else(|| PlanError::syntax(error))),
        }
    }

    /// Writes the plan as it stands on disk; the same plan gives the same bytes.
    ///
    /// # Errors
    ///
    /// A number of the plan is larger than TOML can say.
    pub fn render(&self) -> Result<String, PlanError> {
        render::plan(self)
    }

    /// Returns the checksum a SQL file should have: that of the hand edit, else the generated one.
    #[must_use]
    pub fn checksum_of(&self, file: &str) -> Option<&str> {
        let edited = self.hand_edits.iter().rev().find(|edit| edit.file == file).map(|edit| edit.sha256.as_str());
        edited.or_else(|| self.files.get(file).map(String::as_str))
    }

    /// Returns whether the SQL is written by hand and `codegen accept` has not recorded it yet.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        self.files.is_empty() && self.operations.iter().any(|operation| matches!(operation, Operation::Sql { .. }))
    }

    /// Returns whether code that knows only the state before this migration works on the state after it.
    #[must_use]
    pub fn is_compatible(&self) -> bool {
        self.operations.iter().all(Operation::is_compatible)
    }
}

fn first_rules() -> u32 {
    FIRST_RULES
}

/// Serde hands over a reference.
fn is_first(rules: &u32) -> bool {
    *rules == FIRST_RULES
}
