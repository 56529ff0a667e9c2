//! The protocol, as a model that is searched for violations, and as what the scripts do on a real server.

mod agreement;
mod model;
mod search;

use self::model::{Act, Fault, Fill, Protocol, What};
use self::search::search;

const STATEMENT: &[Act] = &[Act::Fence, Act::Lock, Act::Commit, Act::Clear, Act::Acknowledge];
const TRANSACTION: &[Act] = &[Act::Lock, Act::Fence, Act::Commit, Act::Clear, Act::Acknowledge];
const FAST: &[Act] = &[Act::Fence, Act::Lock, Act::Commit, Act::Acknowledge, Act::Clear];
const RELAXED: &[Act] = &[Act::Lock, Act::Commit, Act::Delete, Act::Acknowledge];

const fn protocol(steps: &'static [Act], fill: Fill) -> Protocol {
    Protocol { steps, fill, single_owner: false, knows_runs: true }
}

/// What a violation needs; none where there is none.
fn broken_by(protocol: Protocol, faults: &[Option<Fault>]) -> Option<(Option<Fault>, Vec<What>)> {
    faults.iter().find_map(|fault| search(protocol, *fault).map(|trace| (*fault, trace)))
}

const ALL: [Option<Fault>; 8] = [
    None,
    Some(Fault::Evicted),
    Some(Fault::Unanswered),
    Some(Fault::WriterDies),
    Some(Fault::FenceExpires),
    Some(Fault::LeaseExpires),
    Some(Fault::RolledBack),
    Some(Fault::Restored),
];

#[test]
fn strict_gives_nobody_an_older_value_after_an_acknowledgement_under_any_single_fault() {
    for steps in [STATEMENT, TRANSACTION] {
        let found = broken_by(protocol(steps, Fill::Leased), &ALL);
        assert!(found.is_none(), "{steps:?}: {found:#?}");
    }
}

#[test]
fn fast_holds_but_where_a_fence_is_lost() {
    let faults = [None, Some(Fault::WriterDies), Some(Fault::LeaseExpires), Some(Fault::RolledBack)];
    let found = broken_by(protocol(FAST, Fill::Leased), &faults);
    assert!(found.is_none(), "{found:#?}");
    assert!(search(protocol(FAST, Fill::Leased), Some(Fault::Unanswered)).is_none());
    assert!(search(protocol(FAST, Fill::Leased), Some(Fault::Evicted)).is_some());
}

#[test]
fn relaxed_holds_while_redis_answers_and_the_writer_lives() {
    let faults = [None, Some(Fault::Evicted), Some(Fault::LeaseExpires), Some(Fault::RolledBack)];
    let found = broken_by(protocol(RELAXED, Fill::Leased), &faults);
    assert!(found.is_none(), "{found:#?}");
    assert!(search(protocol(RELAXED, Fill::Leased), Some(Fault::Unanswered)).is_some());
}

/// A check that finds nothing wrong with these finds nothing.
#[test]
fn what_is_known_to_be_wrong_is_found_out() {
    const DOUBLE: &[Act] = &[Act::Lock, Act::Delete, Act::Commit, Act::Acknowledge, Act::Delete];
    const SET: &[Act] = &[Act::Lock, Act::Commit, Act::Set, Act::Acknowledge];
    const MARKED: &[Act] = &[Act::Lock, Act::Fence, Act::Commit, Act::Acknowledge, Act::Clear];
    const INSTALLED: &[Act] = &[Act::Fence, Act::Lock, Act::Commit, Act::ClearOrInstall, Act::Acknowledge];
    let variants = [
        ("delete after commit", protocol(RELAXED, Fill::Always), None),
        ("double delete", protocol(DOUBLE, Fill::Always), None),
        ("write-through set", protocol(SET, Fill::Always), None),
        ("set if absent", protocol(RELAXED, Fill::Absent), None),
        ("marker without lease", protocol(MARKED, Fill::Unfenced), None),
        ("lease without fence", protocol(RELAXED, Fill::Leased), Some(Fault::Unanswered)),
        (
            "single-owner fence",
            Protocol { single_owner: true, ..protocol(STATEMENT, Fill::Leased) },
            Some(Fault::Unanswered),
        ),
        ("naive install on clear", protocol(INSTALLED, Fill::Leased), None),
        (
            "values without their run",
            Protocol { knows_runs: false, ..protocol(STATEMENT, Fill::Leased) },
            Some(Fault::Restored),
        ),
    ];
    for (name, variant, fault) in variants {
        assert!(search(variant, fault).is_some(), "{name}: no violation under {fault:?}");
    }
}
