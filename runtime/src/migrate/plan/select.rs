//! Decides which migrations a run takes, and in which direction. Pure.

use larder_format::{Dialect, Direction};

use super::verify::verify;
use crate::error::Result;
use crate::migrate::model::{Goal, HistoryEntry, Job, Migration, RollbackTarget, State, entries_of, is_kept};
use crate::migrate::report::failure::refuse;

/// Returns the jobs of a run in their order.
pub(in crate::migrate) fn select(
    goal: Goal<'_>,
    applied: &[HistoryEntry],
    available: &[Migration],
    dialect: Dialect,
) -> Result<Vec<Job>> {
    match goal {
        Goal::Up(target) => up(target, applied, available, dialect),
        Goal::Down { back, baselined } => {
            let ids = going(back, applied)?;
            if !baselined {
                refuse_baselined(&ids, applied)?;
            }
            let job = |id| {
                let job = down(id, applied, available, dialect)?;
                if job.is_begun_only() { certain(job, dialect) } else { Ok(job) }
            };
            ids.into_iter().map(job).collect()
        }
        Goal::Undo(id) => undo(id, applied, available, dialect).map(|job| vec![job]),
        Goal::Keep(id) => keep(id, applied, available, dialect).map(|job| vec![job]),
    }
}

/// Returns the migrations of a way back, newest first.
fn going<'a>(back: RollbackTarget<'_>, applied: &'a [HistoryEntry]) -> Result<Vec<&'a str>> {
    let mut ids = newest_first(applied);
    let count = match back {
        RollbackTarget::Last(count) => count,
        RollbackTarget::To(target) => ids
            .iter()
            .position(|id| *id == target)
            .ok_or_else(|| refuse(format!("`{target}` is not applied, so nothing can be rolled back to it")))?,
    };
    ids.truncate(count);
    Ok(ids)
}

/// The way back of what `baseline` recorded would drop tables that were there before larder; one that was begun was
/// allowed then.
fn refuse_baselined(ids: &[&str], applied: &[HistoryEntry]) -> Result<()> {
    let kept: Vec<&str> = ids.iter().copied().filter(|id| is_kept(id, applied)).collect();
    let Some(newest) = kept.first() else {
        return Ok(());
    };
    let advice = if kept.len() < ids.len() && ids.first() != Some(newest) {
        format!("roll back what came after it with `rollback --to {newest}`")
    } else {
        "no migration was run after it".to_owned()
    };
    Err(refuse(format!(
        "{} was recorded by `baseline` and not run: rolling it back would drop tables that existed before larder, so \
         nothing was done; {advice}, or confirm with `--baselined` (`Migrator::take_back_baselined`)",
        kept.join(", ")
    )))
}

fn undo(id: &str, applied: &[HistoryEntry], available: &[Migration], dialect: Dialect) -> Result<Job> {
    let states = verify(applied, available).states;
    match states.iter().find(|(name, _)| name == id).map(|(_, state)| state) {
        Some(State::Partial { .. } | State::RollingBack { .. }) => {}
        Some(State::Applied { .. } | State::Baselined { .. } | State::Ahead { .. }) => {
            return Err(refuse(format!("{id} is completely applied; roll it back with `rollback`")));
        }
        _ => return Err(refuse(format!("`{id}` is not applied"))),
    }
    certain(down(id, applied, available, dialect)?, dialect)
}

fn keep(id: &str, applied: &[HistoryEntry], available: &[Migration], dialect: Dialect) -> Result<Job> {
    let entries = entries_of(id, applied);
    let Some(first) = entries.iter().find(|_| entries.iter().any(|entry| entry.direction == Direction::Down)) else {
        return Err(refuse(format!("`{id}` is not being rolled back")));
    };
    let same = |one: &&Migration| one.id == id && one.checksum == first.checksum && one.hash == first.plan_hash;
    let Some(migration) = available.iter().find(same).cloned() else {
        return Err(refuse(format!(
            "{id} differs here from what was applied, so it cannot be applied again; run the version that applied it, \
             or continue with `rollback`"
        )));
    };
    let (position, entries) = (first.position, Vec::new());
    certain(Job { migration, direction: Direction::Up, entries, position, keeps: true }, dialect)
}

/// A step that cannot tell what of it is done would do, or undo, what is not there.
fn certain(job: Job, dialect: Dialect) -> Result<Job> {
    let id = &job.migration.id;
    if !job.is_mixed() {
        return Ok(job);
    }
    let steps = job.migration.script(job.direction).steps.iter().enumerate();
    let untold = steps.filter(|(_, step)| step.is_blind() && !step.is_told(dialect));
    let untold: Vec<_> = untold.map(|(number, _)| job.describe(number, 0)).collect();
    if untold.is_empty() {
        return Ok(job);
    }
    if job.keeps {
        return Err(refuse(format!(
            "{id} cannot be applied again automatically, because it is unknown whether there is something to apply \
             for {}; fix what stopped the rollback and run `rollback` again",
            untold.join(" and ")
        )));
    }
    Err(refuse(format!(
        "{id} cannot be rolled back automatically, because it is unknown whether there is something to roll back for \
         {}; fix what stopped it and run `migrate`, or complete its changes by hand, record the steps as done with \
         `resolve`, and roll it back",
        untold.join(" and ")
    )))
}

fn up(target: Option<&str>, applied: &[HistoryEntry], available: &[Migration], dialect: Dialect) -> Result<Vec<Job>> {
    let verified = verify(applied, available);
    if !verified.problems.is_empty() {
        let problems: Vec<_> = verified.problems.iter().map(ToString::to_string).collect();
        return Err(refuse(problems.join("\n")));
    }
    let end = match target {
        None => available.len(),
        Some(target) => match available.iter().position(|one| one.id == target) {
            Some(index) => index + 1,
            None => return Err(refuse(format!("there is no migration `{target}`"))),
        },
    };
    let mut jobs = Vec::new();
    for (id, state) in verified.states.iter().rev() {
        let known = available.iter().any(|one| one.id == *id);
        match state {
            State::RollingBack { .. } => jobs.push(down(id, applied, available, dialect)?),
            State::Partial { .. } if !known => {
                return Err(refuse(format!(
                    "{id} was started by another version and is unknown to this one; run the version that has it, or \
                     roll it back"
                )));
            }
            State::Ahead { compatible: false } => {
                return Err(refuse(format!(
                    "the database is ahead: {id} is unknown to this version and incompatible with it; run the version \
                     that has it, or roll it back"
                )));
            }
            _ => {}
        }
    }
    jobs.sort_by_key(|job| -job.position);
    let mut next = applied.iter().map(|entry| entry.position).max().unwrap_or(0);
    for (migration, (id, state)) in available[..end].iter().zip(&verified.states) {
        if state.is_whole() {
            continue;
        }
        // A rollback under way is finished first, then the migration is applied again from the start.
        let entries = if matches!(state, State::RollingBack { .. }) { Vec::new() } else { entries_of(id, applied) };
        let position = entries.first().map_or_else(|| next + 1, |entry| entry.position);
        next = next.max(position);
        jobs.push(Job { migration: migration.clone(), direction: Direction::Up, entries, position, keeps: false });
    }
    Ok(jobs)
}

/// The files' way back when they are those that were applied, else the one stored with the history.
fn down(id: &str, applied: &[HistoryEntry], available: &[Migration], dialect: Dialect) -> Result<Job> {
    let entries = entries_of(id, applied);
    let Some(first) = entries.iter().find(|entry| entry.plan.is_some()).or(entries.first()) else {
        return Err(refuse(format!("`{id}` is not applied")));
    };
    let known =
        available.iter().find(|one| one.id == id && one.checksum == first.checksum && one.hash == first.plan_hash);
    let migration = known.map_or_else(|| Migration::stored(first, dialect), |known| Ok(known.clone()))?;
    let changed_nothing = first.step_checksum == larder_format::checksum::of("");
    if migration.down_script.steps.iter().all(|step| step.statements.is_empty()) && !changed_nothing {
        return Err(refuse(format!("{id} cannot be rolled back: its {dialect}.down.sql has no statements")));
    }
    let position = first.position;
    Ok(Job { migration, direction: Direction::Down, entries, position, keeps: false })
}

fn newest_first(applied: &[HistoryEntry]) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for entry in applied.iter().rev() {
        if !ids.contains(&entry.migration.as_str()) {
            ids.push(&entry.migration);
        }
    }
    ids
}
