//! The values that rows have in a table made anew, or in a new column.

use larder_format::Direction;
use larder_format::plan::ColumnType;

use crate::decimal::INTEGER_DIGITS;
use crate::dialect::Dialect;
use crate::sql::alter::difference::{Altered, AlteredColumn};
use crate::sql::fill::{self, FillKind, FillValue};
use crate::sql::physical::{Column, Table};
use crate::sql::transition::Transition;
use crate::sql::value::decimal;

const DIALECT: Dialect = Dialect::Sqlite;

/// Stands for a number that its column cannot hold. A number of SQLite has no width, but a strict table takes no text
/// for one: the statement fails.
const MISFIT: &str = "'does not fit'";

/// Returns each column of `target` that is not computed with the expression that gives its value out of a row of
/// `standing`.
pub(super) fn values(
    transition: &Transition<'_>,
    altered: &Altered<'_>,
    standing: &Table,
    target: &Table,
) -> Vec<(String, String)> {
    let value = |column: &Column| value(transition, altered, standing, column);
    let written = target.columns.iter().filter(|column| column.generated.is_none());
    written.map(|column| (column.name.clone(), value(column))).collect()
}

/// Returns the statement that fills a column which was added to the table; `None` where its default does.
pub(super) fn update(transition: &Transition<'_>, altered: &Altered<'_>, column: &Column) -> Option<String> {
    let value = new(transition, altered, column).unwrap_or_else(|| "NULL".to_owned());
    let is_there = column.default.as_deref().unwrap_or("NULL") == value;
    (!is_there).then(|| format!("UPDATE {} SET {} = {value}", altered.after.name, column.name))
}

fn value(transition: &Transition<'_>, altered: &Altered<'_>, standing: &Table, column: &Column) -> String {
    // New tokens are made later, of the rows as they are then.
    let is_of = |search: &Table| search.columns.iter().any(|other| other.name == column.name);
    if altered.search.added.as_ref().is_some_and(|search| is_of(&search.parts)) {
        return "NULL".to_owned();
    }
    if let Some(change) = altered.columns.altered.iter().find(|change| change.after.name == column.name) {
        return changed(transition, altered, change);
    }
    if standing.columns.iter().any(|other| other.name == column.name) {
        return column.name.clone();
    }
    new(transition, altered, column).unwrap_or_else(|| "NULL".to_owned())
}

/// Returns what rows get in a column that they did not have; `None` for null.
fn new(transition: &Transition<'_>, altered: &Altered<'_>, column: &Column) -> Option<String> {
    let added = altered.columns.added.iter().find(|added| added.column.name == column.name)?;
    let source = added.source?;
    let (value, _) = fill::value(transition, altered.to, source, DIALECT)?;
    (value.kind != FillKind::Null).then(|| held(value, &source.ty))
}

/// Returns a value that fails where the column's type cannot hold what an expression gives.
fn held(value: FillValue, ty: &ColumnType) -> String {
    match fill::ends(ty) {
        Some((least, most)) if value.kind == FillKind::Row => {
            let held = format!("CASE WHEN given NOT BETWEEN {least} AND {most} THEN {MISFIT} ELSE given END");
            format!("(SELECT {held} FROM (SELECT {} AS given))", value.text)
        }
        _ => value.text,
    }
}

fn changed(transition: &Transition<'_>, altered: &Altered<'_>, change: &AlteredColumn<'_>) -> String {
    let mut value = cast(&change.from.ty, &change.to.ty, &change.after.name);
    if let Some((misfit, typed)) = refit(transition, altered, change) {
        value = format!("CASE WHEN {misfit} THEN {typed} ELSE {value} END");
    }
    let may_be_null = change.from.nullable && !change.to.nullable;
    let fill = may_be_null.then(|| fill::value(transition, altered.to, change.to, DIALECT)).flatten();
    fill.map_or(value.clone(), |(fill, _)| format!("coalesce({value}, {})", held(fill, &change.to.ty)))
}

/// Returns the condition of values that no longer fit and what they become; `None` where a check of the new table
/// tells that they do not fit.
fn refit(transition: &Transition<'_>, altered: &Altered<'_>, change: &AlteredColumn<'_>) -> Option<(String, String)> {
    let misfit = fill::misfit(&change.from, change.to, DIALECT)?;
    let key = (altered.to.name.clone(), change.to.name.clone());
    let typed =
        transition.fills.get(&key).map(|fill| held(fill::typed(fill, altered.to, change.to, DIALECT), &change.to.ty));
    let failure =
        || (is_whole(&change.to.ty) || is_float(&change.to.ty) || is_decimal(&change.to.ty)).then(|| MISFIT.to_owned());
    Some((misfit, typed.or_else(failure)?))
}

/// Returns the statements that see to numbers that no longer fit where the column itself stays as it is.
pub(super) fn refits(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<String> {
    let update = |change: &AlteredColumn<'_>| {
        let name = &change.after.name;
        // Numbers that may be larger again need nothing, but a script without a statement is no way back.
        let widens = || fill::misfit(change.to, &change.from, DIALECT).map(|misfit| (misfit, name.clone()));
        let is_down = transition.direction == Direction::Down;
        let (misfit, value) = refit(transition, altered, change).or_else(|| is_down.then(widens)?)?;
        Some(format!("UPDATE {} SET {name} = {value} WHERE {misfit}", altered.after.name))
    };
    altered.columns.altered.iter().filter_map(update).collect()
}

fn is_whole(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::I16 | ColumnType::I32 | ColumnType::I64 | ColumnType::Duration | ColumnType::Bool)
}

/// A long decimal is text, and takes any.
fn is_decimal(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Decimal { precision: ..=INTEGER_DIGITS, .. })
}

fn is_float(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::F32 | ColumnType::F64)
}

/// A strict table takes whole numbers for floats, and any text for text.
fn cast(from: &ColumnType, to: &ColumnType, name: &str) -> String {
    if let Some(value) = decimal::sqlite_cast(from, to, name) {
        return value;
    }
    match (from, to) {
        (from, ColumnType::Bool) if *from != ColumnType::Bool => format!("{name} <> 0"),
        (from, to) if is_float(from) && is_whole(to) => format!("CAST(round({name}) AS INTEGER)"),
        _ => name.to_owned(),
    }
}
