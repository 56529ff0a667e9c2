//! Renames tables and columns in an order in which every name is free.

use larder_format::plan::{Index, Operation, RenamedPart, Table};

use super::Sequence;
use super::parts::TablePart;
use crate::sql::diff::Tables;
use crate::sql::diff::matches::matched::{Match, Matches};
use crate::sql::physical::naming::{self, ClaimedNames};
use crate::sql::{Problem, history};

/// Renames tables, then columns; one whose new name is still taken waits until it is free.
pub(in crate::sql::diff) fn apply(matches: &Matches<'_>, sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    let renamed = matches.tables.iter().map(|found| (found.pair.before, found.pair.wanted.table.name.as_str()));
    let waiting: Vec<_> = renamed.filter(|(from, to)| from != to).collect();
    in_turn(
        waiting,
        "",
        sequence,
        |tables, name| tables.contains_key(name),
        |from, to| Operation::RenameTable { table: from.to_owned(), to: to.to_owned(), names: Vec::new() },
    )?;
    for found in &matches.tables {
        let table = found.pair.wanted.table.name.as_str();
        make_room(found, sequence)?;
        let is_taken = |tables: &Tables, name: &str| {
            tables.get(table).is_some_and(|table| table.columns.iter().any(|column| column.name == name))
        };
        in_turn(found.columns.clone(), &found.pair.wanted.entity, sequence, is_taken, |from, to| {
            Operation::RenameColumn {
                table: table.to_owned(),
                column: from.to_owned(),
                to: to.to_owned(),
                names: Vec::new(),
            }
        })?;
    }
    Ok(())
}

/// Drops the columns whose names others take, and what is over them.
fn make_room(found: &Match<'_>, sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    let name = &found.pair.wanted.table.name;
    for gone in found.gone.iter().filter(|gone| found.columns.iter().any(|(_, to)| to == *gone)) {
        let table = sequence.tables.get(name).into_iter();
        let over = table.flat_map(TablePart::all).filter(|part| part.columns().contains(gone));
        // A check goes with its column.
        let dropped: Vec<_> =
            over.filter(|part| !matches!(part, TablePart::Check(_))).map(|part| part.dropped(name)).collect();
        for operation in served(found, gone, sequence).into_iter().chain(dropped) {
            sequence.push(operation)?;
        }
        sequence.push(Operation::DropColumn { table: name.clone(), column: (*gone).to_owned() })?;
    }
    Ok(())
}

/// Returns what makes the indexes that foreign keys are served by from now on, where the one that did goes with a
/// column. The rename that follows ends the draft, and MySQL would make an index of its own in between.
fn served(found: &Match<'_>, gone: &str, sequence: &Sequence) -> Vec<Operation> {
    let wanted = &found.pair.wanted.table;
    let Some(table) = sequence.tables.get(&wanted.name) else { return Vec::new() };
    let rest: Vec<_> = TablePart::all(table).into_iter().filter(|part| !part.columns().contains(&gone)).collect();
    let primary: Vec<_> = table.primary_key.columns.iter().map(String::as_str).collect();
    let comes: Vec<_> = wanted.indexes.iter().filter_map(|index| as_it_stands(index, found, table)).collect();
    let mut taken = sequence.taken();
    let mut made = Vec::new();
    for key in table.foreign_keys.iter().filter(|key| key.columns.iter().all(|column| column != gone)) {
        let serves = |columns: &[&str]| {
            columns.iter().zip(&key.columns).filter(|(own, key)| own == key).count() == key.columns.len()
        };
        let is_served = serves(&primary)
            || rest
                .iter()
                .any(|part| matches!(part, TablePart::Index(_) | TablePart::Unique(_)) && serves(&part.columns()));
        if let Some(mut part) = comes.iter().find(|part| !is_served && serves(&part.columns())).cloned() {
            part.rename(taken.claim_name(&part.derived_name(&wanted.name)));
            made.push(part.added(&wanted.name));
        }
    }
    made
}

/// Returns an index that is wanted under the names which its columns have before they are renamed; `None` where one of
/// them is not there yet.
fn as_it_stands(index: &Index, found: &Match<'_>, table: &Table) -> Option<TablePart> {
    let mut index = index.clone();
    for column in &mut index.columns {
        let renamed = found.columns.iter().find(|(_, to)| *to == column.name).map(|(from, _)| *from);
        let is_left = found.columns.iter().any(|(from, _)| *from == column.name);
        let name = renamed.or_else(|| (!is_left).then_some(column.name.as_str()))?;
        let is_there = table.columns.iter().any(|other| other.name == name) && !found.gone.contains(&name);
        column.name = is_there.then(|| name.to_owned())?;
    }
    index.conditions.is_empty().then_some(TablePart::Index(index))
}

fn in_turn(
    mut waiting: Vec<(&str, &str)>,
    owner: &str,
    sequence: &mut Sequence,
    is_taken: impl Fn(&Tables, &str) -> bool,
    rename: impl Fn(&str, &str) -> Operation,
) -> Result<(), Vec<Problem>> {
    while !waiting.is_empty() {
        let Some(position) = waiting.iter().position(|(_, to)| !is_taken(&sequence.tables, to)) else {
            let names: Vec<_> = waiting.iter().map(|(from, to)| format!("`{from}` to `{to}`")).collect();
            let of = if owner.is_empty() { String::new() } else { format!(" of `{owner}`") };
            let message = format!("these renames{of} swap names: {}", names.join(", "));
            let help = "rename one of them to a temporary name first, generate, and then rename it to its final name";
            return Err(vec![Problem::new("M0308", message).help(help)]);
        };
        let (from, to) = waiting.remove(position);
        let names = following(&rename(from, to), &sequence.tables)?;
        let mut operation = rename(from, to);
        if let Operation::RenameTable { names: empty, .. } | Operation::RenameColumn { names: empty, .. } =
            &mut operation
        {
            *empty = names;
        }
        sequence.push(operation)?;
    }
    Ok(())
}

/// Returns the new names of the parts whose names are made of the old name of the table or column.
fn following(rename: &Operation, tables: &Tables) -> Result<Vec<RenamedPart>, Vec<Problem>> {
    let after = history::apply(tables, std::slice::from_ref(rename)).map_err(|problem| vec![problem])?;
    let (old, new) = match rename {
        Operation::RenameTable { table, to, .. } => (table, to),
        Operation::RenameColumn { table, .. } => (table, table),
        _ => return Ok(Vec::new()),
    };
    let names = |tables: &Tables, table: &str| tables.get(table).map(naming::names).unwrap_or_default();
    let mut taken = ClaimedNames::default();
    tables.values().flat_map(naming::names).for_each(|name| taken.take(name.stored));
    let pairs = names(tables, old).into_iter().zip(names(&after, new));
    let changed = pairs.filter(|(before, after)| before.is_conventional() && before.derived != after.derived);
    Ok(changed
        .map(|(before, after)| RenamedPart { from: before.stored, to: taken.claim_name(&after.derived) })
        .collect())
}
