//! Differences between keys, indexes, checks and full text of two tables.

use std::collections::BTreeSet;

use larder_format::plan::{Check, Column, ForeignKey, Index, Operation, Search, Table, Unique};

use super::Sequence;
use crate::sql::Problem;
use crate::sql::diff::Wanted;
use crate::sql::diff::columns;
use crate::sql::diff::columns::changes::{Added, Changes};
use crate::sql::history::is_key;
use crate::sql::physical::naming::{self, ClaimedNames};

/// Something over the columns of a table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sql::diff) enum TablePart {
    Check(Check),
    Unique(Unique),
    Index(Index),
    ForeignKey(ForeignKey),
    Search(Search),
}

impl TablePart {
    /// Returns the parts of a table in the order in which they can be made: keys before what refers to them, indexes
    /// before the foreign keys that they serve.
    pub(in crate::sql::diff) fn all(table: &Table) -> Vec<Self> {
        let checks = table.checks.iter().cloned().map(Self::Check);
        let uniques = table.uniques.iter().cloned().map(Self::Unique);
        let indexes = table.indexes.iter().cloned().map(Self::Index);
        let foreign_keys = table.foreign_keys.iter().cloned().map(Self::ForeignKey);
        checks
            .chain(uniques)
            .chain(indexes)
            .chain(foreign_keys)
            .chain(table.search.iter().cloned().map(Self::Search))
            .collect()
    }

    /// The place in the order of [`TablePart::all`], over all tables.
    fn rank(&self) -> usize {
        match self {
            Self::Check(_) => 0,
            Self::Unique(_) => 1,
            Self::Index(_) => 2,
            Self::ForeignKey(_) => 3,
            Self::Search(_) => 4,
        }
    }

    /// Returns the columns of the table that the part needs.
    pub(in crate::sql::diff) fn columns(&self) -> Vec<&str> {
        let columns: Vec<&String> = match self {
            Self::Check(check) => vec![&check.column],
            Self::Unique(key) => {
                key.columns.iter().chain(key.conditions.iter().map(|condition| &condition.column)).collect()
            }
            Self::Index(index) => {
                let conditions = index.conditions.iter().map(|condition| &condition.column);
                index.columns.iter().map(|column| &column.name).chain(conditions).collect()
            }
            Self::ForeignKey(key) => key.columns.iter().collect(),
            Self::Search(search) => search.columns.iter().chain(&search.tenant).collect(),
        };
        columns.into_iter().map(String::as_str).collect()
    }

    /// Tells whether two parts are the same; a name that was stored stays, so that names do not count.
    pub(in crate::sql::diff) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Check(a), Self::Check(b)) => (&a.column, &a.rules) == (&b.column, &b.rules),
            (Self::Unique(a), Self::Unique(b)) => {
                (&a.columns, &a.conditions, a.nulls) == (&b.columns, &b.conditions, b.nulls)
            }
            (Self::Index(a), Self::Index(b)) => {
                (&a.columns, &a.conditions, a.kind) == (&b.columns, &b.conditions, b.kind)
            }
            (Self::ForeignKey(a), Self::ForeignKey(b)) => {
                (&a.columns, &a.parent, &a.parent_columns, a.on_delete)
                    == (&b.columns, &b.parent, &b.parent_columns, b.on_delete)
            }
            (Self::Search(a), Self::Search(b)) => (&a.columns, &a.tenant) == (&b.columns, &b.tenant),
            _ => false,
        }
    }

    /// Returns the conventional name in a table.
    pub(super) fn derived_name(&self, table: &str) -> String {
        let joined = |columns: &[String]| columns.join("_");
        match self {
            Self::Check(check) => naming::name(table, &[&check.column], "check"),
            Self::Unique(key) => naming::name(table, &[&joined(&key.columns)], "key"),
            Self::Index(index) => {
                let columns: Vec<_> = index.columns.iter().map(|column| column.name.as_str()).collect();
                naming::name(table, &columns, "idx")
            }
            Self::ForeignKey(key) => naming::name(table, &[&joined(&key.columns)], "fkey"),
            Self::Search(_) => naming::name(table, &["search"], "idx"),
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Check(check) => &check.name,
            Self::Unique(key) => &key.name,
            Self::Index(index) => &index.name,
            Self::ForeignKey(key) => &key.name,
            Self::Search(search) => &search.name,
        }
    }

    pub(in crate::sql::diff) fn rename(&mut self, name: String) {
        match self {
            Self::Check(check) => check.name = name,
            Self::Unique(key) => key.name = name,
            Self::Index(index) => index.name = name,
            Self::ForeignKey(key) => key.name = name,
            Self::Search(search) => search.name = name,
        }
    }

    /// Returns the operation that takes the part away.
    pub(in crate::sql::diff) fn dropped(&self, table: &str) -> Operation {
        let (table, name) = (table.to_owned(), self.name().to_owned());
        match self {
            Self::Check(_) => Operation::DropCheck { table, name },
            Self::Unique(_) => Operation::DropUnique { table, name },
            Self::Index(_) => Operation::DropIndex { table, name },
            Self::ForeignKey(_) => Operation::DropForeignKey { table, name },
            Self::Search(_) => Operation::DropSearch { table },
        }
    }

    /// Returns the operation that makes the part.
    pub(in crate::sql::diff) fn added(self, table: &str) -> Operation {
        let table = table.to_owned();
        match self {
            Self::Check(check) => Operation::AddCheck { table, check },
            Self::Unique(unique) => Operation::AddUnique { table, unique },
            Self::Index(index) => Operation::AddIndex { table, index },
            Self::ForeignKey(foreign_key) => Operation::AddForeignKey { table, foreign_key },
            Self::Search(search) => Operation::AddSearch { table, search },
        }
    }
}

/// A new column that has to wait, and its table.
pub(in crate::sql::diff) struct LateColumn<'a> {
    table: &'a str,
    added: Added<'a>,
}

/// Does everything to tables that stay which needs no new table; returns the new columns that do, or that are made of
/// others.
pub(in crate::sql::diff) fn early<'a>(
    wanted: &[Wanted],
    changes: Vec<Changes<'a>>,
    sequence: &mut Sequence,
) -> Result<Vec<LateColumn<'a>>, Vec<Problem>> {
    drop_parts(wanted, &changes, sequence)?;
    let mut late = Vec::new();
    for change in changes {
        let table = change.table.to_owned();
        for added in change.added {
            if added.turn > 0 || refers_to_new(wanted, change.table, &added.column.name, sequence) {
                late.push(LateColumn { table: change.table, added });
            } else {
                sequence.push(add(change.table, added))?;
            }
        }
        for (column, fill) in change.altered {
            sequence.push(Operation::AlterColumn { table: table.clone(), column, fill })?;
        }
        for column in change.dropped {
            sequence.push(Operation::DropColumn { table: table.clone(), column: column.to_owned() })?;
        }
    }
    add_parts(wanted, sequence)?;
    sequence.end();
    Ok(late)
}

/// Does what needs the new tables, or columns that are there by now: turn by turn, since the tables of one migration
/// change in the order of their names.
pub(in crate::sql::diff) fn late(
    wanted: &[Wanted],
    mut columns: Vec<LateColumn<'_>>,
    sequence: &mut Sequence,
) -> Result<(), Vec<Problem>> {
    columns.sort_by_key(|late| late.added.turn);
    let mut turn = 1;
    for LateColumn { table, added } in columns {
        if added.turn > turn {
            turn = added.turn;
            sequence.end();
        }
        sequence.push(add(table, added))?;
    }
    add_parts(wanted, sequence)
}

fn add(table: &str, added: Added<'_>) -> Operation {
    Operation::AddColumn { table: table.to_owned(), column: added.column.clone(), fill: added.fill }
}

/// Foreign keys go first, over all tables, since they need the keys and indexes that go.
fn drop_parts(wanted: &[Wanted], changes: &[Changes<'_>], sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    let mut dropped = Vec::new();
    let lost: BTreeSet<(&str, &str)> =
        changes.iter().flat_map(|change| change.dropped.iter().map(move |column| (change.table, *column))).collect();
    for Wanted { table, .. } in wanted {
        let Some(existing) = sequence.tables.get(&table.name) else { continue };
        let after = TablePart::all(table);
        for part in TablePart::all(existing).into_iter().filter(|part| !after.iter().any(|other| part.is_same(other))) {
            // A check goes with its column.
            if !matches!(&part, TablePart::Check(check) if lost.contains(&(table.name.as_str(), check.column.as_str())))
            {
                dropped.push((part.rank(), part.dropped(&table.name)));
            }
        }
    }
    let order = |rank: usize| [2, 4, 3, 0, 1][rank];
    dropped.sort_by_key(|(rank, _)| order(*rank));
    dropped.into_iter().try_for_each(|(_, operation)| sequence.push(operation))
}

/// Adds every part that is missing and whose columns and parent are there.
fn add_parts(wanted: &[Wanted], sequence: &mut Sequence) -> Result<(), Vec<Problem>> {
    let mut missing = Vec::new();
    for Wanted { table, .. } in wanted {
        let Some(existing) = sequence.tables.get(&table.name) else { continue };
        let before = TablePart::all(existing);
        let new = TablePart::all(table).into_iter().filter(|part| !before.iter().any(|other| part.is_same(other)));
        missing.extend(new.map(|part| (table.name.as_str(), part)));
    }
    missing.sort_by_key(|(_, part)| part.rank());
    let mut taken = if missing.is_empty() { ClaimedNames::default() } else { sequence.taken() };
    for (table, mut part) in missing {
        if can_be_made(&part, table, sequence) {
            part.rename(taken.claim_name(&part.derived_name(table)));
            sequence.push(part.added(table))?;
        }
    }
    Ok(())
}

fn can_be_made(part: &TablePart, table: &str, sequence: &Sequence) -> bool {
    let Some(table) = sequence.tables.get(table) else { return false };
    let has_columns = part.columns().iter().all(|name| table.columns.iter().any(|column| column.name == **name));
    let has_parent = match part {
        TablePart::ForeignKey(key) => {
            sequence.tables.get(&key.parent).is_some_and(|parent| is_key(parent, &key.parent_columns))
        }
        _ => true,
    };
    has_columns && has_parent
}

/// A new column and its foreign key are made together, which SQLite can do in place.
fn refers_to_new(wanted: &[Wanted], table: &str, column: &str, sequence: &Sequence) -> bool {
    let keys = wanted.iter().filter(|wanted| wanted.table.name == table).flat_map(|wanted| &wanted.table.foreign_keys);
    let mut parents = keys.filter(|key| key.columns.iter().any(|name| name == column)).map(|key| &key.parent);
    parents.any(|parent| !sequence.tables.contains_key(parent))
}

/// Says how a table differs from the wanted one; names of parts and all orders aside.
pub(in crate::sql::diff) fn differences(table: &Table, wanted: &Table) -> Vec<String> {
    let mut told = Vec::new();
    for column in &table.columns {
        match wanted.columns.iter().find(|other| other.name == column.name) {
            None => told.push(format!("column `{}.{}` remains", table.name, column.name)),
            Some(other) if !columns::is_same(column, other) => {
                told.push(format!("column `{}.{}` differs", table.name, column.name));
            }
            Some(_) => {}
        }
    }
    let is_missing = |column: &&Column| !table.columns.iter().any(|other| other.name == column.name);
    told.extend(
        wanted
            .columns
            .iter()
            .filter(is_missing)
            .map(|column| format!("column `{}.{}` is missing", table.name, column.name)),
    );
    if table.primary_key.columns != wanted.primary_key.columns {
        told.push(format!("the primary key of `{}` differs", table.name));
    }
    let (before, after) = (TablePart::all(table), TablePart::all(wanted));
    for part in before.iter().filter(|part| !after.iter().any(|other| part.is_same(other))) {
        told.push(format!("`{}` remains", part.name()));
    }
    for part in after.iter().filter(|part| !before.iter().any(|other| part.is_same(other))) {
        told.push(format!("`{}` is missing", part.name()));
    }
    told
}
