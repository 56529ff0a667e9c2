//! What the branches of a history do to each other.

use std::collections::BTreeSet;

use larder_format::plan::PlanFile;
use larder_format::{folder, lineage};

use super::Past;
use super::footprint::Footprint;
use crate::sql::Problem;
use crate::sql::history::describe::describe;

/// Returns every pair of operations of different heads that do not go together.
pub(in crate::sql) fn conflicts(history: &[Past]) -> Vec<Problem> {
    let heads = lineage::heads(history, Past::link);
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for (position, first) in heads.iter().enumerate() {
        for second in &heads[position + 1..] {
            let [left, right] = [first, second].map(|head| lineage::ancestors(history, Past::link, head));
            let only = |mine: &BTreeSet<String>, theirs: &BTreeSet<String>| -> Vec<&PlanFile> {
                let plans = history.iter().map(|past| &past.plan);
                plans.filter(|plan| mine.contains(&plan.id) && !theirs.contains(&plan.id)).collect()
            };
            for one in only(&left, &right) {
                for other in only(&right, &left) {
                    if seen.insert((&one.id, &other.id)) {
                        problems.extend(conflict(one, other));
                    }
                }
            }
        }
    }
    problems
}

fn conflict(one: &PlanFile, other: &PlanFile) -> Option<Problem> {
    let pairs = one.operations.iter().flat_map(|a| other.operations.iter().map(move |b| (a, b)));
    let (first, second) = pairs.into_iter().find(|(a, b)| Footprint::of(a).meets(&Footprint::of(b)))?;
    let message =
        format!("two branches conflict: `{}` {}, and `{}` {}", one.id, describe(first), other.id, describe(second));
    let help = format!(
        "keep one: delete the folder `{1}/{0}` and those that follow it, and run `codegen` on the merged definition; \
         a database that has already run it must roll it back first",
        folder::PLAN,
        other.id
    );
    Some(Problem::new("M0111", message).at(format!("{}/{}", one.id, folder::PLAN)).help(help))
}
