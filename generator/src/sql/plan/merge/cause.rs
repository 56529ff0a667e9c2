//! Why the migrations of one branch are put on top of another.

use std::collections::BTreeSet;

use larder_format::plan::{Operation, PlanFile};

/// A script that goes wrong after, or before, a migration of the other branch.
#[derive(Debug)]
pub(super) struct Cause {
    /// What both speak of, `table users`.
    pub(super) thing: String,
    /// The migration with the script.
    pub(super) stale: String,
    /// The migration that the script does not know.
    pub(super) unknown: String,
}

/// Why one branch is put on top of another.
#[derive(Debug)]
pub(super) struct Causes {
    pub(super) scripts: Vec<Cause>,
    /// The branches are by different lowering rules.
    pub(super) rules: Option<Cause>,
}

impl Causes {
    pub(super) fn is_empty(&self) -> bool {
        self.scripts.is_empty() && self.rules.is_none()
    }
}

/// Returns the tables that operations of a plan name.
pub(super) fn touched(plan: &PlanFile) -> BTreeSet<&str> {
    plan.operations.iter().flat_map(Operation::tables).collect()
}
