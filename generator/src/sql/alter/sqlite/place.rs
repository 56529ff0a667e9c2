//! Changes without making the table anew.

use super::copy;
use crate::dialect::Dialect;
use crate::sql::alter::difference::Altered;
use crate::sql::lower;
use crate::sql::physical::statement;
use crate::sql::physical::{Column, ForeignKey, Table};
use crate::sql::transition::Transition;

/// Returns the statements that add and drop columns, where `target` differs from `standing` in nothing else; indexes,
/// words and triggers are left to the caller.
pub(super) fn statements(
    transition: &Transition<'_>,
    altered: &Altered<'_>,
    standing: &Table,
    target: &Table,
) -> Option<Vec<String>> {
    let (stand, wanted) = (constraints(standing), constraints(target));
    // SQLite neither drops a constraint nor alters a column.
    let is_changed =
        |column: &Column| standing.columns.iter().any(|other| other.name == column.name && other != column);
    if stand.iter().any(|constraint| !wanted.contains(constraint)) || target.columns.iter().any(is_changed) {
        return None;
    }
    let mut left: Vec<_> = wanted.into_iter().filter(|constraint| !stand.contains(constraint)).collect();
    let mut statements = copy::refits(transition, altered);
    for column in target.columns.iter().filter(|column| !has(standing, column)) {
        let mut definition = Addition::new(altered, target, column)?;
        definition.constraints.retain(|(whole, _)| left.contains(whole));
        left.retain(|constraint| !definition.constraints.iter().any(|(whole, _)| whole == constraint));
        statements.push(statement::alter_table(&target.name, &[format!("ADD COLUMN {}", definition.text())]));
        statements.extend(copy::update(transition, altered, column));
    }
    let mut dropped: Vec<_> = standing.columns.iter().filter(|column| !has(target, column)).collect();
    // A column goes after those that are computed from it.
    dropped.sort_by_key(|column| column.generated.is_none());
    let drop = |column: &Column| statement::alter_table(&target.name, &[format!("DROP COLUMN {}", column.name)]);
    statements.extend(dropped.into_iter().map(drop));
    left.is_empty().then_some(statements)
}

fn has(table: &Table, column: &Column) -> bool {
    table.columns.iter().any(|other| other.name == column.name)
}

/// All that stands between the parentheses and is no column.
fn constraints(table: &Table) -> Vec<String> {
    let mut texts: Vec<_> = table.primary_key.iter().map(statement::primary_key).collect();
    texts.extend(table.uniques.iter().map(statement::unique_key));
    texts.extend(table.foreign_keys.iter().map(statement::foreign_key));
    texts.extend(table.checks.iter().map(statement::check));
    texts
}

/// A column that comes, with the constraints that are about it alone.
struct Addition {
    column: String,
    /// As constraints of the table, and as constraints of the column.
    constraints: Vec<(String, String)>,
}

impl Addition {
    /// `None` for a column that rows cannot get without being copied.
    fn new(altered: &Altered<'_>, target: &Table, column: &Column) -> Option<Self> {
        let keys: Vec<_> = target.foreign_keys.iter().filter(|key| key.columns == [column.name.as_str()]).collect();
        let is_constant = column.default.as_ref().is_none_or(|default| !default.starts_with('('));
        let has_value = column.nullable || column.default.is_some();
        // With a default, SQLite checks no foreign key of the rows that are there.
        if column.generated.is_some() || !is_constant || !has_value || !(keys.is_empty() || column.default.is_none()) {
            return None;
        }
        let check = check_name(altered, column);
        let checks = target.checks.iter().filter(|other| other.name == check).map(statement::check);
        let mut constraints: Vec<_> = checks.map(|check| (check.clone(), check)).collect();
        constraints.extend(keys.iter().map(|key| (statement::foreign_key(key), inline(key))));
        Some(Self { column: statement::column(column), constraints })
    }

    fn text(&self) -> String {
        let constraints = self.constraints.iter().map(|(_, inline)| inline.as_str());
        std::iter::once(self.column.as_str()).chain(constraints).collect::<Vec<_>>().join(" ")
    }
}

fn inline(key: &ForeignKey) -> String {
    format!("CONSTRAINT {} {}", key.name, statement::references(key))
}

/// Returns the name of the one check that a column may have.
fn check_name(altered: &Altered<'_>, column: &Column) -> String {
    let to = altered.to;
    let source = to.columns.iter().find(|source| Dialect::Sqlite.identifier(&source.name) == column.name);
    let bare = source.map_or(&column.name, |source| &source.name);
    let declared = to.checks.iter().find(|check| check.column == *bare).map(|check| check.name.clone());
    Dialect::Sqlite.identifier(&declared.unwrap_or_else(|| lower::check_name(&to.name, bare)))
}
