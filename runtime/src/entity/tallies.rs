//! Sums what deleted rows take off the counters of their parents.

use std::collections::BTreeMap;

use super::KeyValue;
use super::branch::{Branch, FoundRow};
use super::counter::CounterTarget;

/// Beyond this many rows of a region and tenant their whole region is dropped instead of single entries.
pub(crate) const MOST: usize = 1000;

/// What rows add to the counters of their parents, in the order in which every write locks these.
#[derive(Default)]
pub(crate) struct Tallies(BTreeMap<Place, (CounterTarget, Vec<i64>)>);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    order: u16,
    tenant: String,
    parent: KeyValue,
    reference: &'static str,
}

/// A change of one parent's counters.
pub(crate) struct Adjustment<'t> {
    pub(crate) target: CounterTarget,
    pub(crate) tenant: &'t str,
    pub(crate) parent: &'t KeyValue,
    pub(crate) amounts: &'t [i64],
}

impl Tallies {
    /// Adds what a row that `branch` found adds to its parents.
    pub(crate) fn add(&mut self, branch: &'static Branch, row: &FoundRow) {
        for (tally, counted) in branch.counters.iter().zip(&row.counted) {
            let Some((parent, amounts)) = counted else { continue };
            let place = Place {
                order: tally.target.order,
                tenant: row.tenant.clone(),
                parent: parent.clone(),
                reference: tally.target.reference,
            };
            self.sum(place, tally.target, amounts, 1);
        }
    }

    fn sum(&mut self, place: Place, target: CounterTarget, amounts: &[i64], sign: i64) {
        let (_, sums) = self.0.entry(place).or_insert_with(|| (target, vec![0; amounts.len()]));
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            // Beyond i64 the database refuses the column's value anyway.
            *sum = sum.saturating_add(amount.saturating_mul(sign));
        }
    }

    /// Returns what is to be done for `self` after `done` was done.
    pub(crate) fn beyond(mut self, done: &Self) -> Self {
        for (place, (target, amounts)) in &done.0 {
            self.sum(place.clone(), *target, amounts, -1);
        }
        self
    }

    /// Returns whether a parent is to be changed that `done` did not change, and therefore did not lock.
    pub(crate) fn reaches_beyond(&self, done: &Self) -> bool {
        let is_locked = |place: &Place| done.0.get(place).is_some_and(|(_, amounts)| moves(amounts));
        self.0.iter().any(|(place, (_, amounts))| moves(amounts) && !is_locked(place))
    }

    /// Returns the changes of the parents whose place is at most `order`, or behind it.
    pub(crate) fn changes(&self, behind: bool, order: u16) -> Vec<Adjustment<'_>> {
        let wanted = self.0.iter().filter(|(place, _)| (place.order > order) == behind);
        let moved = wanted.filter(|(_, (_, amounts))| moves(amounts));
        moved
            .map(|(place, (target, amounts))| Adjustment {
                target: *target,
                tenant: &place.tenant,
                parent: &place.parent,
                amounts,
            })
            .collect()
    }
}

fn moves(amounts: &[i64]) -> bool {
    amounts.iter().any(|amount| *amount != 0)
}
