use larder_format::plan;

use super::super::DIALECT;
use super::super::piece::{ONLINE, alone, instant};
use super::fill;
use crate::sql::alter::difference::Altered;
use crate::sql::alter::fill::Source;
use crate::sql::naming;
use crate::sql::physical::Column;
use crate::sql::statement::alter_table;
use crate::sql::transition::Piece;

/// Returns what fills the nulls of a column with `value` and, where it is required, makes sure that none are left.
pub(super) fn filled(
    altered: &Altered<'_>,
    source: &plan::Column,
    column: &Column,
    (value, from): (&str, Source),
) -> Vec<Piece> {
    let (name, said) = (&column.name, format!("{}.{}", altered.to.name, source.name));
    let condition = format!("{name} IS NULL");
    let fill = |comment: &str| fill(altered, comment, name, value, &condition);
    let comment = match from {
        Source::Fill => format!("Fills {said} where it is null, in batches."),
        Source::Default => format!("Puts the default into {said} where it is null, in batches."),
        Source::Neutral => format!("Puts {value} into {said} where it is null, in batches, since it is required."),
    };
    let mut pieces = vec![fill(&comment)];
    if !column.nullable {
        pieces.push(refuse_null(altered, &source.name));
        pieces.push(fill("Fills the few rows that came in between."));
        pieces.extend(set_not_null(altered, &source.name, name));
    }
    pieces
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
