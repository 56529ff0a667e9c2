//! One migration to take, up or down.

use larder_format::Direction;

use super::entry::HistoryEntry;
use super::migration::Migration;
use crate::migrate::model::script::{ScriptStep, Work};

/// One migration to take, with what the history has of it.
#[derive(Clone)]
pub(in crate::migrate) struct Job {
    pub(in crate::migrate) migration: Migration,
    pub(in crate::migrate) direction: Direction,
    pub(in crate::migrate) entries: Vec<HistoryEntry>,
    pub(in crate::migrate) position: i64,
    /// Whether a way back that was begun is given up, so that the migration is applied again from where that left it.
    pub(in crate::migrate) keeps: bool,
}

impl Job {
    pub(in crate::migrate) fn recorded(&self, step: usize) -> Option<bool> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.direction == self.direction && entry.step == step).map(|entry| entry.finished)
    }

    /// Whether every step up was finished, so that every step down has something to do.
    pub(in crate::migrate) fn is_whole(&self) -> bool {
        let up = || self.entries.iter().filter(|entry| entry.direction == Direction::Up);
        self.direction == Direction::Up
            || up().next().is_some_and(|first| up().filter(|one| one.finished).count() == first.steps)
    }

    /// Whether the tables stand between two states, so that the catalogue is asked what of each step is done.
    pub(in crate::migrate) fn is_mixed(&self) -> bool {
        self.keeps || !self.is_whole()
    }

    /// Whether nothing of it was done in this direction.
    pub(in crate::migrate) fn is_fresh(&self) -> bool {
        !self.is_mixed() && self.entries.iter().all(|entry| entry.direction != self.direction)
    }

    /// Whether a run up ended midway and no rollback has begun.
    pub(in crate::migrate) fn is_begun_only(&self) -> bool {
        !self.is_whole() && self.entries.iter().all(|entry| entry.direction == Direction::Up)
    }

    pub(in crate::migrate) fn step(&self, step: usize) -> &ScriptStep {
        &self.migration.script(self.direction).steps[step]
    }

    /// Returns the statement of a step on one line.
    pub(in crate::migrate) fn query(&self, step: usize) -> String {
        let text = self.step(step).statements.first().map_or("", String::as_str);
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("--"));
        lines.collect::<Vec<_>>().join(" ")
    }

    /// Returns every statement of the script.
    pub(in crate::migrate) fn statements(&self) -> impl Iterator<Item = &str> {
        self.migration.script(self.direction).steps.iter().flat_map(|step| &step.statements).map(String::as_str)
    }

    pub(in crate::migrate) fn describe(&self, step: usize, statement: usize) -> String {
        let script = self.migration.script(self.direction);
        let Job { migration, direction, .. } = self;
        if let Work::Tokens(tokens) = &script.steps[step].work {
            return format!("{} {direction}, search tokens of {}", migration.id, tokens.table);
        }
        let before: usize = script.steps[..step].iter().map(|step| step.statements.len()).sum();
        let text = script.steps[step].statements.get(statement).map_or("", String::as_str);
        let line: String = text.lines().next().unwrap_or_default().chars().take(80).collect();
        format!("{} {direction}, statement {} (`{line}`)", migration.id, before + statement + 1)
    }
}
