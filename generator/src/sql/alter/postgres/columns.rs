//! Columns: added, changed, dropped.

mod added;
mod altered;
mod required;
mod retyped;

pub(super) use added::added;
pub(super) use altered::altered;
pub(super) use required::{refuse_null, set_not_null};
pub(super) use retyped::is_retyped;

use super::DIALECT;
use super::checks::standing;
use super::piece::{backfill, instant};
use crate::sql::alter::difference::Altered;
use crate::sql::physical::Column;
use crate::sql::statement::{self, alter_table};
use crate::sql::transition::Piece;

/// Tells whether a column, by its name afterwards, was not there before.
pub(super) fn is_added(altered: &Altered<'_>, column: &str) -> bool {
    altered.columns.added.iter().any(|added| added.source.is_some_and(|source| source.name == column))
}

/// Tells whether a column, by the name that renames would give it, goes.
pub(super) fn is_dropped(altered: &Altered<'_>, column: &str) -> bool {
    !altered.to.columns.iter().any(|other| other.name == column)
}

/// Returns the columns that go and whose names other columns take.
pub(super) fn names_in_the_way(altered: &Altered<'_>) -> Vec<String> {
    let dropped = altered.columns.dropped.iter().filter(|column| is_in_the_way(altered, column));
    dropped.map(|column| DIALECT.bare(&column.name)).collect()
}

/// Returns what drops the columns whose names other columns take.
pub(super) fn in_the_way(altered: &Altered<'_>) -> Vec<Piece> {
    drop(altered, &altered.old.name, |column| is_in_the_way(altered, column)).into_iter().collect()
}

/// Returns what drops the other columns that go.
pub(super) fn dropped(altered: &Altered<'_>) -> Vec<Piece> {
    drop(altered, &altered.after.name, |column| !is_in_the_way(altered, column)).into_iter().collect()
}

fn is_in_the_way(altered: &Altered<'_>, column: &Column) -> bool {
    altered.columns.renamed.iter().any(|renamed| renamed.to == column.name)
}

/// A column's checks go in the same statement.
fn drop(altered: &Altered<'_>, table: &str, wanted: impl Fn(&Column) -> bool) -> Option<Piece> {
    let columns: Vec<_> = altered.columns.dropped.iter().filter(|column| wanted(column)).collect();
    if columns.is_empty() {
        return None;
    }
    let stand = altered.from.columns.iter().zip(&altered.renamed.columns);
    let later = |column: &&Column| {
        let bare = DIALECT.bare(&column.name);
        stand.clone().find(|(from, _)| from.name == bare).map_or(bare, |(_, renamed)| renamed.name.clone())
    };
    let checks = columns.iter().flat_map(|column| standing(altered, &later(column)));
    let mut actions: Vec<_> = checks.map(|check| format!("DROP CONSTRAINT {check}")).collect();
    actions.extend(columns.iter().map(|column| format!("DROP COLUMN {}", column.name)));
    let bare = DIALECT.bare(table);
    let lost: Vec<_> = columns.iter().map(|column| format!("{bare}.{}", DIALECT.bare(&column.name))).collect();
    let values = if lost.len() == 1 { "Its values are lost." } else { "Their values are lost." };
    let comment = format!("Drops {}. {values}", lost.join(" and "));
    let mut piece = instant(&altered.after.name, comment, vec![alter_table(table, &actions)]);
    piece.step.loses = lost;
    Some(piece)
}

/// Returns the step that puts `value` into a column of the rows that meet `condition`.
fn fill(altered: &Altered<'_>, comment: &str, column: &str, value: &str, condition: &str) -> Piece {
    let statement = statement::update(&altered.after.name, &format!("{column} = {value}"), condition);
    backfill(altered.to, comment, statement)
}
