//! Columns: added, changed, renamed, dropped.

mod added;
mod altered;
mod defined;
mod later;

use larder_format::plan::Probe;

pub(super) use added::{add, added};
pub(super) use altered::{altered, same};
pub(super) use defined::defined_as;

use super::DIALECT;
use super::piece::{
    COPY, IN_PLACE, INSTANT, ONLINE, backfill, ddl, listed, renames_listed, renames_together, rewriting,
};
use super::rework::Rework;
use crate::sql::alter::difference::Altered;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::physical::{Column, Table};
use crate::sql::transition::{Piece, Renamed};

/// Returns what drops computed columns that do not stay word by word, and columns whose names others take.
pub(super) fn dropped_first(rework: &Rework<'_>) -> Vec<Piece> {
    let after = &rework.altered.after;
    let mut pieces = Vec::new();
    for column in &rework.computed.dropped {
        let bare = DIALECT.bare(&column.name);
        let comment = format!("Drops {}.{bare}, which is computed.", after.bare_name);
        let probe = Probe::NoColumn { table: after.bare_name.clone(), name: bare };
        let statement = alter_table(&after.name, &[format!("DROP COLUMN {}", column.name)]);
        let is_stored = column.generated.as_ref().is_some_and(|computed| computed.stored);
        pieces.push(match is_stored {
            true => rewriting(COPY, comment, statement, probe),
            false => ddl(INSTANT, comment, statement, probe),
        });
    }
    pieces.extend(drop(rework, after, |pair| pair.from != pair.to));
    pieces
}

/// Returns what drops the other columns that go.
pub(super) fn dropped(rework: &Rework<'_>) -> Vec<Piece> {
    drop(rework, &rework.altered.after, |pair| pair.from == pair.to).into_iter().collect()
}

/// Drops columns in one statement, so that the table is written anew once at most.
fn drop(rework: &Rework<'_>, table: &Table, wanted: impl Fn(&Renamed) -> bool) -> Option<Piece> {
    let altered = rework.altered;
    let is_gone = |pair: &Renamed| !altered.to.columns.iter().any(|column| column.name == pair.to);
    let names: Vec<_> = pairs(altered).filter(|pair| is_gone(pair) && wanted(pair)).map(|pair| pair.from).collect();
    let last = names.last()?.clone();
    let mut actions: Vec<_> = names.iter().map(|name| format!("DROP COLUMN {}", DIALECT.identifier(name))).collect();
    let is_online = !rework.has_search() && !rework.has_computed_keys();
    actions.extend(is_online.then(|| IN_PLACE.to_owned()));
    let lost: Vec<_> = names.iter().map(|name| format!("{}.{name}", table.bare_name)).collect();
    let values = if lost.len() == 1 { "Its values are lost." } else { "Their values are lost." };
    let probe = Probe::NoColumn { table: table.bare_name.clone(), name: last };
    let lock = if is_online { ONLINE } else { COPY };
    let comment = format!("Drops {}. {values}", listed(&lost));
    let mut piece = rewriting(lock, comment, alter_table(&table.name, &actions), probe);
    piece.step.loses = lost;
    Some(piece)
}

/// The names of columns that are not computed, as they stand and afterwards.
fn pairs(altered: &Altered<'_>) -> impl Iterator<Item = Renamed> {
    let pairs = altered.from.columns.iter().zip(&altered.renamed.columns);
    let pairs = pairs.filter(|(from, _)| from.generated.is_none());
    pairs.map(|(from, to)| Renamed { from: from.name.clone(), to: to.name.clone() })
}

/// Returns what renames columns; keys and foreign keys follow on both servers.
pub(super) fn renamed(rework: &Rework<'_>) -> Vec<Piece> {
    let (altered, after) = (rework.altered, &rework.altered.after);
    let stays = |pair: &Renamed| altered.to.columns.iter().any(|column| column.name == pair.to);
    let names: Vec<_> = pairs(altered).filter(|pair| pair.from != pair.to && stays(pair)).collect();
    let rename = |names: Vec<Renamed>| {
        let action = |name: &Renamed| {
            let [from, to] = [&name.from, &name.to].map(|name| DIALECT.identifier(name));
            format!("RENAME COLUMN {from} TO {to}")
        };
        let last = names.last().map(|name| name.to.clone()).unwrap_or_default();
        let comment = format!("Renames columns of {}: {}.", after.bare_name, renames_listed(&names));
        let probe = Probe::HasColumn { table: after.bare_name.clone(), name: last };
        let statement = alter_table(&after.name, &names.iter().map(action).collect::<Vec<_>>());
        if rework.copies_to_rename() {
            return rewriting(COPY, comment, statement, probe);
        }
        ddl(INSTANT, comment, statement, probe)
    };
    renames_together(&names).into_iter().map(rename).collect()
}

/// Returns what adds the computed columns that come.
pub(super) fn computed(rework: &Rework<'_>) -> Vec<Piece> {
    let after = &rework.altered.after;
    let computed = |column: &Column| {
        let comment = match column.generated.as_ref().is_some_and(|computed| computed.stored) {
            true => format!("Adds {}.{}, computed for every row.", after.bare_name, DIALECT.bare(&column.name)),
            false => format!("Adds a column to {}, computed when it is read, for a unique key.", after.bare_name),
        };
        add(after, column, rework.has_computed_keys(), comment)
    };
    rework.computed.added.iter().map(computed).collect()
}

/// Returns the step that puts `value` into a column of the rows that meet `condition`.
fn fill(altered: &Altered<'_>, comment: &str, column: &str, value: &str, condition: &str) -> Piece {
    let statement = statement::update(&altered.after.name, &format!("{column} = {value}"), condition);
    backfill(altered.to, comment, statement)
}
