//! Migrations of branches that met: what goes together is joined, what does not is named.
//!
//! Heads whose operations have no footprint in common commute: either order gives the same schema. Traps remain in the
//! scripts: on SQLite some changes make a table anew, and a script that was made on one branch does not know the
//! columns that the other adds; any script may call by its old name what the other renames. Where that could be, the
//! later branch's migrations are put on top of the other's, made anew.

mod footprint;
mod rebase;

use std::collections::{BTreeMap, BTreeSet};

use larder_format::folder;
use larder_format::plan::PlanFile;

use super::describe::describe;
use super::fold::{Folder, Tables, history};
use super::plan::{self, Migration};
use super::{Problem, fold};
use footprint::Footprint;

/// What joins the heads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merge {
    /// New migrations, and those of the folder that are put on top of others; none when there is one head.
    pub migrations: Vec<Migration>,
    /// What was put on top of what, and what that means for databases.
    pub notes: Vec<Problem>,
}

/// Joins the heads of a folder.
///
/// # Errors
///
/// Those of [`fold`](fn@crate::sql::fold): two heads do what does not go together.
pub fn merge(migrations: &Folder) -> Result<Merge, Vec<Problem>> {
    let plans = history(migrations)?;
    let state = fold(migrations)?;
    let heads = heads(&plans);
    let mut merge = Merge::default();
    let [first, others @ ..] = heads.as_slice() else { return Ok(merge) };
    let mut tips = vec![(*first).to_owned()];
    let mut known = ancestors(&plans, first);
    let mut folder = migrations.clone();
    for head in others {
        let theirs = ancestors(&plans, head);
        let own: Vec<&PlanFile> =
            plans.iter().filter(|plan| theirs.contains(&plan.id) && !known.contains(&plan.id)).collect();
        let other: Vec<&PlanFile> =
            plans.iter().filter(|plan| known.contains(&plan.id) && !theirs.contains(&plan.id)).collect();
        let causes = rebase::causes(&own, &other, migrations);
        if causes.is_empty() {
            tips.push((*head).to_owned());
        } else {
            let rebased = rebase::rebase(&own, &causes, &tips, &folder, &known)?;
            merge.notes.push(rebase::note(&causes, &rebased));
            for migration in &rebased {
                folder.insert(migration.plan.id.clone(), migration.files.clone());
            }
            merge.migrations.extend(rebased);
            tips = vec![(*head).to_owned()];
        }
        known.extend(theirs);
    }
    if tips.len() > 1 {
        let plans = history(&folder)?;
        let tips = plans.iter().filter(|plan| tips.contains(&plan.id));
        let parents = tips.clone().map(PlanFile::reference).collect();
        let id = folder::name(state.next, &title(tips.map(|plan| plan.id.as_str())));
        merge.migrations.push(plan::change(&id, parents, &state.tables, Vec::new()).map_err(|problem| vec![problem])?);
    }
    Ok(merge)
}

/// Returns every pair of operations of different heads that do not go together.
pub(super) fn conflicts(plans: &[PlanFile]) -> Vec<Problem> {
    let heads = heads(plans);
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for (position, first) in heads.iter().enumerate() {
        for second in &heads[position + 1..] {
            let [left, right] = [first, second].map(|head| ancestors(plans, head));
            let only = |mine: &BTreeSet<String>, theirs: &BTreeSet<String>| -> Vec<&PlanFile> {
                plans.iter().filter(|plan| mine.contains(&plan.id) && !theirs.contains(&plan.id)).collect()
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
    let message = format!(
        "two branches do what does not go together: `{}` {}, and `{}` {}",
        one.id,
        describe(first),
        other.id,
        describe(second)
    );
    let help = format!(
        "keep one: where no database has run `{1}/{0}`, delete its folder and those that follow it (a database that \
         has run it rolls it back first), and run `codegen` on the merged definition",
        folder::PLAN,
        other.id
    );
    Some(Problem::new("M0111", message).at(format!("{}/{}", one.id, folder::PLAN)).help(help))
}

/// The migrations that no other follows, by name.
fn heads(plans: &[PlanFile]) -> Vec<&str> {
    let followed: BTreeSet<&str> =
        plans.iter().flat_map(|plan| &plan.parents).map(|parent| fold::id_of(parent)).collect();
    let mut heads: Vec<&str> = plans.iter().map(|plan| plan.id.as_str()).filter(|id| !followed.contains(id)).collect();
    heads.sort_unstable();
    heads
}

/// Returns a migration and all that it follows.
fn ancestors(plans: &[PlanFile], head: &str) -> BTreeSet<String> {
    let by_id: BTreeMap<&str, &PlanFile> = plans.iter().map(|plan| (plan.id.as_str(), plan)).collect();
    let mut found = BTreeSet::new();
    let mut waiting = vec![head];
    while let Some(id) = waiting.pop() {
        if found.insert(id.to_owned()) {
            let parents = by_id.get(id).into_iter().flat_map(|plan| &plan.parents);
            waiting.extend(parents.map(|parent| fold::id_of(parent)));
        }
    }
    found
}

fn title<'a>(heads: impl Iterator<Item = &'a str>) -> String {
    let titles: Vec<&str> = heads.filter_map(folder::parse).map(|(_, title)| title).collect();
    let title = format!("merge_{}", titles.join("_and_"));
    if title.len() <= 60 { title } else { format!("merge_{}_heads", titles.len()) }
}

/// Returns the tables after those migrations of a folder that are in `chosen`.
fn tables_after(plans: &[PlanFile], chosen: impl Fn(&str) -> bool) -> Result<Tables, Vec<Problem>> {
    let mut tables = Tables::new();
    for plan in plans.iter().filter(|plan| chosen(&plan.id)) {
        for operation in &plan.operations {
            fold::apply_to(&mut tables, operation).map_err(|problem| vec![problem.at(&plan.id)])?;
        }
    }
    Ok(tables)
}
