//! Branches that together leave a foreign key without an index: each takes away one that the other relies on.
//!
//! MySQL and MariaDB refuse to drop the last index that serves a foreign key, so a script that replaces it by nothing
//! does not run behind the other branch.

use larder_format::plan::PlanFile;

use super::cause::{Cause, touched};
use crate::sql::history::{self, Tables};
use crate::sql::lower;

/// Returns the migrations of either branch that, behind the other one, leave a foreign key without an index which they
/// serve on their own. Both branches begin with `base`.
pub(super) fn causes(own: &[&PlanFile], other: &[&PlanFile], base: &Tables) -> Vec<Cause> {
    [(own, other), (other, own)].into_iter().flat_map(|(late, early)| behind(late, early, base)).collect()
}

fn behind(late: &[&PlanFile], early: &[&PlanFile], base: &Tables) -> Vec<Cause> {
    let (mut alone, mut onto) = (base.clone(), base.clone());
    early.iter().for_each(|plan| apply(plan, &mut onto));
    let mut causes = Vec::new();
    for plan in late {
        apply(plan, &mut alone);
        apply(plan, &mut onto);
        for name in touched(plan) {
            let [expected, found] = [&alone, &onto].map(|tables| tables.get(name).map(lower::unserved));
            let is_new = |key: &&str| !expected.iter().flatten().any(|other| other == key);
            let Some(key) = found.iter().flatten().copied().find(is_new) else { continue };
            if let Some(unknown) = early.iter().find(|plan| touched(plan).contains(name)) {
                let thing = format!("the indexes that serve foreign key `{key}`");
                causes.push(Cause { thing, stale: plan.id.clone(), unknown: unknown.id.clone() });
            }
        }
    }
    causes
}

/// Operations that speak of what is not there are refused where the history is read.
fn apply(plan: &PlanFile, tables: &mut Tables) {
    if let Ok(after) = history::apply(tables, &plan.operations) {
        *tables = after;
    }
}
