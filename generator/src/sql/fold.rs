//! The state before: all operation logs of the migrations folder, applied to nothing.

mod apply;
mod replay;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use larder_format::lineage::{self, Broken, Link};
use larder_format::plan::{Operation, PlanFile, Table};
use larder_format::{checksum, folder, hash};

use super::{Problem, merge};
pub use replay::Replay;
pub(super) use whole::is_key;

/// The files of each migration folder, by folder name and file name.
pub type Folder = BTreeMap<String, BTreeMap<String, String>>;

/// Tables by name.
pub type Tables = BTreeMap<String, Table>;

/// The schema that the migrations on disk lead to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// By name.
    pub tables: BTreeMap<String, Table>,
    /// The migrations, in the order in which they run.
    pub ids: Vec<String>,
    /// The migrations that a new one follows, `id@hash`; several after branches met, until they are merged.
    pub heads: Vec<String>,
    /// The number of the next folder.
    pub next: u32,
}

/// Reads the migrations and applies their operations, parents first and names breaking ties.
///
/// # Errors
///
/// A plan cannot be read or is of a newer format, a parent is missing or was changed, branches do what does not go
/// together, or an operation speaks of what is not there.
pub fn fold(migrations: &Folder) -> Result<State, Vec<Problem>> {
    let ordered = history(migrations)?;
    let conflicts = merge::conflicts(&ordered);
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let mut state = State { next: 1, ..State::default() };
    let mut followed = BTreeSet::new();
    for plan in &ordered {
        followed.extend(plan.parents.iter().cloned());
        for operation in &plan.operations {
            apply::operation(&mut state.tables, operation).map_err(|problem| vec![problem.at(&plan.id)])?;
        }
        state.ids.push(plan.id.clone());
        state.next = state.next.max(folder::parse(&plan.id).map_or(0, |(number, _)| number) + 1);
    }
    state.heads = ordered.iter().map(|plan| plan.reference()).filter(|head| !followed.contains(head)).collect();
    let broken = whole::problems(&state.tables);
    if broken.is_empty() { Ok(state) } else { Err(broken) }
}

/// Returns the plans of a folder in the order in which they run.
///
/// # Errors
///
/// Those of [`fold`](fn@crate::sql::fold), as far as they are seen without applying anything.
pub(super) fn history(migrations: &Folder) -> Result<Vec<PlanFile>, Vec<Problem>> {
    order(plans(migrations)?)
}

/// Says that branches met and are not merged.
pub(super) fn several_heads(state: &State) -> Problem {
    let message = format!("the migrations have {} heads: {}", state.heads.len(), state.heads.join(", "));
    Problem::new("M0105", message).help("run `codegen merge`")
}

/// Does one operation to the tables.
///
/// # Errors
///
/// The operation speaks of what is not there; the tables are of no use then.
pub fn apply_to(tables: &mut BTreeMap<String, Table>, operation: &Operation) -> Result<(), Problem> {
    apply::operation(tables, operation)
}

/// Returns the tables after the operations.
///
/// # Errors
///
/// An operation speaks of what is not there.
pub fn apply(tables: &BTreeMap<String, Table>, operations: &[Operation]) -> Result<BTreeMap<String, Table>, Problem> {
    let mut tables = tables.clone();
    operations.iter().try_for_each(|operation| apply_to(&mut tables, operation))?;
    Ok(tables)
}

/// Returns what differs between the SQL files on disk and the checksums of their plans.
pub fn verify_files(migrations: &Folder) -> Vec<Problem> {
    let Ok(plans) = plans(migrations) else { return Vec::new() };
    let mut problems = Vec::new();
    for (plan, files) in plans.iter().filter_map(|plan| migrations.get(&plan.id).map(|files| (plan, files))) {
        if plan.is_unfinished() {
            let problem = Problem::new("M0113", format!("the SQL of `{}` is not accepted yet", plan.id));
            let help = format!("write it, then run `codegen accept {}`", plan.id);
            problems.push(problem.at(format!("{}/{}", plan.id, folder::PLAN)).help(help));
        }
        for (_, _, file) in folder::sql_files() {
            let path = format!("{}/{file}", plan.id);
            match (files.get(&file), plan.checksum_of(&file)) {
                (None, Some(_)) => problems.push(Problem::new("M0107", format!("`{file}` is missing")).at(path)),
                (Some(text), Some(expected)) if checksum::of(text) != expected => problems.push(
                    Problem::new("M0106", format!("`{file}` was changed after it was generated"))
                        .at(path)
                        .help(format!("restore it, or record it with `codegen accept {} --reason \"…\"`", plan.id)),
                ),
                _ => {}
            }
        }
    }
    problems
}

fn plans(migrations: &Folder) -> Result<Vec<PlanFile>, Vec<Problem>> {
    let mut plans = Vec::new();
    let mut problems = Vec::new();
    for (id, files) in migrations {
        let path = format!("{id}/{}", folder::PLAN);
        let Some(text) = files.get(folder::PLAN) else {
            problems.push(Problem::new("M0101", "a migration folder without its plan").at(path));
            continue;
        };
        match PlanFile::parse(text) {
            Ok(plan) if plan.id == *id => plans.push(plan),
            Ok(plan) => {
                let message = format!("the plan calls itself `{}`, its folder is called `{id}`", plan.id);
                problems.push(Problem::new("M0102", message).at(path));
            }
            Err(error) => problems.push(Problem::new("M0103", error.to_string()).at(path)),
        }
    }
    if problems.is_empty() { Ok(plans) } else { Err(problems) }
}

/// Parents first; of those that are ready, the least name.
fn order(plans: Vec<PlanFile>) -> Result<Vec<PlanFile>, Vec<Problem>> {
    let hashed = plans.into_iter().map(|plan| (hash::plan(&plan), plan)).collect();
    let ordered = lineage::order(hashed, link).map_err(|broken| broken.into_iter().map(lost).collect::<Vec<_>>())?;
    Ok(ordered.into_iter().map(|(_, plan)| plan).collect())
}

fn link((hash, plan): &(String, PlanFile)) -> Link<'_> {
    Link { id: &plan.id, hash, parents: &plan.parents }
}

fn lost(broken: Broken) -> Problem {
    let (id, message) = match broken {
        Broken::Missing { id, parent } => (id, format!("its parent `{parent}` is not in the folder")),
        Broken::Changed { id, parent, hash } => {
            (id, format!("its parent `{parent}` was changed: its hash is `{hash}`"))
        }
        Broken::Circle { ids } => {
            return Problem::new(
                "M0104",
                format!("these migrations follow each other in a circle: {}", ids.join(", ")),
            );
        }
    };
    Problem::new("M0104", message).at(format!("{id}/{}", folder::PLAN))
}

/// Returns the migration that `id@hash` names.
pub(super) fn id_of(reference: &str) -> &str {
    lineage::split(reference).0
}
