use larder_format::plan::{Operation, Table};

use super::Wanted;
use super::sequence::Sequence;
use crate::sql::naming::Names;
use crate::sql::{Problem, fold};

/// Creates the new tables, each in a draft of its own, parents first. A foreign key whose parent is not there yet, or
/// lacks the key it refers to, waits: so circles are broken.
pub(super) fn tables(wanted: &[Wanted], sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    let is_new = |wanted: &&Wanted| !sequence.tables.contains_key(&wanted.table.name);
    let mut waiting: Vec<&Table> = wanted.iter().filter(is_new).map(|wanted| &wanted.table).collect();
    let mut taken = sequence.taken();
    while !waiting.is_empty() {
        let open = |table: &Table| {
            let parents = table.foreign_keys.iter().map(|key| &key.parent).filter(|parent| **parent != table.name);
            parents.filter(|parent| waiting.iter().any(|other| other.name == **parent)).count()
        };
        let least = waiting.iter().enumerate().min_by_key(|(_, table)| open(table)).map_or(0, |(position, _)| position);
        let mut table = waiting.remove(least).clone();
        table.foreign_keys = std::mem::take(&mut table.foreign_keys)
            .into_iter()
            .filter(|key| {
                let parent = if key.parent == table.name { Some(&table) } else { sequence.tables.get(&key.parent) };
                parent.is_some_and(|parent| fold::is_key(parent, &key.parent_columns))
            })
            .collect();
        free_names(&mut table, &mut taken);
        sequence.push(Operation::CreateTable(table))?;
        sequence.end();
    }
    Ok(())
}

/// Numbers the names that something else has.
fn free_names(table: &mut Table, taken: &mut Names) {
    let names = table.uniques.iter_mut().map(|key| &mut key.name);
    let names = names.chain(table.foreign_keys.iter_mut().map(|key| &mut key.name));
    let names = names.chain(table.checks.iter_mut().map(|check| &mut check.name));
    let names = names.chain(table.indexes.iter_mut().map(|index| &mut index.name));
    let names = names.chain(table.search.iter_mut().map(|search| &mut search.name));
    for name in names.chain([&mut table.primary_key.name]) {
        *name = taken.claim_name(name);
    }
}
