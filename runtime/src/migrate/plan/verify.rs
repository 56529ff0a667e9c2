//! Compares what a database has with what a binary knows. Pure: no connection, no clock.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use larder_format::{Direction, PlanFile};

use crate::migrate::model::script::ScriptStep;
use crate::migrate::model::{HistoryEntry, Migration, State, is_kept};

/// Why migrating would be unsafe; `Display` says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The SQL of an applied migration was edited.
    Changed {
        /// The migration.
        id: String,
    },
    /// The operations of an applied migration were edited.
    PlanChanged {
        /// The migration.
        id: String,
    },
    /// Applied migrations follow others than they did, since a merge of branches put them behind another branch.
    Moved {
        /// The migrations, in their order.
        ids: Vec<String>,
        /// How many migrations a rollback takes back to reach all of them.
        count: usize,
        /// Whether `baseline` recorded one of those, so that a rollback needs permission to drop it.
        baselined: bool,
    },
    /// The database has a migration that is not known here, and lacks one that is.
    Missing {
        /// The unknown migration.
        id: String,
        /// A pending one.
        pending: String,
    },
    /// A pending migration comes before one that is applied.
    OutOfOrder {
        /// The pending migration.
        id: String,
        /// The applied one that follows it.
        before: String,
    },
    /// Two or more migrations that nothing follows: branches that were not merged.
    Unmerged {
        /// The last migration of each branch.
        heads: Vec<String>,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { id } => write!(
                f,
                "{id} was applied with different SQL; restore the files, and put the change into a new migration"
            ),
            Self::PlanChanged { id } => write!(
                f,
                "{id} was applied with a different plan.toml; restore the folder, and put the change into a new \
                 migration"
            ),
            Self::Moved { ids, count, baselined } => write!(
                f,
                "{} was applied before `codegen merge` moved it behind another branch, so its parents are different \
                 now; roll back the last {count} with `rollback {count}{}`, which uses the SQL stored when they were \
                 applied, and run `migrate`; to keep the rows instead, undo the merge, delete the other branch's \
                 folders if no database has run them, and run `codegen`",
                ids.join(" and "),
                if *baselined { " --baselined" } else { "" }
            ),
            Self::Missing { id, pending } => write!(
                f,
                "the database has {id}, which is missing here, while {pending} is pending; merge the branch that has \
                 {id}, or roll {id} back"
            ),
            Self::OutOfOrder { id, before } => write!(
                f,
                "{id} is pending, but {before}, which follows it, is applied, so the history was changed by hand: \
                 apply {id} by hand and record it with `resolve`, or roll {before} back"
            ),
            Self::Unmerged { heads } => {
                write!(f, "the migrations have several heads: {}; join them with `codegen merge`", heads.join(" and "))
            }
        }
    }
}

/// The comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::migrate) struct Verified {
    /// Known migrations in their order, then the unknown ones in the order of application.
    pub(in crate::migrate) states: Vec<(String, State)>,
    pub(super) problems: Vec<Problem>,
}

/// Compares the rows of the history with the migrations known, which stand in their order.
pub(in crate::migrate) fn verify(applied: &[HistoryEntry], available: &[Migration]) -> Verified {
    let mut rows: BTreeMap<&str, Vec<&HistoryEntry>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for entry in applied {
        let list = rows.entry(&entry.migration).or_default();
        if list.is_empty() && !available.iter().any(|one| one.id == entry.migration) {
            unknown.push(entry.migration.as_str());
        }
        list.push(entry);
    }
    let mut verified = Verified::default();
    let mut moved = Vec::new();
    for migration in available {
        let entries = rows.get(migration.id.as_str()).map_or(&[][..], Vec::as_slice);
        if is_moved(migration, entries) {
            moved.push(migration.id.clone());
        } else {
            verified.problems.extend(changes(migration, entries));
        }
        verified.states.push((migration.id.clone(), state(entries, Some(migration))));
    }
    let pending = |id: &str| verified.states.iter().any(|(name, state)| name == id && *state == State::Pending);
    let mut problems: Vec<_> = out_of_order(available, &pending);
    // What it follows since is pending as a matter of course.
    problems.retain(|problem| !matches!(problem, Problem::OutOfOrder { before, .. } if moved.contains(before)));
    problems.extend(back_to(moved, applied));
    let first_pending = available.iter().find(|one| pending(&one.id));
    for id in &unknown {
        problems.extend(first_pending.map(|one| Problem::Missing { id: (*id).to_owned(), pending: one.id.clone() }));
    }
    problems.extend(unmerged(available));
    verified.problems.extend(problems);
    for id in unknown {
        let entries = &rows[id];
        let state = match state(entries, None) {
            whole if whole.is_whole() => State::Ahead { compatible: is_compatible(entries) },
            unfinished => unfinished,
        };
        verified.states.push((id.to_owned(), state));
    }
    verified
}

fn state(entries: &[&HistoryEntry], known: Option<&Migration>) -> State {
    let down: Vec<_> = entries.iter().filter(|entry| entry.direction == Direction::Down).collect();
    if let Some(first) = down.first() {
        let done = down.iter().filter(|entry| entry.finished).count();
        return State::RollingBack { done, of: first.steps, undecided: undecided(entries, known, Direction::Down) };
    }
    let Some(first) = entries.first() else {
        return State::Pending;
    };
    let done = entries.iter().filter(|entry| entry.finished).count();
    let of = first.steps;
    let at = || first.applied_at.clone();
    match (done == of, first.baselined) {
        (true, true) => State::Baselined { at: at() },
        (true, false) => State::Applied { at: at() },
        (false, _) => State::Partial { done, of, undecided: undecided(entries, known, Direction::Up) },
    }
}

/// Returns the number of the step, from 1, at which a run ended and of which nothing tells whether it was done.
fn undecided(entries: &[&HistoryEntry], known: Option<&Migration>, direction: Direction) -> Option<usize> {
    let of = |direction| entries.iter().filter(move |entry| entry.direction == direction);
    // Of a migration that stands between two states the catalogue tells.
    let is_mixed = direction == Direction::Down && of(Direction::Up).any(|entry| !entry.finished);
    let script = known?.script(direction);
    let open = of(direction).filter(|entry| !entry.finished && !is_mixed);
    let blind = open.filter(|entry| script.steps.get(entry.step).is_some_and(ScriptStep::is_blind));
    blind.map(|entry| entry.step + 1).min()
}

fn changes(migration: &Migration, entries: &[&HistoryEntry]) -> Option<Problem> {
    let up: Vec<_> = entries.iter().filter(|entry| entry.direction == Direction::Up).collect();
    let id = migration.id.clone();
    if up.iter().any(|entry| entry.plan_hash != migration.hash) {
        return Some(Problem::PlanChanged { id });
    }
    let changed = match state(entries, None) {
        // Steps that failed or were never reached may be mended; those that are done may not.
        State::Partial { .. } => up.iter().any(|entry| {
            migration.up_script.steps.get(entry.step).is_none_or(|step| step.checksum != entry.step_checksum)
        }),
        _ => up.iter().any(|entry| entry.checksum != migration.checksum),
    };
    changed.then_some(Problem::Changed { id })
}

/// A migration that does the same as when it was applied, after others.
pub(in crate::migrate) fn is_moved(migration: &Migration, entries: &[&HistoryEntry]) -> bool {
    let first = entries.iter().find(|entry| entry.plan_hash != migration.hash && entry.plan.is_some());
    let stored = first.and_then(|entry| entry.plan.as_deref()).map(PlanFile::parse);
    match (stored, PlanFile::parse(&migration.plan)) {
        (Some(Ok(stored)), Ok(here)) => stored.operations == here.operations && stored.parents != here.parents,
        _ => false,
    }
}

fn back_to(moved: Vec<String>, applied: &[HistoryEntry]) -> Option<Problem> {
    let of = |entry: &&HistoryEntry| moved.contains(&entry.migration);
    let first = applied.iter().filter(of).map(|entry| entry.position).min()?;
    let after = applied.iter().filter(|entry| entry.position >= first);
    let going: BTreeSet<&str> = after.map(|entry| entry.migration.as_str()).collect();
    let baselined = going.iter().any(|id| is_kept(id, applied));
    Some(Problem::Moved { ids: moved, count: going.len(), baselined })
}

fn out_of_order(available: &[Migration], pending: &impl Fn(&str) -> bool) -> Vec<Problem> {
    let applied = available.iter().filter(|one| !pending(&one.id));
    applied
        .filter_map(|one| {
            let parent = one.parents().find(|parent| pending(parent))?;
            Some(Problem::OutOfOrder { id: parent.to_owned(), before: one.id.clone() })
        })
        .collect()
}

fn unmerged(available: &[Migration]) -> Option<Problem> {
    let is_followed = |id: &String| available.iter().any(|one| one.parents().any(|parent| parent == id));
    let heads: Vec<_> = available.iter().map(|one| one.id.clone()).filter(|id| !is_followed(id)).collect();
    (heads.len() > 1).then_some(Problem::Unmerged { heads })
}

fn is_compatible(entries: &[&HistoryEntry]) -> bool {
    let plan = entries.iter().find_map(|entry| entry.plan.as_deref());
    plan.and_then(|text| PlanFile::parse(text).ok()).is_some_and(|plan| plan.is_compatible())
}

#[cfg(test)]
mod tests;
