//! Indexes that InnoDB needs for foreign keys.

use std::cmp::Reverse;

use crate::sql::physical::{PhysicalIndex, PhysicalIndexKind, Table};

/// Adds an index for each foreign key that no key or index of the table serves, longer ones first, since theirs may
/// serve a shorter one.
///
/// A definition gives every foreign key an index. Between two migrations one may be without: the index that serves it
/// goes with a column, and the next is over a column that is still to come. InnoDB refuses to drop the last index that
/// serves a foreign key, and makes one with the name of the foreign key where there is none. This is the index that the
/// server itself would make, so that a script puts it in place of the one that goes.
pub(super) fn add(table: &mut Table) {
    let mut keys = table.foreign_keys.clone();
    keys.sort_by_key(|key| Reverse(key.columns.len()));
    for key in keys {
        if !is_served(table, &key.columns) {
            let (name, parts) = (key.name, key.columns);
            table.indexes.push(PhysicalIndex {
                name,
                kind: PhysicalIndexKind::Ordered,
                parts,
                condition: None,
                text: None,
                include: Vec::new(),
            });
        }
    }
}

fn is_served(table: &Table, columns: &[String]) -> bool {
    let primary = table.primary_key.iter().map(|key| &key.columns);
    let uniques = table.uniques.iter().map(|key| &key.columns);
    let indexes = table.indexes.iter().filter(|index| index.kind == PhysicalIndexKind::Ordered && index.text.is_none());
    primary.chain(uniques).chain(indexes.map(|index| &index.parts)).any(|parts| serves(parts, columns))
}

/// Tells whether an index over `parts`, columns with their order, serves a foreign key: the columns of the key are its
/// first ones, in their order.
pub(in crate::sql) fn serves(parts: &[String], columns: &[String]) -> bool {
    let mut pairs = parts.iter().zip(columns);
    parts.len() >= columns.len() && pairs.all(|(part, column)| part.strip_suffix(" DESC").unwrap_or(part) == column)
}
