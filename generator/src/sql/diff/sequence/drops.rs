//! Drops tables, children first.

use larder_format::plan::Operation;

use super::Sequence;
use crate::sql::Problem;
use crate::sql::diff::matches::matched::Matches;

/// Drops the tables that go, children first; keys that refer to them go before.
pub(in crate::sql::diff) fn tables(matches: &Matches<'_>, sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    let mut waiting = matches.gone.clone();
    let staying = |name: &str| !matches.gone.contains(&name);
    drop_keys(sequence, |child, parent| staying(child) && !staying(parent))?;
    while !waiting.is_empty() {
        let refers = |child: &&str, parent: &str| {
            let table = sequence.tables.get(*child);
            *child != parent && table.is_some_and(|table| table.foreign_keys.iter().any(|key| key.parent == parent))
        };
        let position = waiting.iter().position(|parent| !waiting.iter().any(|child| refers(child, parent)));
        // Tables that refer to each other in a circle: the keys to the first go first.
        let table = waiting.remove(position.unwrap_or(0));
        drop_keys(sequence, |child, parent| child != table && parent == table)?;
        sequence.push(Operation::DropTable { table: table.to_owned() })?;
    }
    Ok(())
}

fn drop_keys(sequence: &mut Sequence, goes: impl Fn(&str, &str) -> bool) -> Result<(), Vec<Problem>> {
    let mut dropped = Vec::new();
    for table in sequence.tables.values() {
        let keys = table.foreign_keys.iter().filter(|key| goes(&table.name, &key.parent));
        dropped.extend(keys.map(|key| Operation::DropForeignKey { table: table.name.clone(), name: key.name.clone() }));
    }
    dropped.into_iter().try_for_each(|operation| sequence.push(operation))
}
