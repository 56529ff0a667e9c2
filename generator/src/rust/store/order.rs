//! The order in which every write locks rows that others count in.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Entity, Schema};

/// Returns the entities in the order in which their rows are locked, the schema's where nothing speaks against it.
///
/// A write of a row updates the parents that count it first, and locks its other parents when the database looks for
/// them. A delete of such a parent has to come to it after the counting ones as well, or the two would wait for each
/// other.
pub(super) fn order(schema: &Schema) -> Vec<&Entity> {
    let places: BTreeMap<&str, usize> =
        schema.entities.iter().enumerate().map(|(place, entity)| (entity.name.as_str(), place)).collect();
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); schema.entities.len()];
    let mut waits: Vec<usize> = vec![0; schema.entities.len()];
    for (first, second) in before(schema, &places) {
        behind[first].push(second);
        waits[second] += 1;
    }
    let mut left: BTreeSet<usize> = (0..schema.entities.len()).collect();
    let mut ready: BTreeSet<usize> = left.iter().copied().filter(|place| waits[*place] == 0).collect();
    let mut order = Vec::with_capacity(left.len());
    // In a circle there is no such order; what waits for another there ends in a conflict.
    while let Some(next) = ready.pop_first().or_else(|| left.first().copied()) {
        left.remove(&next);
        order.push(&schema.entities[next]);
        for second in &behind[next] {
            waits[*second] = waits[*second].saturating_sub(1);
            if waits[*second] == 0 && left.contains(second) {
                ready.insert(*second);
            }
        }
    }
    order
}

/// Returns the places of pairs of entities of which the first is locked before the second.
fn before(schema: &Schema, places: &BTreeMap<&str, usize>) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for child in &schema.entities {
        let counts =
            |parent: &usize| schema.entities[*parent].counters.iter().any(|counter| counter.child == child.name);
        let parents = child.relations.iter().filter_map(|relation| places.get(relation.parent.as_str()).copied());
        let (counting, others): (Vec<usize>, Vec<usize>) = parents.partition(counts);
        pairs.extend(counting.iter().flat_map(|first| others.iter().map(|second| (*first, *second))));
    }
    pairs
}
