//! Creates new tables, parents first.

use std::collections::{BTreeMap, BTreeSet};

use larder_format::plan::{Operation, Table};

use super::Sequence;
use crate::sql::Problem;
use crate::sql::diff::Wanted;
use crate::sql::history::is_key;
use crate::sql::physical::naming::ClaimedNames;

/// Creates the new tables, each in a draft of its own, parents first. A foreign key whose parent is not there yet, or
/// lacks the key it refers to, waits: so circles are broken.
pub(in crate::sql::diff) fn tables(wanted: &[Wanted], sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    let is_new = |wanted: &&Wanted| !sequence.tables.contains_key(&wanted.table.name);
    let mut waiting = Waiting::new(wanted.iter().filter(is_new).map(|wanted| &wanted.table).collect());
    let mut taken = sequence.taken();
    while let Some(table) = waiting.take() {
        let mut table = table.clone();
        table.foreign_keys = std::mem::take(&mut table.foreign_keys)
            .into_iter()
            .filter(|key| {
                let parent = if key.parent == table.name { Some(&table) } else { sequence.tables.get(&key.parent) };
                parent.is_some_and(|parent| is_key(parent, &key.parent_columns))
            })
            .collect();
        free_names(&mut table, &mut taken);
        sequence.push(Operation::CreateTable(table))?;
        sequence.end();
    }
    Ok(())
}

/// Tables that are not created yet, and how many of their parents are not either.
struct Waiting<'a> {
    tables: Vec<&'a Table>,
    open: Vec<usize>,
    /// By parent, the positions of those that refer to it, once for each key.
    children: BTreeMap<&'a str, Vec<usize>>,
    /// By the number of open parents, and of those with as many by position.
    ready: BTreeSet<(usize, usize)>,
}

impl<'a> Waiting<'a> {
    fn new(tables: Vec<&'a Table>) -> Self {
        let names: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        let mut children: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut open = vec![0; tables.len()];
        for (position, table) in tables.iter().enumerate() {
            let parents = table.foreign_keys.iter().map(|key| key.parent.as_str());
            for parent in parents.filter(|parent| *parent != table.name && names.contains(parent)) {
                children.entry(parent).or_default().push(position);
                open[position] += 1;
            }
        }
        let ready = open.iter().enumerate().map(|(position, open)| (*open, position)).collect();
        Self { tables, open, children, ready }
    }

    /// Takes the first table of those with the fewest open parents.
    fn take(&mut self) -> Option<&'a Table> {
        let (_, position) = self.ready.pop_first()?;
        let table = self.tables[position];
        for child in self.children.remove(table.name.as_str()).unwrap_or_default() {
            let open = self.open[child];
            if self.ready.remove(&(open, child)) {
                self.open[child] = open - 1;
                self.ready.insert((open - 1, child));
            }
        }
        Some(table)
    }
}

/// Numbers the names that something else has.
fn free_names(table: &mut Table, taken: &mut ClaimedNames) {
    let names = table.uniques.iter_mut().map(|key| &mut key.name);
    let names = names.chain(table.foreign_keys.iter_mut().map(|key| &mut key.name));
    let names = names.chain(table.checks.iter_mut().map(|check| &mut check.name));
    let names = names.chain(table.indexes.iter_mut().map(|index| &mut index.name));
    let names = names.chain(table.search.iter_mut().map(|search| &mut search.name));
    for name in names.chain([&mut table.primary_key.name]) {
        *name = taken.claim_name(name);
    }
}
