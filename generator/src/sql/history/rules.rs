//! What the lowering rules of a history have to keep.

use std::collections::BTreeMap;

use larder_format::plan::PlanFile;
use larder_format::{folder, lineage};

use super::Past;
use crate::sql::Problem;
use crate::sql::rules::Rules;

/// Returns the plan if its lowering rules are known.
pub(super) fn known(plan: PlanFile) -> Result<PlanFile, Problem> {
    if Rules::numbered(plan.rules).is_some() {
        return Ok(plan);
    }
    let newest = Rules::NEWEST.number();
    let message =
        format!("`{}` uses lowering rules {}, but this codegen knows only 1 to {newest}", plan.id, plan.rules);
    Err(Problem::new("M0117", message).help("use the codegen that wrote it, or a later one"))
}

/// Returns the migrations that go back to older rules than those of one they follow, or join tables of different ones.
pub(super) fn problems(ordered: &[Past]) -> Vec<Problem> {
    let by_id: BTreeMap<&str, &Past> = ordered.iter().map(|past| (past.plan.id.as_str(), past)).collect();
    let mixed = ordered.iter().filter_map(|past| {
        let parents = past.plan.parents.iter().filter_map(|parent| by_id.get(lineage::split(parent).0));
        let other = parents.clone().find(|parent| parent.rules() > past.rules());
        let joined = || parents.clone().find(|parent| parent.rules() < past.rules()).filter(|_| parents.count() > 1);
        let message = told(past, other.copied().or_else(|| joined().copied())?);
        let problem = Problem::new("M0117", message).at(format!("{}/{}", past.plan.id, folder::PLAN));
        Some(problem.help("delete its folder and run `codegen`, or `codegen merge` where branches meet"))
    });
    mixed.collect()
}

fn told(past: &Past, parent: &Past) -> String {
    let verb = if past.plan.parents.len() > 1 { "joins" } else { "follows" };
    let [own, theirs] = [past, parent].map(|one| one.rules().number());
    format!("`{}` uses lowering rules {own}, but {verb} `{}`, which uses rules {theirs}", past.plan.id, parent.plan.id)
}
