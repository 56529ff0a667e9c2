//! What the operations of a run make of the rows that were broken before it: tables and columns get other names, and
//! values that an operation may rewrite no longer tell one row from another.

use std::collections::BTreeMap;

use larder_format::plan::{Column, Operation, Table};
use larder_format::{Direction, PlanFile};

use super::{BrokenKey, BrokenRows};
use crate::migrate::model::Job;

/// Says of the broken rows what they are called after the jobs.
pub(super) fn carried(mut broken: BrokenRows, jobs: &[Job]) -> BrokenRows {
    for job in jobs {
        let plan = PlanFile::parse(&job.migration.plan);
        let mut operations = plan.map(|plan| plan.operations).unwrap_or_default();
        if job.direction == Direction::Down {
            operations.reverse();
        }
        for operation in operations {
            broken = after(broken, operation, job.direction);
        }
    }
    broken
}

fn after(mut broken: BrokenRows, operation: Operation, direction: Direction) -> BrokenRows {
    use Operation::{AddColumn, AlterColumn, CreateTable, DropColumn, DropTable, RenameColumn, RenameTable};
    match (operation, direction) {
        (RenameTable { table, to, .. }, Direction::Up) => rename_table(broken, &table, &to),
        (RenameTable { table, to, .. }, Direction::Down) => rename_table(broken, &to, &table),
        (RenameColumn { table, column, to, .. }, Direction::Up) => rename_column(broken, &table, &column, &to),
        (RenameColumn { table, column, to, .. }, Direction::Down) => rename_column(broken, &table, &to, &column),
        (AlterColumn { table, column, .. }, _) => {
            keys_of(broken, &table, |key| Some(if key.columns.contains(&column.name) { key.whole() } else { key }))
        }
        // What is gone excuses nothing that gets its name.
        (DropColumn { table, column: name }, Direction::Up)
        | (AddColumn { table, column: Column { name, .. }, .. }, Direction::Down) => {
            keys_of(broken, &table, |key| (!key.columns.contains(&name)).then_some(key))
        }
        (DropTable { table: name }, Direction::Up) | (CreateTable(Table { name, .. }), Direction::Down) => {
            broken.remove(&name);
            broken
        }
        _ => broken,
    }
}

fn rename_table(broken: BrokenRows, from: &str, to: &str) -> BrokenRows {
    let called = |name: String| if name == from { to.to_owned() } else { name };
    let keys = |keys: BTreeMap<BrokenKey, i64>| {
        keys.into_iter().map(|(key, count)| (BrokenKey { parent: called(key.parent), ..key }, count)).collect()
    };
    broken.into_iter().map(|(table, found)| (called(table), found.map(keys))).collect()
}

fn rename_column(broken: BrokenRows, table: &str, from: &str, to: &str) -> BrokenRows {
    let called = |name: String| if name == from { to.to_owned() } else { name };
    keys_of(broken, table, |key| Some(BrokenKey { columns: key.columns.into_iter().map(called).collect(), ..key }))
}

/// Changes the keys of a table; the counts of those that become the same are added up.
fn keys_of(mut broken: BrokenRows, table: &str, change: impl Fn(BrokenKey) -> Option<BrokenKey>) -> BrokenRows {
    if let Some(Some(keys)) = broken.get_mut(table) {
        for (key, count) in std::mem::take(keys) {
            if let Some(key) = change(key) {
                *keys.entry(key).or_insert(0) += count;
            }
        }
    }
    broken
}
