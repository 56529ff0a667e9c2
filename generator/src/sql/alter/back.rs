//! Fills that a way down can take back: each value that the way up put in place of another came from that one alone.

use std::collections::BTreeMap;

use larder_format::plan::{Column, ColumnType, Fill, Table};

use crate::sql::fill::{self, mapping};
use crate::sql::transition::Transition;

/// Adds to a way down what takes `fills` back.
pub(in crate::sql) fn take_back(down: &mut Transition<'_>, fills: &BTreeMap<(String, String), Fill>) {
    let renamed = down.renamed();
    for ((table, column), fill) in fills {
        let Some((from, later)) = renamed.iter().find(|(from, _)| from.name == *table) else { continue };
        let Some(at) = from.columns.iter().position(|other| other.name == *column) else { continue };
        let (Some(after), Some(name)) = (from.columns.get(at), later.columns.get(at)) else { continue };
        let Some(before) = column_of(down.to, &later.name, &name.name) else { continue };
        if let Some(pairs) = replaced(before, after, fill) {
            let key = (later.name.clone(), before.name.clone());
            let back: Vec<_> = pairs.into_iter().map(|(old, new)| (new, old)).collect();
            down.fills.insert(key.clone(), mapping::write(&before.name, &back));
            down.taken_back.insert(key, back.into_iter().map(|(new, _)| new).collect());
        }
    }
}

fn column_of<'a>(tables: &'a BTreeMap<String, Table>, table: &str, column: &str) -> Option<&'a Column> {
    tables.get(table)?.columns.iter().find(|other| other.name == column)
}

/// Returns the values of an enum that are gone, each with the new one that took its place and no other's.
pub(super) fn replaced(before: &Column, after: &Column, fill: &Fill) -> Option<Vec<(String, String)>> {
    let (ColumnType::Enum { values: old }, ColumnType::Enum { values: new }) = (&before.ty, &after.ty) else {
        return None;
    };
    let gone: Vec<&String> = old.iter().filter(|value| !new.contains(value)).collect();
    let pairs = match (mapping::read(fill, &after.name), fill) {
        (Some(pairs), _) => pairs,
        (None, Fill::All(text)) => match gone.as_slice() {
            [one] => vec![((*one).clone(), fill::text_of(text)?)],
            _ => return None,
        },
        (None, Fill::Each { .. }) => return None,
    };
    let is_new = |value: &String| new.contains(value) && !old.contains(value);
    let is_alone = |value: &String| pairs.iter().filter(|(_, other)| other == value).count() == 1;
    // Nulls that got the value, or get one, are not told from the others.
    let one_to_one =
        before.nullable == after.nullable && pairs.iter().all(|(_, value)| is_new(value) && is_alone(value));
    one_to_one.then_some(pairs)
}
