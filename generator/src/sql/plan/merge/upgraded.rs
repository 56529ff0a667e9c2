//! Branches of which one brought the tables to newer lowering rules.

use larder_format::lineage;
use larder_format::plan::PlanFile;

use super::cause::{Cause, touched};
use crate::sql::history::{Past, Tables};
use crate::sql::lower;
use crate::sql::rules::{Rules, RulesPair};

/// Returns why one branch is put on top of the other, where either changes the rules of what both began with, or they
/// began with nothing by different ones.
pub(super) fn cause(own: &[&PlanFile], other: &[&PlanFile], shared: Option<u32>) -> Option<Cause> {
    let newest = |plans: &[&PlanFile]| plans.iter().map(|plan| plan.rules).max();
    let before = shared.or_else(|| newest(own).min(newest(other)))?;
    let upgrade = |plans: &[&PlanFile]| plans.iter().find(|plan| plan.rules > before).map(|plan| plan.id.clone());
    if let (Some(unknown), Some(first)) = (upgrade(other), own.first()) {
        return Some(Cause { thing: "the lowering rules".to_owned(), stale: first.id.clone(), unknown });
    }
    let (stale, first) = (upgrade(own)?, other.first()?);
    let table = other.iter().find_map(|plan| Some((plan, touched(plan).first().copied()?)));
    let (unknown, thing) =
        table.map_or((first, "nothing".to_owned()), |(plan, name)| (plan, format!("table `{name}`")));
    Some(Cause { thing, stale, unknown: unknown.id.clone() })
}

/// Tells whether the SQL of a migration is another by the rules that it comes to stand by: it changes the rules itself,
/// or a table that it touches, in `states` before and after it, reads otherwise.
pub(super) fn is_stale(plan: &PlanFile, history: &[Past], onto: Rules, states: [&Tables; 2]) -> bool {
    let parents = plan.parents.iter().map(|parent| lineage::split(parent).0);
    let by = |id: &str| history.iter().find(|past| past.plan.id == id).map(|past| past.plan.rules);
    if parents.filter_map(by).any(|rules| rules < plan.rules) {
        return true;
    }
    let rules = RulesPair { before: Rules::numbered(plan.rules).unwrap_or_default(), after: onto };
    let tables = || states.iter().flat_map(|tables| touched(plan).into_iter().filter_map(|name| tables.get(name)));
    rules.differ() && !tables().all(|table| lower::is_same_by(rules, table))
}
