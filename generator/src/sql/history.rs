//! The migrations folder, read once: the plans in the order in which they run, what they do to tables, and what is
//! wrong with the files.

mod apply;
mod branches;
pub mod describe;
mod files;
pub mod fold;
mod footprint;
pub(super) mod migration;
mod rules;
mod whole;

use std::collections::BTreeMap;

use larder_format::lineage::{self, Broken, Link};
use larder_format::object::Object;
use larder_format::plan::{PlanFile, Table};
use larder_format::{folder, hash};

use super::Problem;
use super::rules::Rules;

pub use apply::{apply, apply_to, apply_to_objects};
pub(super) use branches::conflicts;
pub(super) use whole::{is_key, problems as loose_ends};

/// The files of each migration folder, by folder name and file name.
pub type Folder = BTreeMap<String, BTreeMap<String, String>>;

/// Objects beside tables, by name.
pub type Objects = BTreeMap<String, Object>;

/// Tables by name.
pub type Tables = BTreeMap<String, Table>;

/// What stands before a migration.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    pub tables: &'a Tables,
    pub objects: &'a Objects,
}

impl<'a> From<&'a Tables> for Before<'a> {
    /// Tables with nothing beside them.
    fn from(tables: &'a Tables) -> Self {
        static NONE: Objects = BTreeMap::new();
        Self { tables, objects: &NONE }
    }
}

impl<'a> From<&'a fold::State> for Before<'a> {
    fn from(state: &'a fold::State) -> Self {
        Self { tables: &state.tables, objects: &state.objects }
    }
}

/// The plans of a folder, in the order of their names.
#[derive(Debug)]
pub struct Plans<'a> {
    folder: &'a Folder,
    plans: Vec<Past>,
}

/// A migration that stands.
#[derive(Debug)]
pub struct Past {
    pub plan: PlanFile,
    /// Of [`hash::plan`], which is worth computing once.
    hash: String,
}

impl Past {
    pub(super) fn new(plan: PlanFile) -> Self {
        Self { hash: hash::plan(&plan), plan }
    }

    /// Returns how a later migration names this one among its parents, `id@hash`.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.plan.id, self.hash)
    }

    /// Returns the lowering rules that the tables stand by afterwards; a plan of unknown ones is not read.
    pub fn rules(&self) -> Rules {
        Rules::numbered(self.plan.rules).unwrap_or_default()
    }

    pub(super) fn link(&self) -> Link<'_> {
        Link { id: &self.plan.id, hash: &self.hash, parents: &self.plan.parents }
    }
}

impl<'a> Plans<'a> {
    /// Reads every plan.
    ///
    /// # Errors
    ///
    /// A plan is missing, cannot be read, is of a newer format or has another name than its folder.
    pub fn read(folder: &'a Folder) -> Result<Self, Vec<Problem>> {
        let mut plans = Vec::new();
        let mut problems = Vec::new();
        for (id, files) in folder {
            match plan(id, files) {
                Ok(plan) => plans.push(Past::new(plan)),
                Err(problem) => problems.push(problem.at(format!("{id}/{}", folder::PLAN))),
            }
        }
        if problems.is_empty() { Ok(Self { folder, plans }) } else { Err(problems) }
    }

    /// Returns what keeps the migrator from running the files as they stand.
    pub fn faults(&self) -> Vec<Problem> {
        let of = |past: &Past| self.folder.get(&past.plan.id).map(|files| files::faults(&past.plan, files));
        self.plans.iter().filter_map(of).flatten().collect()
    }

    /// Returns the SQL files that are not those whose checksums the plans record.
    pub fn edited(&self) -> Vec<Problem> {
        let of = |past: &Past| self.folder.get(&past.plan.id).map(|files| files::edited(&past.plan, files));
        self.plans.iter().filter_map(of).flatten().collect()
    }

    /// Returns the plans in the order in which they run: parents first; of those that are ready, the least name.
    ///
    /// # Errors
    ///
    /// A parent is missing or was changed, the migrations follow each other in a circle, or one goes back to older
    /// lowering rules.
    pub fn in_order(self) -> Result<Vec<Past>, Vec<Problem>> {
        let ordered = lineage::order(self.plans, Past::link);
        let ordered = ordered.map_err(|broken| broken.into_iter().map(lost).collect::<Vec<_>>())?;
        let mixed = rules::problems(&ordered);
        if mixed.is_empty() { Ok(ordered) } else { Err(mixed) }
    }
}

/// Returns the plans of a folder in the order in which they run.
///
/// # Errors
///
/// Those of [`Plans::read`] and [`Plans::in_order`].
pub fn history(folder: &Folder) -> Result<Vec<Past>, Vec<Problem>> {
    Plans::read(folder)?.in_order()
}

fn plan(id: &str, files: &BTreeMap<String, String>) -> Result<PlanFile, Problem> {
    let text =
        files.get(folder::PLAN).ok_or_else(|| Problem::new("M0101", "this migration folder has no plan.toml"))?;
    let plan = PlanFile::parse(text).map_err(|error| Problem::new("M0103", error.to_string()))?;
    if plan.id != id {
        let message = format!("the plan is named `{}`, but its folder is named `{id}`", plan.id);
        return Err(Problem::new("M0102", message));
    }
    rules::known(plan)
}

fn lost(broken: Broken) -> Problem {
    let (id, message) = match broken {
        Broken::Missing { id, parent } => (id, format!("its parent `{parent}` is missing")),
        Broken::Changed { id, parent, hash } => {
            (id, format!("its parent `{parent}` was changed; its hash is now `{hash}`"))
        }
        Broken::Circle { ids } => {
            let message = format!("these migrations form a cycle: {}", ids.join(", "));
            return Problem::new("M0104", message);
        }
    };
    Problem::new("M0104", message).at(format!("{id}/{}", folder::PLAN))
}
