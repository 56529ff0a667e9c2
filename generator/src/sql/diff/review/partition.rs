//! Partitions, which one of the databases has.

use larder_format::plan::{Partition, PartitionLayout, Table};

use crate::sql::Problem;
use crate::sql::diff::dialogue::Dialogue;
use crate::sql::diff::matches::matched::Matches;

/// Says of the first table that takes partitions what other databases do, and of each table with rows what moves them.
/// Refuses another type of the column that the partitions are by.
pub(in crate::sql::diff) fn review(matches: &Matches<'_>, dialogue: &mut Dialogue<'_>) {
    let before = dialogue.before;
    let had = |name: &str| before.get(name).is_some_and(|table| table.partition.is_some());
    let mut partitioned = dialogue.wanted.iter().filter(|wanted| wanted.table.partition.is_some());
    if let Some(first) = partitioned.find(|wanted| !had(&wanted.table.name)) {
        let message = format!(
            "the partitions of `{}` are PostgreSQL's; on MySQL, MariaDB and SQLite it stays one table",
            first.entity
        );
        dialogue.note(Problem::new("M0540", message).help("docs/partitions.md says what makes and detaches them"));
    }
    let mut problems = Vec::new();
    for found in &matches.tables {
        let Some(existing) = dialogue.before.get(found.pair.before) else { continue };
        let wanted = &found.pair.wanted.table;
        if copies(existing.partition.as_ref(), wanted.partition.as_ref()) {
            let message =
                format!("the rows of `{}` are copied on PostgreSQL, while readers and writers wait", existing.name);
            let help =
                "do it while nobody uses the table; only for periods, a plain table becomes a partition as it is";
            dialogue.note(Problem::new("M0541", message).help(help));
        }
        let by =
            wanted.partition.as_ref().filter(|_| existing.partition.is_some()).map(|partition| partition.by.as_str());
        let origin = by.and_then(|by| Some((by, found.origin(by, dialogue.before)?)));
        if let Some((by, origin)) = origin.filter(|(by, origin)| is_other(existing, origin, wanted, by)) {
            let message =
                format!("`{}` cannot get another type: the partitions of the table are by it", found.pair.subject(by));
            let help = format!(
                "remove `partition` and generate, change `{origin}`, and partition again; each copies the rows"
            );
            problems.push(Problem::new("M0542", message).help(help));
        }
    }
    problems.into_iter().for_each(|problem| dialogue.push(problem));
}

/// Tells whether the rows of a table that stays move into another.
fn copies(before: Option<&Partition>, after: Option<&Partition>) -> bool {
    match (before, after) {
        (None, None) => false,
        (None, Some(after)) => matches!(after.layout, PartitionLayout::Hash(_)),
        (Some(_), None) => true,
        (Some(before), Some(after)) => !before.layout.is_same(after.layout),
    }
}

fn is_other(existing: &Table, origin: &str, wanted: &Table, by: &str) -> bool {
    let ty = |table: &Table, name: &str| {
        table.columns.iter().find(|column| column.name == name).map(|column| column.ty.clone())
    };
    ty(existing, origin) != ty(wanted, by)
}
