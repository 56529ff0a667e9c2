//! Checks: dropped, made without a look at the rows, and validated in a step that does not block writes.

use larder_format::plan::{self, ColumnType};

use super::DIALECT;
use super::columns::{becoming_required, fills, is_dropped, is_retyped, is_widened, refuse_null};
use super::piece::{ONLINE, alone, instant};
use super::spread;
use crate::sql::alter::difference::Altered;
use crate::sql::lower;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::physical::{Check, naming};
use crate::sql::transition::{Piece, Transition};

/// Returns the checks that go for good, and those that the rows of a column may break while they get other values. One
/// whose column goes or changes its type goes with that.
pub(super) fn dropped(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let goes = |check: &&Check| {
        let with_column = column_before(altered, &check.name).is_some_and(|column| {
            is_dropped(altered, &column) || is_retyped(altered, &column) || is_remade(altered, &column)
        });
        let for_good = !with_column && !altered.checks.added.iter().any(|other| other.name == check.name);
        for_good || is_of_row(altered.from, &check.name) || is_lifted(transition, altered, check)
    };
    let drop = |check: &Check| {
        let comment = format!("Lifts a rule of {}.", altered.from.name);
        let drop = format!("DROP CONSTRAINT {}", check.name);
        instant(&altered.after.name, comment, vec![alter_table(&altered.old.name, &[drop])])
    };
    altered.checks.dropped.iter().filter(goes).map(drop).collect()
}

/// Tells whether a column of this name goes and comes, and its checks with it.
fn is_remade(altered: &Altered<'_>, column: &str) -> bool {
    altered.columns.remade.contains(&DIALECT.identifier(column))
}

/// One of a row goes before its columns do.
fn is_of_row(table: &plan::Table, name: &str) -> bool {
    table.checks.iter().any(|check| check.is_of_row() && DIALECT.identifier(&check.name) == name)
}

/// Tells whether a check that another replaces goes before the rows get values: those may be none of its own.
fn is_lifted(transition: &Transition<'_>, altered: &Altered<'_>, check: &Check) -> bool {
    let differs = altered.checks.dropped.iter().any(|other| other.name == check.name);
    let Some(name) = column_before(altered, &check.name).filter(|_| differs) else { return false };
    let Some(filled) = fills(transition, altered).into_iter().find(|fill| fill.source.name == name) else {
        return false;
    };
    let before = altered.renamed.columns.iter().find(|column| column.name == name);
    let is_ruled = altered.from.checks.iter().any(|other| DIALECT.identifier(&other.name) == check.name);
    let is_old = before.is_some_and(|column| match &column.ty {
        ColumnType::Enum { values } => values.iter().any(|value| DIALECT.text_literal(value) == filled.value),
        _ => false,
    });
    is_ruled || !is_old
}

/// Returns the checks that come, and the ones that keep nulls out until the columns do. One that replaces another does
/// so in one statement.
pub(super) fn added(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let table = &altered.after.name;
    let column_of = |check: &Check| column_after(altered.to, &check.name).unwrap_or_default();
    let comes = |check: &&Check| {
        let column = column_of(check);
        let is_with_type = is_retyped(altered, column) && !is_widened(transition, altered, column);
        let is_anew = altered.checks.added.contains(check) || is_widened(transition, altered, column);
        is_anew && !is_with_type
    };
    let stands = |check: &Check| {
        let before = altered.checks.dropped.iter().find(|other| other.name == check.name);
        before.is_some_and(|before| {
            column_before(altered, &before.name).as_deref() == Some(column_of(check))
                && !is_retyped(altered, column_of(check))
                && !is_remade(altered, column_of(check))
                && !is_lifted(transition, altered, before)
        })
    };
    let add = |check: &Check| {
        let replaces = stands(check);
        let drop = replaces.then(|| format!("DROP CONSTRAINT {}", check.name));
        let what = if replaces { "Changes the rule" } else { "Adds a rule" };
        let subject = match column_of(check) {
            "" => altered.to.name.clone(),
            column => format!("{}.{column}", altered.to.name),
        };
        let comment = format!("{what} of {subject}: new values keep it from here on.");
        let actions: Vec<_> = drop.into_iter().chain([not_valid(check)]).collect();
        instant(table, comment, spread::statements(altered, &actions))
    };
    let mut pieces: Vec<_> = altered.after.checks.iter().filter(comes).map(add).collect();
    pieces.extend(becoming_required(transition, altered).map(|(source, _)| refuse_null(altered, &source.name)));
    pieces
}

/// Returns the validation of all checks that were made.
pub(super) fn validated(altered: &Altered<'_>) -> Vec<Piece> {
    let table = &altered.after.name;
    let again = altered.after.checks.iter().filter(|check| {
        altered.checks.added.contains(check)
            || column_after(altered.to, &check.name).is_some_and(|column| is_retyped(altered, column))
    });
    let validate = |check: &Check| {
        let comment = match column_after(altered.to, &check.name) {
            Some(column) => format!("Checks {column} in the rows that are there, without blocking writes."),
            None => "Checks the rows that are there, without blocking writes.".to_owned(),
        };
        alone(ONLINE, comment, alter_table(table, &[format!("VALIDATE CONSTRAINT {}", check.name)]))
    };
    again.map(validate).collect()
}

/// Returns the checks of a column of the state after.
pub(super) fn of_column<'a>(altered: &'a Altered<'_>, column: &str) -> Vec<&'a Check> {
    let checks = altered.after.checks.iter();
    checks.filter(|check| column_after(altered.to, &check.name) == Some(column)).collect()
}

/// Returns the names that the checks of a column go by once all renames are done; `column` is its name then.
/// Those that were lifted are not among them.
pub(super) fn standing(transition: &Transition<'_>, altered: &Altered<'_>, column: &str) -> Vec<String> {
    let checks = altered.old.checks.iter().filter(|check| !is_lifted(transition, altered, check));
    let of_column = checks.filter(|check| column_before(altered, &check.name).is_some_and(|other| other == column));
    let renamed = |check: &Check| {
        let renamed = altered.checks.renamed.iter().find(|part| part.from == check.name);
        renamed.map_or_else(|| check.name.clone(), |part| part.to.clone())
    };
    of_column.map(renamed).collect()
}

/// Returns `ADD CONSTRAINT … CHECK (…) NOT VALID`.
pub(super) fn not_valid(check: &Check) -> String {
    format!("ADD {} NOT VALID", statement::check(check))
}

/// Returns the column of a check of the state after.
fn column_after<'a>(table: &'a plan::Table, check: &str) -> Option<&'a str> {
    table.columns.iter().map(|column| column.name.as_str()).find(|column| {
        let declared = table.checks.iter().find(|other| other.column == **column);
        let name = declared.map_or_else(|| lower::check_name(&table.name, column), |other| other.name.clone());
        let is_scaled = table.scale.is_some();
        DIALECT.identifier(&name) == check || is_scaled && DIALECT.identifier(&naming::of_parts(&name)) == check
    })
}

/// Returns the later name of the column of a check as it stands.
fn column_before(altered: &Altered<'_>, check: &str) -> Option<String> {
    let column = column_after(altered.from, check)?;
    let position = altered.from.columns.iter().position(|other| other.name == column)?;
    altered.renamed.columns.get(position).map(|column| column.name.clone())
}
