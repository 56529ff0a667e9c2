//! Which table and column is which after operations that rename.

use std::collections::BTreeMap;

use larder_format::plan::{Fill, Operation, Table};

use super::{Renamed, RenamedColumn, Tables, Transition};

/// Names after operations and what they were before.
pub(super) struct Trace {
    /// Name after → name before, of the tables that were there.
    tables: BTreeMap<String, String>,
    /// Table and column after → column before, of those that were renamed.
    columns: BTreeMap<(String, String), String>,
    pub(super) fills: BTreeMap<(String, String), Fill>,
}

impl Trace {
    pub(super) fn of(before: &Tables, operations: &[Operation]) -> Self {
        let tables = before.keys().map(|name| (name.clone(), name.clone())).collect();
        let mut trace = Self { tables, columns: BTreeMap::new(), fills: BTreeMap::new() };
        operations.iter().for_each(|operation| trace.follow(operation));
        trace
    }

    pub(super) fn tables(&self) -> Vec<Renamed> {
        let renamed = self.tables.iter().filter(|(to, from)| to != from);
        renamed.map(|(to, from)| Renamed { from: from.clone(), to: to.clone() }).collect()
    }

    /// Those that are there before and after.
    pub(super) fn columns(&self, before: &Tables, after: &Tables) -> Vec<RenamedColumn> {
        let has = |tables: &Tables, table: &str, column: &str| {
            tables.get(table).is_some_and(|table| table.columns.iter().any(|other| other.name == column))
        };
        let stays = |table: &str, from: &str, to: &str| {
            from != to
                && has(after, table, to)
                && self.tables.get(table).is_some_and(|before_name| has(before, before_name, from))
        };
        let renamed = self.columns.iter().filter(|((table, to), from)| stays(table, from, to));
        renamed
            .map(|((table, to), from)| RenamedColumn { table: table.clone(), from: from.clone(), to: to.clone() })
            .collect()
    }

    fn follow(&mut self, operation: &Operation) {
        match operation {
            Operation::DropTable { table } => {
                self.tables.remove(table);
            }
            Operation::RenameTable { table, to, .. } => {
                if let Some(from) = self.tables.remove(table) {
                    self.tables.insert(to.clone(), from);
                }
                rekey(&mut self.columns, |key| &mut key.0, table, to);
                rekey(&mut self.fills, |key| &mut key.0, table, to);
            }
            Operation::RenameColumn { table, column, to, .. } => {
                let key = (table.clone(), column.clone());
                let from = self.columns.remove(&key).unwrap_or_else(|| column.clone());
                self.columns.insert((table.clone(), to.clone()), from);
                if let Some(fill) = self.fills.remove(&key) {
                    self.fills.insert((table.clone(), to.clone()), fill);
                }
            }
            Operation::AddColumn { table, column, fill } | Operation::AlterColumn { table, column, fill } => {
                if let Some(fill) = fill {
                    self.fills.insert((table.clone(), column.name.clone()), fill.clone());
                }
            }
            Operation::DropColumn { table, column } => {
                self.columns.remove(&(table.clone(), column.clone()));
            }
            _ => {}
        }
    }
}

type Key = (String, String);

fn rekey<T>(map: &mut BTreeMap<Key, T>, part: fn(&mut Key) -> &mut String, from: &str, to: &str) {
    let all = std::mem::take(map);
    map.extend(all.into_iter().map(|(mut key, value)| {
        let name = part(&mut key);
        if name == from {
            to.clone_into(name);
        }
        (key, value)
    }));
}

/// Returns a table of `from` with tables and columns called as in `to`.
pub(super) fn table(table: &Table, transition: &Transition<'_>) -> Table {
    let mut renamed = table.clone();
    let own = table_name(transition, &table.name);
    let rename = |name: &mut String| *name = column_name(transition, &own, name);
    renamed.columns.iter_mut().map(|column| &mut column.name).for_each(rename);
    renamed.primary_key.columns.iter_mut().for_each(rename);
    let new_name = |name: &str| {
        let is_column = table.columns.iter().any(|column| column.name == name);
        is_column.then(|| column_name(transition, &own, name))
    };
    for check in &mut renamed.checks {
        check.columns.iter_mut().chain([&mut check.column]).for_each(rename);
        check.text.iter_mut().for_each(|text| text.rename(new_name));
    }
    for unique in &mut renamed.uniques {
        unique.columns.iter_mut().for_each(rename);
        unique.conditions.iter_mut().map(|condition| &mut condition.column).for_each(rename);
    }
    for index in &mut renamed.indexes {
        index.columns.iter_mut().map(|column| &mut column.name).for_each(rename);
        index.conditions.iter_mut().map(|condition| &mut condition.column).for_each(rename);
        index.include.iter_mut().for_each(rename);
        index.text.iter_mut().for_each(|text| text.rename(new_name));
    }
    for key in &mut renamed.foreign_keys {
        key.columns.iter_mut().for_each(rename);
        key.parent = table_name(transition, &key.parent);
        for column in key.parent_columns.iter_mut().chain(&mut key.parent_tenant) {
            *column = column_name(transition, &key.parent, column);
        }
    }
    if let Some(search) = &mut renamed.search {
        search.columns.iter_mut().chain(&mut search.tenant).for_each(rename);
    }
    renamed.row_security.iter_mut().map(|security| &mut security.tenant).for_each(rename);
    renamed.scale.iter_mut().map(|scale| &mut scale.tenant).for_each(rename);
    renamed.partition.iter_mut().map(|partition| &mut partition.by).for_each(rename);
    renamed.name = own;
    renamed
}

fn table_name(transition: &Transition<'_>, from: &str) -> String {
    let renamed = transition.tables.iter().find(|table| table.from == from);
    renamed.map_or(from, |table| &table.to).to_owned()
}

fn column_name(transition: &Transition<'_>, table: &str, from: &str) -> String {
    let mut here = transition.columns.iter().filter(|column| column.table == table);
    match here.clone().find(|column| column.from == from) {
        Some(renamed) => renamed.to.clone(),
        // A column that goes, and leaves its name to another: it is none of those afterwards.
        None if here.any(|column| column.to == from) => format!("{from} before"),
        None => from.to_owned(),
    }
}
