//! Every order in which things can happen.

use std::collections::HashSet;

use super::model::{Cell, Fault, Protocol, What, World};

/// A world that was reached, from which other, and by what.
struct Reached {
    world: World,
    from: usize,
    what: What,
}

/// Looks for a reader that began after an acknowledgement and got an older value; returns how.
pub(super) fn search(protocol: Protocol, fault: Option<Fault>) -> Option<Vec<What>> {
    let value = Cell::Value { version: 0, run: 0 };
    [(1, 2, value), (2, 1, value), (2, 2, Cell::Absent), (2, 2, value)]
        .into_iter()
        .find_map(|(writers, readers, cell)| search_from(World::new(writers, readers, cell, true), protocol, fault))
}

fn search_from(first: World, protocol: Protocol, fault: Option<Fault>) -> Option<Vec<What>> {
    let mut known = HashSet::from([first.clone()]);
    let mut reached = vec![Reached { world: first, from: 0, what: (None, "is as at the beginning") }];
    let mut open = vec![0];
    while let Some(from) = open.pop() {
        for next in reached[from].world.successors(protocol, fault) {
            if next.is_stale {
                return Some(trace(&reached, from, next.what));
            }
            if known.insert(next.world.clone()) {
                open.push(reached.len());
                reached.push(Reached { world: next.world, from, what: next.what });
            }
        }
    }
    None
}

fn trace(reached: &[Reached], mut at: usize, what: What) -> Vec<What> {
    let mut steps = vec![what];
    while at > 0 {
        steps.push(reached[at].what);
        at = reached[at].from;
    }
    steps.reverse();
    steps
}
