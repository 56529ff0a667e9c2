use std::fmt;

use larder_format::plan::{Check, Column, ForeignKey, Index, Search, Table, Unique};

/// A difference inside a table. Names of keys and indexes do not count: those of the migrations stay.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    AddColumn(Column),
    DropColumn(Column),
    AlterColumn { before: Column, after: Column },
    ChangePrimaryKey { before: Vec<String>, after: Vec<String> },
    AddUnique(Unique),
    DropUnique(Unique),
    AddForeignKey(ForeignKey),
    DropForeignKey(ForeignKey),
    AddCheck(Check),
    DropCheck(Check),
    AddIndex(Index),
    DropIndex(Index),
    AddSearch(Search),
    DropSearch(Search),
}

/// Returns the differences: columns first, then keys, checks, indexes and full text, each in the order of its list.
pub(super) fn differences(before: &Table, after: &Table) -> Vec<Part> {
    let mut parts = columns(before, after);
    let keys = [&before.primary_key.columns, &after.primary_key.columns];
    if keys[0] != keys[1] {
        parts.push(Part::ChangePrimaryKey { before: keys[0].clone(), after: keys[1].clone() });
    }
    compare(
        &before.uniques,
        &after.uniques,
        |a, b| Unique { name: b.name.clone(), ..a.clone() } == *b,
        Part::DropUnique,
        Part::AddUnique,
        &mut parts,
    );
    compare(
        &before.foreign_keys,
        &after.foreign_keys,
        |a, b| ForeignKey { name: b.name.clone(), ..a.clone() } == *b,
        Part::DropForeignKey,
        Part::AddForeignKey,
        &mut parts,
    );
    compare(
        &before.checks,
        &after.checks,
        |a, b| a.column == b.column && a.rules == b.rules,
        Part::DropCheck,
        Part::AddCheck,
        &mut parts,
    );
    compare(
        &before.indexes,
        &after.indexes,
        |a, b| Index { name: b.name.clone(), ..a.clone() } == *b,
        Part::DropIndex,
        Part::AddIndex,
        &mut parts,
    );
    let search = [&before.search, &after.search].map(|search| search.as_ref().map(|search| &search.columns));
    if search[0] != search[1] {
        parts.extend(before.search.clone().map(Part::DropSearch));
        parts.extend(after.search.clone().map(Part::AddSearch));
    }
    parts
}

fn columns(before: &Table, after: &Table) -> Vec<Part> {
    let named = |table: &'_ Table, name: &str| table.columns.iter().find(|column| column.name == name).cloned();
    let mut parts = Vec::new();
    for column in &before.columns {
        match named(after, &column.name) {
            None => parts.push(Part::DropColumn(column.clone())),
            Some(after) if after != *column => parts.push(Part::AlterColumn { before: column.clone(), after }),
            Some(_) => {}
        }
    }
    let added = after.columns.iter().filter(|column| named(before, &column.name).is_none());
    parts.extend(added.cloned().map(Part::AddColumn));
    parts
}

fn compare<T: Clone>(
    before: &[T],
    after: &[T],
    same: impl Fn(&T, &T) -> bool,
    drop: fn(T) -> Part,
    add: fn(T) -> Part,
    parts: &mut Vec<Part>,
) {
    let gone = before.iter().filter(|item| !after.iter().any(|other| same(item, other)));
    parts.extend(gone.cloned().map(drop));
    let new = after.iter().filter(|item| !before.iter().any(|other| same(other, item)));
    parts.extend(new.cloned().map(add));
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddColumn(column) => write!(f, "column `{}` is new", column.name),
            Self::DropColumn(column) => write!(f, "column `{}` is gone", column.name),
            Self::AlterColumn { before, .. } => {
                write!(f, "column `{}` has another type, nullability or default", before.name)
            }
            Self::ChangePrimaryKey { before, after } => {
                write!(f, "the primary key is ({}) instead of ({})", after.join(", "), before.join(", "))
            }
            Self::AddUnique(key) => write!(f, "the unique key over ({}) is new", key.columns.join(", ")),
            Self::DropUnique(key) => write!(f, "the unique key `{}` is gone", key.name),
            Self::AddForeignKey(key) => {
                write!(f, "the foreign key ({}) to `{}` is new", key.columns.join(", "), key.parent)
            }
            Self::DropForeignKey(key) => write!(f, "the foreign key `{}` is gone", key.name),
            Self::AddCheck(check) => write!(f, "the rules of column `{}` are new", check.column),
            Self::DropCheck(check) => write!(f, "the check `{}` is gone", check.name),
            Self::AddIndex(index) => {
                let columns: Vec<String> = index.columns.iter().cloned().map(String::from).collect();
                write!(f, "the index over ({}) is new", columns.join(", "))
            }
            Self::DropIndex(index) => write!(f, "the index `{}` is gone", index.name),
            Self::AddSearch(search) => write!(f, "full text over ({}) is new", search.columns.join(", ")),
            Self::DropSearch(search) => write!(f, "full text over ({}) is gone", search.columns.join(", ")),
        }
    }
}
