//! Makes columns required on PostgreSQL without blocking writes.

use larder_format::plan;

use super::super::DIALECT;
use super::super::piece::{ONLINE, alone, instant};
use super::fill::is_filled_later;
use crate::sql::alter::difference::Altered;
use crate::sql::physical::Column;
use crate::sql::physical::naming;
use crate::sql::physical::statement::alter_table;
use crate::sql::transition::{Piece, Transition};

/// Returns the columns that are null in rows for a time, or were, and are required afterwards.
pub(in super::super) fn becoming_required<'a>(
    transition: &'a Transition<'_>,
    altered: &'a Altered<'_>,
) -> impl Iterator<Item = (&'a plan::Column, &'a Column)> {
    let added = altered.columns.added.iter().filter_map(|added| Some((added.source?, &added.column)));
    let added = added.filter(|(source, _)| is_filled_later(transition, altered, source));
    let tightened = altered.columns.altered.iter().filter(|column| column.before.nullable);
    added.chain(tightened.map(|column| (column.to, &column.after))).filter(|(_, column)| !column.nullable)
}

/// Returns what makes those columns required.
pub(in super::super) fn required(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let columns = becoming_required(transition, altered);
    columns.flat_map(|(source, column)| set_not_null(altered, &source.name, &column.name)).collect()
}

/// Returns the check that keeps nulls out of a column while it is not yet `NOT NULL`. It does not read the table.
pub(in super::super) fn refuse_null(altered: &Altered<'_>, column: &str) -> Piece {
    let (table, spelled) = (&altered.after.name, DIALECT.identifier(column));
    let add = format!("ADD CONSTRAINT {} CHECK ({spelled} IS NOT NULL) NOT VALID", check_name(altered, column));
    let comment = format!("Lets no more nulls into {}.{column}.", altered.to.name);
    instant(table, comment, vec![alter_table(table, &[add])])
}

/// Returns what makes a column `NOT NULL` by the proof of [`refuse_null`]'s check, which goes afterwards.
pub(in super::super) fn set_not_null(altered: &Altered<'_>, column: &str, spelled: &str) -> [Piece; 2] {
    let (table, check) = (&altered.after.name, check_name(altered, column));
    let validate = alter_table(table, &[format!("VALIDATE CONSTRAINT {check}")]);
    let required = alter_table(table, &[format!("ALTER COLUMN {spelled} SET NOT NULL")]);
    let drop = alter_table(table, &[format!("DROP CONSTRAINT {check}")]);
    [
        alone(ONLINE, "Makes sure that no null is left, without blocking writes.", validate),
        instant(table, "Needs no look at the rows: the check has proved it.", vec![required, drop]),
    ]
}

fn check_name(altered: &Altered<'_>, column: &str) -> String {
    DIALECT.identifier(&naming::name(&altered.to.name, &[column], "required"))
}
