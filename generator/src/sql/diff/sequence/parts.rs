//! Differences between keys, indexes, checks and full text of two tables.

use std::collections::BTreeSet;

use larder_format::plan::{Column, ForeignKey, Operation, SqlText, Table};
use larder_format::splitter::{WordKind, words};

use super::Sequence;
use super::table_part::TablePart;
use crate::sql::Problem;
use crate::sql::diff::Wanted;
use crate::sql::diff::columns;
use crate::sql::diff::columns::changes::{Added, Changes};
use crate::sql::history::is_key;
use crate::sql::physical::naming::ClaimedNames;

/// A new column that has to wait, and its table.
pub(in crate::sql::diff) struct LateColumn<'a> {
    table: &'a str,
    added: Added<'a>,
}

/// Does everything to tables that stay which needs no new table; returns the new columns that do, or that are made of
/// others.
pub(in crate::sql::diff) fn early<'a>(
    wanted: &[Wanted],
    changes: Vec<Changes<'a>>,
    sequence: &mut Sequence,
) -> Result<Vec<LateColumn<'a>>, Vec<Problem>> {
    let lost = lost(&changes);
    drop_parts(wanted, &lost, sequence, |_, _| false)?;
    let mut late = Vec::new();
    for change in changes {
        let table = change.table.to_owned();
        let waits = |added: &Added<'_>, sequence: &Sequence| {
            added.turn > 0 || refers_to_new(wanted, change.table, &added.column.name, sequence)
        };
        let waiting: Vec<_> = change.added.iter().filter(|added| waits(added, sequence)).collect();
        let names: Vec<_> = waiting.iter().map(|added| added.column.name.clone()).collect();
        let turn = waiting.iter().map(|added| added.turn).max().unwrap_or_default();
        for mut added in change.added {
            let is_computed_late = added.column.generated.as_ref().is_some_and(|text| names_any(text, &names));
            if is_computed_late {
                added.turn = turn;
            }
            if is_computed_late || waits(&added, sequence) {
                late.push(LateColumn { table: change.table, added });
            } else {
                sequence.push(add(change.table, added))?;
            }
        }
        for (column, fill) in change.altered {
            sequence.push(Operation::AlterColumn { table: table.clone(), column, fill })?;
        }
        for column in change.dropped {
            sequence.push(Operation::DropColumn { table: table.clone(), column: column.to_owned() })?;
        }
    }
    drop_parts(wanted, &lost, sequence, TablePart::has_columns)?;
    add_parts(wanted, sequence)?;
    comment(wanted, sequence)?;
    sequence.end();
    Ok(late)
}

/// Does what needs the new tables, or columns that are there by now: turn by turn, since the tables of one migration
/// change in the order of their names.
pub(in crate::sql::diff) fn late(
    wanted: &[Wanted],
    mut columns: Vec<LateColumn<'_>>,
    sequence: &mut Sequence,
) -> Result<(), Vec<Problem>> {
    // What is computed comes after what it is computed from.
    columns.sort_by_key(|late| (late.added.turn, late.added.column.generated.is_some()));
    let mut turn = 1;
    for LateColumn { table, added } in columns {
        if added.turn > turn {
            turn = added.turn;
            sequence.end();
        }
        sequence.push(add(table, added))?;
    }
    drop_parts(wanted, &BTreeSet::new(), sequence, TablePart::has_columns)?;
    add_parts(wanted, sequence)
}

/// Gives tables that stay their comments.
fn comment(wanted: &[Wanted], sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    for Wanted { table, .. } in wanted {
        if sequence.tables.get(&table.name).is_some_and(|existing| existing.comment != table.comment) {
            let comment = table.comment.clone();
            sequence.push(Operation::CommentTable { table: table.name.clone(), comment })?;
        }
    }
    Ok(())
}

/// Tells whether an expression names one of the columns.
fn names_any(text: &SqlText, columns: &[String]) -> bool {
    text.each().any(|(text, dialect)| {
        let mut words = words(text, dialect).into_iter();
        words.any(|word| word.kind != WordKind::Text && columns.contains(&dialect.bare(word.text)))
    })
}

fn add(table: &str, added: Added<'_>) -> Operation {
    Operation::AddColumn { table: table.to_owned(), column: added.column.clone(), fill: added.fill }
}

/// The columns that go, each with its table.
fn lost<'a>(changes: &[Changes<'a>]) -> BTreeSet<(&'a str, &'a str)> {
    changes.iter().flat_map(|change| change.dropped.iter().map(|column| (change.table, *column))).collect()
}

/// Drops what is not wanted: foreign keys first, over all tables, since they need the keys and indexes that go. An
/// index that serves a foreign key stays until another is there, or `comes` with what is added next.
fn drop_parts(
    wanted: &[Wanted],
    lost: &BTreeSet<(&str, &str)>,
    sequence: &mut Sequence,
    comes: impl Fn(&TablePart, &Table) -> bool,
) -> Result<(), Vec<Problem>> {
    let mut dropped = Vec::new();
    for Wanted { table, .. } in wanted {
        let Some(existing) = sequence.tables.get(&table.name) else { continue };
        let after = TablePart::all(table);
        let is_lost = |column: &str| lost.contains(&(table.name.as_str(), column));
        for part in TablePart::all(existing).into_iter().filter(|part| !after.iter().any(|other| part.is_same(other))) {
            // A check of a column goes with it, and an index or a check of the row before it.
            let is_over_lost = part.columns().into_iter().any(is_lost);
            let stays = match &part {
                TablePart::Check(check) => is_over_lost && !check.is_of_row(),
                TablePart::Index(_) => {
                    !is_over_lost && is_needed(&part, existing, table, |other| comes(other, existing))
                }
                _ => false,
            };
            if !stays {
                dropped.push((part.rank(), part.dropped(&table.name)));
            }
        }
    }
    let order = |rank: usize| [4, 6, 5, 2, 3, 7, 8, 1, 0][rank];
    dropped.sort_by_key(|(rank, _)| order(*rank));
    dropped.into_iter().try_for_each(|(_, operation)| sequence.push(operation))
}

/// Tells whether a foreign key that stays is served by nothing else that stays or comes.
fn is_needed(part: &TablePart, existing: &Table, wanted: &Table, comes: impl Fn(&TablePart) -> bool) -> bool {
    let before = TablePart::all(existing);
    let others: Vec<_> = TablePart::all(wanted)
        .into_iter()
        .filter(|other| before.iter().any(|part| part.is_same(other)) || comes(other))
        .collect();
    let is_served = |key: &ForeignKey| {
        existing.primary_key.columns.starts_with(&key.columns) || others.iter().any(|other| other.serves(key))
    };
    let mut kept =
        existing.foreign_keys.iter().filter(|key| wanted.foreign_keys.iter().any(|other| other.columns == key.columns));
    kept.any(|key| part.serves(key) && !is_served(key))
}

/// Adds every part that is missing and whose columns and parent are there.
fn add_parts(wanted: &[Wanted], sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    let mut missing = Vec::new();
    for Wanted { table, .. } in wanted {
        let Some(existing) = sequence.tables.get(&table.name) else { continue };
        let before = TablePart::all(existing);
        let new = TablePart::all(table).into_iter().filter(|part| !before.iter().any(|other| part.is_same(other)));
        missing.extend(new.map(|part| (table.name.as_str(), part)));
    }
    missing.sort_by_key(|(_, part)| part.rank());
    let mut taken = if missing.is_empty() { ClaimedNames::default() } else { sequence.taken() };
    for (table, mut part) in missing {
        if can_be_made(&part, table, wanted, sequence) {
            if !part.derived_name(table).is_empty() {
                part.rename(taken.claim_name(&part.derived_name(table)));
            }
            sequence.push(part.added(table))?;
        }
    }
    Ok(())
}

fn can_be_made(part: &TablePart, table: &str, wanted: &[Wanted], sequence: &Sequence) -> bool {
    let Some(table) = sequence.tables.get(table) else { return false };
    if matches!(part, TablePart::Distribution(_)) {
        return has_place(table, wanted);
    }
    let has_parent = match part {
        TablePart::ForeignKey(key) => {
            sequence.tables.get(&key.parent).is_some_and(|parent| is_key(parent, &key.parent_columns))
        }
        _ => true,
    };
    part.has_columns(table) && has_parent
}

/// Rows are kept by their tenant, beside those that the tenant refers to.
fn has_place(table: &Table, wanted: &[Wanted]) -> bool {
    let wanted = wanted.iter().find(|wanted| wanted.table.name == table.name);
    wanted.is_some_and(|Wanted { table: wanted, .. }| {
        table.scale == wanted.scale && table.kept_beside() == wanted.kept_beside()
    })
}

/// A new column and its foreign key are made together, which SQLite can do in place.
fn refers_to_new(wanted: &[Wanted], table: &str, column: &str, sequence: &Sequence) -> bool {
    let keys = wanted.iter().filter(|wanted| wanted.table.name == table).flat_map(|wanted| &wanted.table.foreign_keys);
    let mut parents = keys.filter(|key| key.columns.iter().any(|name| name == column)).map(|key| &key.parent);
    parents.any(|parent| !sequence.tables.contains_key(parent))
}

/// Says how a table differs from the wanted one; names of parts and all orders aside.
pub(in crate::sql::diff) fn differences(table: &Table, wanted: &Table) -> Vec<String> {
    let mut told = Vec::new();
    for column in &table.columns {
        match wanted.columns.iter().find(|other| other.name == column.name) {
            None => told.push(format!("column `{}.{}` remains", table.name, column.name)),
            Some(other) if !columns::is_same(column, other) => {
                told.push(format!("column `{}.{}` differs", table.name, column.name));
            }
            Some(_) => {}
        }
    }
    let is_missing = |column: &&Column| !table.columns.iter().any(|other| other.name == column.name);
    told.extend(
        wanted
            .columns
            .iter()
            .filter(is_missing)
            .map(|column| format!("column `{}.{}` is missing", table.name, column.name)),
    );
    if table.comment != wanted.comment {
        told.push(format!("the comment of `{}` differs", table.name));
    }
    let key = |table: &Table| table.primary_key.columns.iter().cloned().collect::<BTreeSet<_>>();
    if key(table) != key(wanted) {
        told.push(format!("the primary key of `{}` differs", table.name));
    }
    let (before, after) = (TablePart::all(table), TablePart::all(wanted));
    for part in before.iter().filter(|part| !after.iter().any(|other| part.is_same(other))) {
        told.push(format!("`{}` remains", part.name()));
    }
    for part in after.iter().filter(|part| !before.iter().any(|other| part.is_same(other))) {
        told.push(format!("`{}` is missing", part.name()));
    }
    told
}
