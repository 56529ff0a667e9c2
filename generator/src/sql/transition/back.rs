//! Fills that a way down can take back: each value that the way up put in place of another came from that one alone.

use std::collections::BTreeMap;

use larder_format::plan::{Column, ColumnType, Fill, Table};

use super::Transition;
use crate::dialect::Dialect;
use crate::sql::alter::fill;

/// Adds to a way down what takes `fills` back.
pub(super) fn take_back(down: &mut Transition<'_>, fills: &BTreeMap<(String, String), Fill>) {
    let renamed = down.renamed();
    for ((table, column), fill) in fills {
        let Some((from, later)) = renamed.iter().find(|(from, _)| from.name == *table) else { continue };
        let Some(at) = from.columns.iter().position(|other| other.name == *column) else { continue };
        let (Some(after), Some(name)) = (from.columns.get(at), later.columns.get(at)) else { continue };
        let Some(before) = column_of(down.to, &later.name, &name.name) else { continue };
        if let Some((old, new)) = replaced(before, after, fill) {
            let key = (later.name.clone(), before.name.clone());
            down.fills.insert(key.clone(), undoing(&before.name, &old, &new));
            down.taken_back.insert(key, vec![new]);
        }
    }
}

fn column_of<'a>(tables: &'a BTreeMap<String, Table>, table: &str, column: &str) -> Option<&'a Column> {
    tables.get(table)?.columns.iter().find(|other| other.name == column)
}

/// Returns the one value of an enum that is gone, and the new one that took its place.
fn replaced(before: &Column, after: &Column, fill: &Fill) -> Option<(String, String)> {
    let (ColumnType::Enum { values: old }, ColumnType::Enum { values: new }) = (&before.ty, &after.ty) else {
        return None;
    };
    let Fill::All(text) = fill else { return None };
    let value = fill::text_of(text)?;
    let mut gone = old.iter().filter(|value| !new.contains(value));
    let (Some(one), None) = (gone.next(), gone.next()) else { return None };
    // Nulls that got the value, or get one, are not told from the others.
    let is_alone = new.contains(&value) && !old.contains(&value) && before.nullable == after.nullable;
    is_alone.then(|| (one.clone(), value))
}

/// Every other value stays, so that one which does not fit is found.
fn undoing(column: &str, old: &str, new: &str) -> Fill {
    let of = |dialect: Dialect| {
        let (column, old, new) = (dialect.identifier(column), dialect.text_literal(old), dialect.text_literal(new));
        format!("CASE {column} WHEN {new} THEN {old} ELSE {column} END")
    };
    Fill::each(of(Dialect::Postgres), of(Dialect::MySql), of(Dialect::Sqlite))
}
