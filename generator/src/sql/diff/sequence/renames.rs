//! Renames tables and columns in an order in which every name is free.

use larder_format::plan::{Operation, RenamedPart};

use super::Sequence;
use super::table_part::TablePart;
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
        dropped.into_iter().try_for_each(|operation| sequence.push(operation))?;
        sequence.push(Operation::DropColumn { table: name.clone(), column: (*gone).to_owned() })?;
    }
    Ok(())
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
