//! The order in which every write locks rows that others count in.

use super::Whole;
use crate::ir::Entity;

/// Returns an entity's place among all.
pub(super) fn place(whole: &Whole<'_>, entity: &Entity) -> usize {
    order(whole).iter().position(|other| other.name == entity.name).unwrap_or_default()
}

/// Returns the entities in the order in which their rows are locked, the schema's where nothing speaks against it.
///
/// A write of a row updates the parents that count it first, and locks its other parents when the database looks for
/// them. A delete of such a parent has to come to it after the counting ones as well, or the two would wait for each
/// other.
pub(super) fn order<'a>(whole: &Whole<'a>) -> Vec<&'a Entity> {
    let mut left: Vec<&Entity> = whole.schema.entities.iter().collect();
    let before = before(whole);
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |entity: &Entity| {
            let names: Vec<&str> = left.iter().map(|left| left.name.as_str()).collect();
            before.iter().any(|(first, second)| *second == entity.name && names.contains(first))
        };
        // In a circle there is no such order; what waits for another there ends in a conflict.
        let next = left.iter().position(|entity| !waits(entity)).unwrap_or_default();
        order.push(left.remove(next));
    }
    order
}

/// Returns pairs of entities of which the first is locked before the second.
fn before<'a>(whole: &Whole<'a>) -> Vec<(&'a str, &'a str)> {
    let mut pairs = Vec::new();
    for child in &whole.schema.entities {
        let counts = |parent: &str| {
            let parent = whole.schema.entity(parent);
            parent.is_some_and(|parent| parent.counters.iter().any(|counter| counter.child == child.name))
        };
        let parents = || child.relations.iter().map(|relation| relation.parent.as_str());
        for first in parents().filter(|parent| counts(parent)) {
            pairs.extend(parents().filter(|parent| !counts(parent)).map(|second| (first, second)));
        }
    }
    pairs
}
