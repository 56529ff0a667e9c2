//! Histories that fit the migrations, and those that do not.

use larder_format::plan::Operation;
use larder_format::{Dialect, Direction, PlanFile};

use super::{Problem, State, Verified, verify};
use crate::migrate::model::{HistoryEntry, Migration};

const AT: &str = "2026-01-01T00:00:00.000000Z";

/// A migration of two statements, which are two steps.
fn migration(id: &str, parent: Option<&str>) -> Migration {
    let parents = parent.map(|parent| format!("{parent}@0")).into_iter().collect();
    let plan = PlanFile::new(id, parents).render().expect("a plan can be written");
    Migration::read(id, Dialect::MySql, &plan, "a; b;", "c; d;").expect("the parts fit")
}

fn chain() -> Vec<Migration> {
    vec![migration("0001_a", None), migration("0002_b", Some("0001_a")), migration("0003_c", Some("0002_b"))]
}

fn entry(migration: &Migration, direction: Direction, step: usize, finished: bool) -> HistoryEntry {
    let script = migration.script(direction);
    HistoryEntry {
        migration: migration.id.clone(),
        direction,
        step,
        position: 1,
        steps: script.steps.len(),
        checksum: migration.checksum.clone(),
        step_checksum: script.steps[step].checksum.clone(),
        plan_hash: migration.hash.clone(),
        finished,
        applied_at: AT.to_owned(),
        duration_ms: 0,
        plan: (step == 0).then(|| migration.plan.clone()),
        down_sql: None,
        baselined: false,
    }
}

fn applied(migrations: &[Migration]) -> Vec<HistoryEntry> {
    migrations.iter().flat_map(|one| [entry(one, Direction::Up, 0, true), entry(one, Direction::Up, 1, true)]).collect()
}

fn states(verified: &Verified) -> Vec<&State> {
    verified.states.iter().map(|(_, state)| state).collect()
}

#[test]
fn what_is_not_applied_is_pending() {
    let known = chain();
    let verified = verify(&applied(&known[..1]), &known);
    assert_eq!(states(&verified), [&State::Applied { at: AT.to_owned() }, &State::Pending, &State::Pending]);
    assert_eq!(verified.problems, []);
}

#[test]
fn half_a_migration_is_partial_in_either_direction() {
    let known = chain();
    let begun = [entry(&known[0], Direction::Up, 0, true), entry(&known[0], Direction::Up, 1, false)];
    assert_eq!(verify(&begun, &known[..1]).states[0].1, State::Partial { done: 1, of: 2, undecided: Some(2) });
    assert_eq!(verify(&begun[..1], &known[..1]).states[0].1, State::Partial { done: 1, of: 2, undecided: None });
    let mut back = applied(&known[..1]);
    back.push(entry(&known[0], Direction::Down, 0, true));
    let back_of = State::RollingBack { done: 1, of: 2, undecided: None };
    assert_eq!(verify(&back, &known[..1]).states[0].1, back_of);
}

#[test]
fn an_edit_is_named_by_what_was_edited() {
    let known = chain();
    let changed = |edit: fn(&mut HistoryEntry)| {
        let mut entries = applied(&known[..1]);
        entries.iter_mut().for_each(edit);
        verify(&entries, &known[..1]).problems
    };
    let id = || "0001_a".to_owned();
    assert_eq!(changed(|entry| entry.checksum.push('0')), [Problem::Changed { id: id() }]);
    assert_eq!(changed(|entry| entry.plan_hash.push('0')), [Problem::PlanChanged { id: id() }]);
}

/// The rest of a migration that failed may be mended, what of it is done may not.
#[test]
fn only_the_rest_of_half_a_migration_may_change() {
    let known = [migration("0001_a", None)];
    let mut begun = entry(&known[0], Direction::Up, 0, true);
    begun.checksum.push('0');
    assert_eq!(verify(&[begun.clone()], &known).problems, []);
    begun.step_checksum.push('0');
    assert_eq!(verify(&[begun], &known).problems, [Problem::Changed { id: "0001_a".to_owned() }]);
}

#[test]
fn an_unknown_migration_is_ahead_and_missing_beside_a_pending_one() {
    let known = chain();
    let verified = verify(&applied(&known), &known[..2]);
    assert_eq!(verified.states[2], ("0003_c".to_owned(), State::Ahead { compatible: true }));
    assert_eq!(verified.problems, []);

    let entries = [applied(&known[..1]), applied(&known[2..])].concat();
    let problems = verify(&entries, &known[..2]).problems;
    assert_eq!(problems, [Problem::Missing { id: "0003_c".to_owned(), pending: "0002_b".to_owned() }]);
}

#[test]
fn an_unknown_change_of_what_exists_is_not_compatible() {
    let mut unknown = migration("0009_z", None);
    let mut plan = PlanFile::new("0009_z", Vec::new());
    plan.operations.push(Operation::DropTable { table: "t".to_owned() });
    unknown.plan = plan.render().expect("a plan can be written");
    assert_eq!(verify(&applied(&[unknown]), &[]).states[0].1, State::Ahead { compatible: false });
}

#[test]
fn a_pending_parent_is_out_of_order_and_a_pending_sibling_is_not() {
    let known = chain();
    let entries = [applied(&known[..1]), applied(&known[2..])].concat();
    let problems = verify(&entries, &known).problems;
    assert_eq!(problems, [Problem::OutOfOrder { id: "0002_b".to_owned(), before: "0003_c".to_owned() }]);

    let branches = [known[0].clone(), migration("0002_a", Some("0001_a")), known[1].clone()];
    let entries = [applied(&branches[..1]), applied(&branches[2..])].concat();
    let heads = vec!["0002_a".to_owned(), "0002_b".to_owned()];
    assert_eq!(verify(&entries, &branches).problems, [Problem::Unmerged { heads }]);

    // Joined, the branches may be applied in either order.
    let plan = PlanFile::new("0003_merge", vec!["0002_a@0".to_owned(), "0002_b@0".to_owned()])
        .render()
        .expect("a plan can be written");
    let merge = Migration::read("0003_merge", Dialect::MySql, &plan, "", "").expect("the parts fit");
    let merged = [&branches[..], &[merge]].concat();
    let verified = verify(&entries, &merged);
    assert_eq!(verified.problems, []);
    assert_eq!(states(&verified)[1], &State::Pending);
}
