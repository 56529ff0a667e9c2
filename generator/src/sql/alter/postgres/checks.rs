//! Checks: dropped, made without a look at the rows, and validated in a step that lets writes go on.

use larder_format::plan;

use super::DIALECT;
use super::columns::{is_added, is_dropped, is_retyped};
use super::piece::{ONLINE, alone, instant};
use crate::sql::alter::difference::Altered;
use crate::sql::lower;
use crate::sql::physical::Check;
use crate::sql::statement::{self, alter_table};
use crate::sql::transition::Piece;

/// Returns the checks that go for good. One whose column goes or changes its type goes with that.
pub(super) fn dropped(altered: &Altered<'_>) -> Vec<Piece> {
    let goes = |check: &&Check| {
        let with_column = column_before(altered, &check.name)
            .is_some_and(|column| is_dropped(altered, &column) || is_retyped(altered, &column));
        !with_column && !altered.checks.added.iter().any(|other| other.name == check.name)
    };
    let drop = |check: &Check| {
        let comment = format!("Lifts a rule of {}.", altered.from.name);
        let drop = format!("DROP CONSTRAINT {}", check.name);
        instant(&altered.after.name, comment, vec![alter_table(&altered.old.name, &[drop])])
    };
    altered.checks.dropped.iter().filter(goes).map(drop).collect()
}

/// Returns the checks that come on columns that were there; one that replaces another does so in one statement.
pub(super) fn added(altered: &Altered<'_>) -> Vec<Piece> {
    let table = &altered.after.name;
    let comes = |check: &&Check| {
        column_after(altered.to, &check.name)
            .is_none_or(|column| !is_added(altered, column) && !is_retyped(altered, column))
    };
    let add = |check: &Check| {
        let column = column_after(altered.to, &check.name).unwrap_or_default();
        let replaces = altered.checks.replaces(check);
        let drop = replaces.then(|| format!("DROP CONSTRAINT {}", check.name));
        let (what, column) = (if replaces { "Changes the rule" } else { "Adds a rule" }, column);
        let comment = format!("{what} of {}.{column}: new values keep it from here on.", altered.to.name);
        let actions: Vec<_> = drop.into_iter().chain([not_valid(check)]).collect();
        instant(table, comment, vec![alter_table(table, &actions)])
    };
    altered.checks.added.iter().filter(comes).map(add).collect()
}

/// Returns the validation of all checks that were made.
pub(super) fn validated(altered: &Altered<'_>) -> Vec<Piece> {
    let table = &altered.after.name;
    let again = altered.after.checks.iter().filter(|check| {
        altered.checks.added.contains(check)
            || column_after(altered.to, &check.name).is_some_and(|column| is_retyped(altered, column))
    });
    let validate = |check: &Check| {
        let column = column_after(altered.to, &check.name).unwrap_or_default();
        let comment = format!("Checks {column} in the rows that are there, without blocking writes.");
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
pub(super) fn standing(altered: &Altered<'_>, column: &str) -> Vec<String> {
    let checks = altered.old.checks.iter();
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
        DIALECT.identifier(&name) == check
    })
}

/// Returns the later name of the column of a check as it stands.
fn column_before(altered: &Altered<'_>, check: &str) -> Option<String> {
    let column = column_after(altered.from, check)?;
    let position = altered.from.columns.iter().position(|other| other.name == column)?;
    altered.renamed.columns.get(position).map(|column| column.name.clone())
}
