//! The state before: all operation logs of the migrations folder, applied to nothing.

mod replay;

use std::collections::BTreeSet;

use larder_format::folder;
use larder_format::plan::PlanFile;

use super::migration::Migration;
use super::{Objects, Past, Plans, apply_to_objects, conflicts, history, loose_ends};
use crate::sql::Problem;
use crate::sql::rules::Rules;

pub use super::{Folder, Tables, apply, apply_to};
pub use replay::Replay;

/// The schema that migrations lead to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// By name.
    pub tables: Tables,
    /// The objects beside them, by name.
    pub objects: Objects,
    /// The lowering rules that the tables stand by; the newest, where there are none.
    pub rules: Rules,
    /// The migrations, in the order in which they run.
    pub ids: Vec<String>,
    /// The migrations that a new one follows, `id@hash`; several after branches met, until they are merged.
    pub heads: Vec<String>,
    /// The number of the next folder.
    pub next: u32,
}

impl State {
    /// Applies the operations of a history, parents first.
    ///
    /// # Errors
    ///
    /// Branches do what does not go together, an operation speaks of what is not there, or something is left in the
    /// air.
    pub fn of(history: &[Past]) -> Result<Self, Vec<Problem>> {
        let conflicts = conflicts(history);
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        let first = history.first().map_or(Rules::NEWEST, Past::rules);
        let mut state = Self { next: 1, rules: first, ..Self::default() };
        let mut followed = BTreeSet::new();
        for past in history {
            followed.extend(past.plan.parents.iter());
            state.take(past)?;
        }
        state.heads = history.iter().map(Past::reference).filter(|head| !followed.contains(head)).collect();
        let broken = loose_ends(&state.tables);
        if broken.is_empty() { Ok(state) } else { Err(broken) }
    }

    /// Takes a migration that follows every one of the state.
    ///
    /// # Errors
    ///
    /// Those of [`State::of`].
    pub fn extend(&mut self, migrations: &[Migration]) -> Result<(), Vec<Problem>> {
        for migration in migrations {
            let past = Past::new(migration.plan.clone());
            self.take(&past)?;
            self.heads = vec![past.reference()];
        }
        let broken = loose_ends(&self.tables);
        if broken.is_empty() { Ok(()) } else { Err(broken) }
    }

    /// Does the operations of a plan.
    pub(in crate::sql) fn apply(&mut self, plan: &PlanFile) -> Result<(), Vec<Problem>> {
        for operation in &plan.operations {
            apply_to(&mut self.tables, operation)
                .and_then(|()| apply_to_objects(&mut self.objects, operation))
                .map_err(|problem| vec![problem.at(&plan.id)])?;
        }
        Ok(())
    }

    fn take(&mut self, past: &Past) -> Result<(), Vec<Problem>> {
        self.apply(&past.plan)?;
        let plan = &past.plan;
        // Branches that met may stand by different ones until they are merged.
        self.rules = self.rules.max(past.rules());
        self.ids.push(plan.id.clone());
        self.next = self.next.max(folder::parse(&plan.id).map_or(0, |(number, _)| number) + 1);
        Ok(())
    }
}

/// Reads the migrations and applies their operations, parents first and names breaking ties.
///
/// # Errors
///
/// A plan cannot be read or is of a newer format, a parent is missing or was changed, branches do what does not go
/// together, or an operation speaks of what is not there.
pub fn fold(migrations: &Folder) -> Result<State, Vec<Problem>> {
    State::of(&history(migrations)?)
}

/// Puts migrations that were made or changed into the folder, and returns what all of them lead to.
///
/// # Errors
///
/// Those of [`fold`].
pub fn fold_with(folder: &mut Folder, made: &[Migration]) -> Result<State, Vec<Problem>> {
    folder.extend(made.iter().map(|migration| (migration.plan.id.clone(), migration.files.clone())));
    fold(folder)
}

/// Says that branches met and are not merged.
pub(in crate::sql) fn several_heads(state: &State) -> Problem {
    let message = format!("the migrations have {} heads: {}", state.heads.len(), state.heads.join(", "));
    Problem::new("M0105", message).help("run `codegen merge`")
}

/// Returns what differs between the SQL files on disk and the checksums of their plans.
pub fn verify_files(migrations: &Folder) -> Vec<Problem> {
    Plans::read(migrations).map_or_else(|_| Vec::new(), |plans| plans.edited())
}
