//! Operations from two states, as somebody would write them: what is there afterwards and not before comes, the rest
//! goes; renames and fills are told.

use std::collections::BTreeMap;

use larder_format::plan::{Fill, Operation, RenamedPart, Table};
use larder_generator::sql::history::apply;

pub(crate) type Tables = BTreeMap<String, Table>;

/// A name for a name, or an expression for a column.
pub(crate) enum Told<'a> {
    Table { table: &'a str, to: &'a str },
    Column { table: &'a str, column: &'a str, to: &'a str },
    Fill { table: &'a str, column: &'a str, with: &'a str },
}

pub(crate) fn operations(before: &Tables, after: &Tables, told: &[Told<'_>]) -> Vec<Operation> {
    let mut operations = Vec::new();
    for told in told {
        let bare = |names| match *told {
            Told::Table { table, to } => {
                Some(Operation::RenameTable { table: table.to_owned(), to: to.to_owned(), names })
            }
            Told::Column { table, column, to } => Some(Operation::RenameColumn {
                table: table.to_owned(),
                column: column.to_owned(),
                to: to.to_owned(),
                names,
            }),
            Told::Fill { .. } => None,
        };
        let Some(rename) = bare(Vec::new()) else { continue };
        let tables = apply(&apply(before, &operations).expect("is told rightly"), &[rename]).expect("is told rightly");
        let (Told::Table { to: table, .. } | Told::Column { table, .. }) = told else { continue };
        let names = tables.get(*table).zip(after.get(*table)).map(|(table, after)| names(table, after));
        operations.extend(bare(names.unwrap_or_default()));
    }
    let renamed = apply(before, &operations).expect("is told rightly");
    let fill = |table: &str, column: &str| {
        told.iter().find_map(|told| match told {
            Told::Fill { table: t, column: c, with } if *t == table && *c == column => Some(Fill::All((*with).into())),
            _ => None,
        })
    };
    let gone = renamed.keys().filter(|name| !after.contains_key(*name));
    operations.extend(gone.map(|table| Operation::DropTable { table: table.clone() }));
    let new = after.values().filter(|table| !renamed.contains_key(&table.name));
    operations.extend(new.cloned().map(Operation::CreateTable));
    for (table, after) in renamed.values().filter_map(|table| Some((table, after.get(&table.name)?))) {
        drops(table, after, &mut operations);
        columns(table, after, &fill, &mut operations);
        adds(table, after, &mut operations);
    }
    operations
}

/// Parts that are the same but for their names.
fn names(table: &Table, after: &Table) -> Vec<RenamedPart> {
    let mut names = Vec::new();
    let mut pair = |from: &str, to: &str| {
        if from != to {
            names.push(RenamedPart { from: from.to_owned(), to: to.to_owned() });
        }
    };
    pair(&table.primary_key.name, &after.primary_key.name);
    macro_rules! pairs {
        ($list:ident) => {
            for part in &table.$list {
                let mut same = after.$list.iter().filter(|other| {
                    let mut renamed = part.clone();
                    renamed.name.clone_from(&other.name);
                    renamed == **other
                });
                same.next().into_iter().for_each(|other| pair(&part.name, &other.name));
            }
        };
    }
    pairs!(uniques);
    pairs!(foreign_keys);
    pairs!(checks);
    pairs!(indexes);
    if let (Some(before), Some(after)) = (&table.search, &after.search) {
        pair(&before.name, &after.name);
        pair(&before.shadow, &after.shadow);
    }
    names
}

fn drops(before: &Table, after: &Table, operations: &mut Vec<Operation>) {
    let table = || before.name.clone();
    if before.search != after.search && before.search.is_some() {
        operations.push(Operation::DropSearch { table: table() });
    }
    let keys = before.foreign_keys.iter().filter(|part| !after.foreign_keys.contains(part));
    operations.extend(keys.map(|part| Operation::DropForeignKey { table: table(), name: part.name.clone() }));
    let indexes = before.indexes.iter().filter(|part| !after.indexes.contains(part));
    operations.extend(indexes.map(|part| Operation::DropIndex { table: table(), name: part.name.clone() }));
    let uniques = before.uniques.iter().filter(|part| !after.uniques.contains(part));
    operations.extend(uniques.map(|part| Operation::DropUnique { table: table(), name: part.name.clone() }));
    let stays = |column: &str| after.columns.iter().any(|other| other.name == column);
    let goes_alone = |check: &larder_format::plan::Check| check.is_of_row() || stays(&check.column);
    let checks = before.checks.iter().filter(|part| !after.checks.contains(part) && goes_alone(part));
    operations.extend(checks.map(|part| Operation::DropCheck { table: table(), name: part.name.clone() }));
}

fn columns(before: &Table, after: &Table, fill: &impl Fn(&str, &str) -> Option<Fill>, operations: &mut Vec<Operation>) {
    for column in &after.columns {
        let (table, fill) = (before.name.clone(), fill(&before.name, &column.name));
        match before.columns.iter().find(|other| other.name == column.name) {
            Some(same) if same == column => {}
            Some(_) => operations.push(Operation::AlterColumn { table, column: column.clone(), fill }),
            None => operations.push(Operation::AddColumn { table, column: column.clone(), fill }),
        }
    }
    let gone = before.columns.iter().filter(|column| !after.columns.iter().any(|other| other.name == column.name));
    operations
        .extend(gone.map(|column| Operation::DropColumn { table: before.name.clone(), column: column.name.clone() }));
}

fn adds(before: &Table, after: &Table, operations: &mut Vec<Operation>) {
    let table = || before.name.clone();
    if before.comment != after.comment {
        operations.push(Operation::CommentTable { table: table(), comment: after.comment.clone() });
    }
    let checks = after.checks.iter().filter(|part| !before.checks.contains(part)).cloned();
    operations.extend(checks.map(|check| Operation::AddCheck { table: table(), check }));
    let uniques = after.uniques.iter().filter(|part| !before.uniques.contains(part)).cloned();
    operations.extend(uniques.map(|unique| Operation::AddUnique { table: table(), unique }));
    let indexes = after.indexes.iter().filter(|part| !before.indexes.contains(part)).cloned();
    operations.extend(indexes.map(|index| Operation::AddIndex { table: table(), index }));
    let keys = after.foreign_keys.iter().filter(|part| !before.foreign_keys.contains(part)).cloned();
    operations.extend(keys.map(|foreign_key| Operation::AddForeignKey { table: table(), foreign_key }));
    if before.search != after.search {
        operations.extend(after.search.clone().map(|search| Operation::AddSearch { table: table(), search }));
    }
}
