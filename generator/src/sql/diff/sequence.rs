//! The operations of a run, divided into migrations.

pub(super) mod created;
pub(super) mod drops;
pub(super) mod parts;
pub(super) mod renames;
pub(super) mod table_part;
pub(super) mod title;

use std::collections::BTreeSet;

use larder_format::plan::{Operation, Table};

use super::{Draft, Tables};
use crate::sql::physical::naming::{self, ClaimedNames};
use crate::sql::{Problem, history};

/// Operations as they come, cut into drafts, and the tables as they are after the last of them.
#[derive(Debug)]
pub(super) struct Sequence {
    pub(super) tables: Tables,
    drafts: Vec<Draft>,
    current: Vec<Operation>,
    /// What the current draft takes a name from: a table, or a table and its column.
    vacated: BTreeSet<(String, Option<String>)>,
    /// Every name that a key or index has or had, in lower case, so that few tables have to be looked through.
    parts: BTreeSet<String>,
}

impl Sequence {
    pub(super) fn new(before: &Tables) -> Self {
        let parts = before.values().flat_map(part_names).collect();
        Self { tables: before.clone(), drafts: Vec::new(), current: Vec::new(), vacated: BTreeSet::new(), parts }
    }

    /// Adds an operation. One that takes a name which the same draft vacates goes into the next, so that a script
    /// never means two things by one name, and one that makes a table anew has a draft of its own.
    ///
    /// # Errors
    ///
    /// The operation speaks of what is not there.
    pub(super) fn push(&mut self, operation: Operation) -> Result<(), Vec<Problem>> {
        let place = |table: &str, column: &str| (table.to_owned(), Some(column.to_owned()));
        let takes = match &operation {
            Operation::CreateTable(table) => Some((table.name.clone(), None)),
            Operation::RenameTable { to, .. } => Some((to.clone(), None)),
            Operation::AddColumn { table, column, .. } => Some(place(table, &column.name)),
            Operation::RenameColumn { table, to, .. } => Some(place(table, to)),
            _ => None,
        };
        if let Some((table, None)) = &takes {
            self.refuse_part(table)?;
        }
        let is_alone = matches!(operation, Operation::AddPartition { .. } | Operation::DropPartition { .. });
        if is_alone || takes.is_some_and(|place| self.vacated.contains(&place)) {
            self.end();
        }
        self.vacated.extend(match &operation {
            Operation::DropTable { table } | Operation::RenameTable { table, .. } => Some((table.clone(), None)),
            Operation::DropColumn { table, column } | Operation::RenameColumn { table, column, .. } => {
                Some(place(table, column))
            }
            _ => None,
        });
        history::apply_to(&mut self.tables, &operation).map_err(|problem| vec![problem])?;
        let touched = match &operation {
            Operation::CreateTable(table) => Some(table.name.as_str()),
            Operation::RenameTable { to, .. } => Some(to.as_str()),
            other => other.table(),
        };
        let touched = touched.and_then(|table| self.tables.get(table));
        self.parts.extend(touched.into_iter().flat_map(part_names));
        self.current.push(operation);
        if is_alone {
            self.end();
        }
        Ok(())
    }

    /// A name that was stored when a key or index was made may be one that the definition no longer shows.
    fn refuse_part(&self, name: &str) -> Result<(), Vec<Problem>> {
        if !self.parts.contains(&name.to_lowercase()) {
            return Ok(());
        }
        let parts = naming::NamedParts::of(self.tables.values());
        let Some(part) = parts.named(name) else { return Ok(()) };
        Err(vec![Problem::new("M0108", part.takes(name)).help(naming::OTHER_TABLE)])
    }

    /// Ends the draft, if it holds anything.
    pub(super) fn end(&mut self) {
        self.vacated.clear();
        let operations = std::mem::take(&mut self.current);
        if !operations.is_empty() {
            self.drafts.push(Draft { title: title::of(&operations), operations });
        }
    }

    /// Returns the tables at the end, and the drafts.
    pub(super) fn finish(mut self) -> (Tables, Vec<Draft>) {
        self.end();
        (self.tables, self.drafts)
    }

    /// Returns all names that are taken.
    pub(super) fn taken(&self) -> ClaimedNames {
        let mut names = ClaimedNames::default();
        self.tables.values().flat_map(naming::names).for_each(|name| names.take(name.stored));
        names
    }
}

fn part_names(table: &Table) -> impl Iterator<Item = String> {
    naming::relations(table).into_iter().map(|(name, _)| name.to_lowercase())
}
