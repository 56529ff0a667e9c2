//! Fills new counters of existing rows.

use larder_format::plan::{Column, ColumnType, DefaultValue, Fill, Literal};

use super::changes::{Added, Changes};
use crate::dialect::Dialect;
use crate::sql::Problem;
use crate::sql::diff::Tables;
use crate::sql::diff::dialogue::Pair;
use crate::sql::diff::dialogue::per_dialect;
use crate::sql::diff::matches::matched::Matches;
use crate::sql::diff::wanted::counted::CountedColumn;

/// Gives the rows of tables that stay the figures of new counters, each in a migration that comes after the one in
/// which the columns it is made of come or change. What somebody said of a column stays.
pub(in crate::sql::diff) fn fill(matches: &Matches<'_>, changes: &mut [Changes<'_>]) {
    let mut new = Vec::new();
    for found in &matches.tables {
        let wanted = found.pair.wanted;
        for counted in wanted.counters.iter().filter(|counted| has_rows(counted, changes)) {
            let change = changes.iter().position(|change| change.table == wanted.table.name);
            let is_mine = |added: &Added<'_>| added.column.name == counted.column && added.fill.is_none();
            let at = change.and_then(|change| Some((change, changes.get(change)?.added.iter().position(is_mine)?)));
            new.extend(at.map(|at| (at, counted, &wanted.table.name)));
        }
    }
    // A figure may be a sum of figures, so that one migration waits for another; never longer than there are any.
    for _ in 0..new.len() {
        for ((change, added), counted, _) in &new {
            let after = turn(counted, changes);
            changes[*change].added[*added].turn = after;
        }
    }
    for ((change, added), counted, table) in new {
        changes[change].added[added].fill = Some(counted.fill(table));
    }
}

/// Returns the figure for rows of a counter that becomes required, if its child has all that it is made of.
pub(super) fn of_nulls(pair: Pair<'_>, column: &str, before: &Tables) -> Option<Fill> {
    let counted = pair.wanted.counters.iter().find(|counted| counted.column == column)?;
    let child = before.get(&counted.child)?;
    let has = |name: &str| child.columns.iter().any(|column| column.name == name);
    counted.needs().all(has).then(|| counted.fill(&pair.wanted.table.name))
}

/// Says of a column that cannot have been a counter before and becomes one that its rows are not counted anew.
pub(super) fn keeps_values(pair: Pair<'_>, old: &Column, new: &Column) -> Option<Problem> {
    let counted = pair.wanted.counters.iter().find(|counted| counted.column == new.name)?;
    let is_integer = matches!(old.ty, ColumnType::I16 | ColumnType::I32 | ColumnType::I64);
    let starts_at_zero = old.default == Some(DefaultValue::Literal(Literal::Int(0)));
    if is_integer && starts_at_zero && !old.nullable {
        return None;
    }
    let figure = counted.fill(&pair.wanted.table.name);
    let message =
        format!("`{}` becomes a counter, but existing rows keep their current values", pair.subject(&new.name));
    let recount = |dialect: Dialect| {
        let (table, column) = (dialect.table(&pair.wanted.table.name), dialect.identifier(&new.name));
        Some(format!("UPDATE {table} SET {column} = {}", figure.of(dialect)))
    };
    let help = per_dialect::advice("if those are not the right counts, recount with", recount)?;
    Some(Problem::new("M0503", message).help(help))
}

/// Tells whether there may be something to count: the child stays, and its rows may name a parent.
fn has_rows(counted: &CountedColumn, changes: &[Changes<'_>]) -> bool {
    let Some(child) = changes.iter().find(|change| change.table == counted.child) else { return false };
    let is_null = |added: &Added<'_>| added.fill.is_none() && added.column.nullable;
    let mut key = counted.key.iter().map(|(column, _)| column);
    !key.any(|column| child.added.iter().any(|added| added.column.name == *column && is_null(added)))
}

/// Returns how many turns of migrations a figure waits for the columns that it is made of.
fn turn(counted: &CountedColumn, changes: &[Changes<'_>]) -> usize {
    let Some(child) = changes.iter().find(|change| change.table == counted.child) else { return 0 };
    let turns = counted.needs().filter_map(|column| {
        let added = child.added.iter().find(|added| added.column.name == column).map(|added| added.turn + 1);
        added.or_else(|| child.altered.iter().any(|(altered, _)| altered.name == column).then_some(1))
    });
    turns.max().unwrap_or(0)
}
