//! Changes in SQLite's words.
//!
//! A run is one transaction. Tables and columns are renamed first, so that the references of other tables follow; what
//! SQLite cannot change in place is then made anew under another name, with the old way of renaming, which leaves the
//! references of other tables alone.

mod copy;
mod place;
mod rebuild;
mod search;

use larder_format::Direction;

use super::difference::{Altered, TableDifference, difference, ordered_renames};
use super::loss;
use crate::dialect::Dialect;
use crate::sql::physical::Table;
use crate::sql::physical::statement;
use crate::sql::transition::{Piece, Renamed, Transition};

const DIALECT: Dialect = Dialect::Sqlite;

/// Every run holds it from its first statement to its last.
const LOCK: &str = "the write lock of the file";

/// Returns what SQLite does for the transition, in order.
pub(in crate::sql) fn pieces(transition: &Transition<'_>) -> Vec<Piece> {
    let difference = difference(transition, DIALECT);
    let mut pieces: Vec<_> = difference.altered.iter().filter_map(leave).collect();
    pieces.extend(difference.dropped.iter().map(drop_table));
    pieces.extend(rename(&difference));
    let made = difference.created.iter().map(|created| transition.becomes(created.source, DIALECT));
    let back = if transition.direction == Direction::Down { " again. Its rows do not come back" } else { "" };
    pieces.extend(made.map(|table| {
        piece(Some(format!("Makes {}{back}.", table.bare_name)), statement::create_table(&table, DIALECT))
    }));
    for altered in &difference.altered {
        pieces.extend(alter(transition, altered));
    }
    pieces.retain(|piece| !piece.statements.is_empty() || piece.step.tokens.is_some());
    pieces
}

/// One of the pieces of the one transaction.
fn piece(comment: Option<String>, statements: Vec<String>) -> Piece {
    let mut piece = Piece { comment, statements, unit: Some("run".to_owned()), ..Piece::default() };
    piece.step.lock = Some(LOCK.to_owned());
    piece
}

/// What must be out of the way before anything is renamed: triggers, indexes and words that do not stay as they are.
fn leave(altered: &Altered<'_>) -> Option<Piece> {
    let standing = standing(altered);
    let mut statements = Vec::new();
    if search::triggers_go(altered) {
        statements.extend(standing.triggers.iter().map(|trigger| format!("DROP TRIGGER {}", trigger.name)));
    }
    if let Some(words) = altered.search.dropped.as_ref().and_then(|search| search.parts.word_table.as_ref()) {
        statements.push(format!("DROP TABLE {}", words.name));
    }
    let gone = standing.indexes.iter().filter(|index| !altered.after.indexes.contains(index));
    statements.extend(gone.map(|index| format!("DROP INDEX {}", index.name)));
    let comment = format!("Takes away what does not stay as it is beside {}.", altered.from.name);
    (!statements.is_empty()).then(|| piece(Some(comment), statements))
}

fn drop_table(table: &Table) -> Piece {
    let comment = format!("Drops {} with all its rows.", table.bare_name);
    let mut dropped = piece(Some(comment), statement::drop_table(table));
    dropped.step.loses.push(table.bare_name.clone());
    dropped
}

/// The references of other tables follow.
fn rename(difference: &TableDifference<'_>) -> Vec<Piece> {
    let tables: Vec<_> = difference.altered.iter().filter_map(|altered| altered.name.clone()).collect();
    let words: Vec<_> = difference.altered.iter().filter_map(|altered| altered.search.word_table.clone()).collect();
    let told = |name: &Renamed| format!("{} to {}", DIALECT.bare(&name.from), DIALECT.bare(&name.to));
    let rename = |name: &Renamed| {
        let statement = statement::alter_table(&name.from, &[format!("RENAME TO {}", name.to)]);
        piece(Some(format!("Renames {}.", told(name))), vec![statement])
    };
    let mut pieces: Vec<_> = ordered_renames(&tables).iter().chain(&ordered_renames(&words)).map(rename).collect();
    for altered in &difference.altered {
        let table = &altered.after.name;
        let names = ordered_renames(&columns_renamed(altered));
        let action = |column: &Renamed| format!("RENAME COLUMN {} TO {}", column.from, column.to);
        let statements = names.iter().map(|column| statement::alter_table(table, &[action(column)])).collect();
        let comment = names.iter().map(told).collect::<Vec<_>>().join(", ");
        pieces.push(piece(Some(format!("Renames columns of {}: {comment}.", altered.to.name)), statements));
    }
    pieces
}

/// A column that goes is among them when another takes its name.
fn columns_renamed(altered: &Altered<'_>) -> Vec<Renamed> {
    let pairs = altered.old.columns.iter().zip(&altered.before.columns);
    let differing = pairs.filter(|(old, before)| old.name != before.name);
    differing.map(|(old, before)| Renamed { from: old.name.clone(), to: before.name.clone() }).collect()
}

/// Returns the table as it stands once everything is renamed that SQLite renames: its parts keep their names.
fn standing(altered: &Altered<'_>) -> Table {
    let (old, mut table) = (&altered.old, altered.before.clone());
    if let (Some(key), Some(old)) = (&mut table.primary_key, &old.primary_key) {
        key.name.clone_from(&old.name);
    }
    for (key, old) in table.uniques.iter_mut().zip(&old.uniques) {
        key.name.clone_from(&old.name);
    }
    for (key, old) in table.foreign_keys.iter_mut().zip(&old.foreign_keys) {
        key.name.clone_from(&old.name);
    }
    for (check, old) in table.checks.iter_mut().zip(&old.checks) {
        check.name.clone_from(&old.name);
    }
    table
}

fn alter(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let (standing, after) = (standing(altered), &altered.after);
    if altered.search.added.is_some() {
        return search::add(transition, altered, &standing);
    }
    let (mut statements, is_anew) = columns(transition, altered, &standing, after);
    let indexes = after.indexes.iter().filter(|index| is_anew || !standing.indexes.contains(index));
    statements.extend(indexes.map(|index| statement::create_index(&after.name, index)));
    if is_anew || search::triggers_go(altered) {
        statements.extend(after.triggers.iter().map(statement::create_trigger));
    }
    vec![described(transition, altered, statements, is_anew)]
}

/// Returns the statements that make `target` of what stands, and whether it is made anew.
fn columns(
    transition: &Transition<'_>,
    altered: &Altered<'_>,
    standing: &Table,
    target: &Table,
) -> (Vec<String>, bool) {
    let in_place = place::statements(transition, altered, standing, target);
    let is_anew = in_place.is_none();
    let anew = || rebuild::statements(target, &copy::values(transition, altered, standing, target));
    (in_place.unwrap_or_else(anew), is_anew)
}

fn described(transition: &Transition<'_>, altered: &Altered<'_>, statements: Vec<String>, is_anew: bool) -> Piece {
    let mut lines = Vec::new();
    if is_anew {
        lines.push(format!(
            "SQLite cannot change {} so in place: it is made anew, and its rows are copied.",
            altered.to.name
        ));
    }
    lines.extend(loss::notes(transition, altered, DIALECT));
    let mut piece = piece((!lines.is_empty()).then(|| lines.join("\n")), statements);
    piece.step.rewrites = is_anew;
    piece.step.loses = loss::columns(altered);
    piece
}
