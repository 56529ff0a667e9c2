//! Columns that go, in two parts: those whose names other columns take, and the others.

use super::super::DIALECT;
use super::super::checks::standing;
use super::super::piece::instant;
use crate::sql::alter::difference::Altered;
use crate::sql::physical::statement::alter_table;
use crate::sql::physical::{Column, Table};
use crate::sql::transition::{Piece, Transition};

/// Returns the columns that go first.
pub(in super::super) fn names_in_the_way(altered: &Altered<'_>) -> Vec<String> {
    let dropped = altered.columns.dropped.iter().filter(|column| is_in_the_way(altered, column));
    dropped.map(|column| DIALECT.bare(&column.name)).collect()
}

/// Returns what drops the columns whose names other columns take, after those that are computed: no column changes or
/// goes from which another is computed.
pub(in super::super) fn in_the_way(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let taken = |column: &Column| column.generated.is_none() && is_in_the_way(altered, column);
    computed(altered).into_iter().chain(drop(transition, altered, &altered.old, taken)).collect()
}

/// The checks of such a column go with it.
fn computed(altered: &Altered<'_>) -> Option<Piece> {
    let table = &altered.old.name;
    let columns: Vec<_> = altered.columns.dropped.iter().filter(|column| column.generated.is_some()).collect();
    let actions: Vec<_> = columns.iter().map(|column| format!("DROP COLUMN {}", column.name)).collect();
    let names: Vec<_> =
        columns.iter().map(|column| format!("{}.{}", altered.from.name, DIALECT.bare(&column.name))).collect();
    let verb = if names.len() == 1 { "which is" } else { "which are" };
    let comment = format!("Drops {}, {verb} computed.", names.join(" and "));
    (!actions.is_empty()).then(|| instant(&altered.after.name, comment, vec![alter_table(table, &actions)]))
}

/// Returns what drops the other columns that go.
pub(in super::super) fn dropped(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    drop(transition, altered, &altered.after, |column| !is_in_the_way(altered, column)).into_iter().collect()
}

fn is_in_the_way(altered: &Altered<'_>, column: &Column) -> bool {
    column.generated.is_some() || altered.columns.renamed.iter().any(|renamed| renamed.to == column.name)
}

/// A column's checks go in the same statement.
fn drop(
    transition: &Transition<'_>,
    altered: &Altered<'_>,
    table: &Table,
    wanted: impl Fn(&Column) -> bool,
) -> Option<Piece> {
    let columns: Vec<_> = altered.columns.dropped.iter().filter(|column| wanted(column)).collect();
    if columns.is_empty() {
        return None;
    }
    let stand = altered.from.columns.iter().zip(&altered.renamed.columns);
    let later = |column: &&Column| {
        let bare = DIALECT.bare(&column.name);
        stand.clone().find(|(from, _)| from.name == bare).map_or(bare, |(_, renamed)| renamed.name.clone())
    };
    let checks = columns.iter().flat_map(|column| standing(transition, altered, &later(column)));
    let mut actions: Vec<_> = checks.map(|check| format!("DROP CONSTRAINT {check}")).collect();
    actions.extend(columns.iter().map(|column| format!("DROP COLUMN {}", column.name)));
    let bare = &table.bare_name;
    let lost: Vec<_> = columns.iter().map(|column| format!("{bare}.{}", DIALECT.bare(&column.name))).collect();
    let values = if lost.len() == 1 { "Its values are lost." } else { "Their values are lost." };
    let comment = format!("Drops {}. {values}", lost.join(" and "));
    let mut piece = instant(&altered.after.name, comment, vec![alter_table(&table.name, &actions)]);
    piece.step.loses = lost;
    Some(piece)
}
