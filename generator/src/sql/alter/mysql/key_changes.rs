//! Statements that drop, rename and make unique keys and indexes, full text aside.

use larder_format::plan::Probe;

use super::DIALECT;
use super::keys::TableKey;
use super::piece::{IN_PLACE, INSTANT, ONLINE, ddl, renames_listed, renames_together};
use super::rework::Rework;
use crate::sql::physical::Table;
use crate::sql::physical::statement::alter_table;
use crate::sql::transition::{Piece, Renamed};

/// Returns what drops the keys that must go before columns change.
pub(super) fn dropped_first(rework: &Rework<'_>) -> Vec<Piece> {
    rework.keys.first.iter().map(|key| drop(rework, key)).collect()
}

/// Returns what drops the other keys that go, once those that come serve queries and foreign keys.
pub(super) fn dropped_last(rework: &Rework<'_>) -> Vec<Piece> {
    rework.keys.last.iter().map(|key| drop(rework, key)).collect()
}

fn drop(rework: &Rework<'_>, key: &TableKey) -> Piece {
    let (table, name) = (&rework.altered.after, rework.keys.name_of(key));
    let probe = Probe::NoIndex { table: table.bare_name.clone(), name: DIALECT.bare(&name) };
    let statement = alter_table(&table.name, &[format!("DROP INDEX {name}, {IN_PLACE}")]);
    let what = if key.is_unique { "unique key" } else { "index" };
    ddl(INSTANT, format!("Drops the {what} without blocking writes."), statement, probe)
}

/// Returns what renames keys, and puts aside those whose names are taken before they go.
pub(super) fn renamed(rework: &Rework<'_>) -> Vec<Piece> {
    let (keys, after) = (&rework.keys, &rework.altered.after);
    let all: Vec<_> =
        keys.aside().chain(keys.renamed.iter().cloned()).chain(rework.altered.search.index.clone()).collect();
    let rename = |keys: Vec<Renamed>| {
        let action = |key: &Renamed| format!("RENAME INDEX {} TO {}", key.from, key.to);
        let last = keys.last().map(|key| DIALECT.bare(&key.to)).unwrap_or_default();
        let statement = alter_table(&after.name, &keys.iter().map(action).collect::<Vec<_>>());
        let probe = Probe::HasIndex { table: after.bare_name.clone(), name: last };
        let what =
            if keys.len() == 1 { renames_listed(&keys) } else { format!("keys and indexes of {}", after.bare_name) };
        ddl(INSTANT, format!("Renames {what}."), statement, probe)
    };
    renames_together(&all).into_iter().map(rename).collect()
}

/// Returns what makes the keys that may serve foreign keys in place of others.
pub(super) fn added_first(rework: &Rework<'_>) -> Vec<Piece> {
    rework.keys.early.iter().map(|key| add(&rework.altered.after, key)).collect()
}

/// Returns what makes the other keys that come.
pub(super) fn added(rework: &Rework<'_>) -> Vec<Piece> {
    rework.keys.added.iter().map(|key| add(&rework.altered.after, key)).collect()
}

fn add(table: &Table, key: &TableKey) -> Piece {
    let comment = match key.is_unique {
        true => "Builds the unique key without blocking writes; fails where rows agree in it.",
        false => "Builds the index without blocking writes.",
    };
    let probe = Probe::HasIndex { table: table.bare_name.clone(), name: DIALECT.bare(&key.name) };
    let actions = [format!("ADD {}", key.definition), IN_PLACE.to_owned()];
    ddl(ONLINE, comment, alter_table(&table.name, &actions), probe)
}
