//! Foreign keys that stay while tables change.

use super::DIALECT;
use crate::sql::alter::difference::TableDifference;
use crate::sql::physical::{ForeignKey, Table};
use crate::sql::transition::Transition;

/// A foreign key that stays, but for its name.
#[derive(Debug, Clone)]
pub(super) struct Tie {
    /// What the table is called before.
    pub(super) child_before: String,
    pub(super) child: Table,
    pub(super) key_before: ForeignKey,
    pub(super) key: ForeignKey,
}

/// Foreign keys that stay.
pub(super) struct Ties {
    /// Have to be away in between.
    pub(super) parked: Vec<Tie>,
    pub(super) held: Vec<Tie>,
}

/// Returns the foreign keys that stay.
pub(super) fn ties(transition: &Transition<'_>, difference: &TableDifference<'_>) -> Vec<Tie> {
    let mut ties = Vec::new();
    for (from, renamed) in transition.renamed() {
        let Some(to) = transition.successor(&from.name) else { continue };
        let [old, before] = [from, &renamed].map(|table| transition.stands(table, DIALECT));
        let after = transition.becomes(to, DIALECT);
        let altered = difference.altered.iter().find(|altered| altered.after.name == after.name);
        let later_name = |name: &str| {
            let renamed = altered.iter().flat_map(|altered| &altered.foreign_keys.renamed);
            renamed.into_iter().find(|one| one.from == name).map_or(name, |one| &one.to).to_owned()
        };
        for (key_before, later) in old.foreign_keys.iter().zip(before.foreign_keys) {
            let key = ForeignKey { name: later_name(&key_before.name), ..later };
            if after.foreign_keys.contains(&key) {
                let (child_before, key_before) = (old.name.clone(), key_before.clone());
                ties.push(Tie { child_before, child: after.clone(), key_before, key });
            }
        }
    }
    ties
}
