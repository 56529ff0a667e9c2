//! Values that a column holds in its later type alone: a number beyond or finer than the decimals that hold every whole
//! number, and a whole number that a float rounds. The column takes the later type before its rows get them.

use larder_format::plan::ColumnType;

use super::super::DIALECT;
use super::fill;
use crate::sql::alter::difference::{Altered, AlteredColumn};
use crate::sql::fill::{self as filling, FillKind, FillValue};
use crate::sql::physical::Column;
use crate::sql::transition::{Piece, Transition};

/// The first whole numbers that a float does not tell from those which fit; it does the next ones.
const FIRST_ROUNDED: &str = "(9007199254740993, -9007199254740993)";

/// Returns what comes before rows get values in the later type of a column, and the column as it is then; `None` where
/// they get them before.
pub(super) fn later(
    transition: &Transition<'_>,
    altered: &Altered<'_>,
    column: &AlteredColumn<'_>,
) -> Option<(Option<Piece>, Column)> {
    let later = Column { nullable: column.before.nullable || column.after.nullable, ..column.after.clone() };
    match (&column.from.ty, &column.to.ty) {
        (ColumnType::I64 | ColumnType::Duration, ColumnType::F64) => {
            let typed = transition.fills.get(&(altered.to.name.clone(), column.to.name.clone()))?;
            let value = filling::typed(typed, altered.to, column.to, DIALECT);
            // An expression over the column itself reads the value as it stands.
            let is_own = |word: &String| *word == column.to.name || DIALECT.identifier(word) == column.after.name;
            let is_over_itself = filling::words(&value.text).iter().any(is_own);
            (value.kind != FillKind::Null && !is_over_itself).then(|| (Some(told_apart(altered, column)), later))
        }
        // Rows have nothing but nulls to fill there, on the way back.
        (ColumnType::F64, ColumnType::I64 | ColumnType::Duration) => {
            let (value, _) = filling::value(transition, altered.to, column.to, DIALECT)?;
            let tightens = column.before.nullable && !column.after.nullable;
            (tightens && is_rounded(&value)).then_some((None, later))
        }
        _ => None,
    }
}

/// Values that do not fit must still differ from the others in the later type.
fn told_apart(altered: &Altered<'_>, column: &AlteredColumn<'_>) -> Piece {
    let name = &column.after.name;
    let comment = format!(
        "Tells the first numbers that do not fit from the last that do in {}.{}, in batches.",
        altered.to.name, column.to.name
    );
    fill(altered, &comment, name, &format!("{name} + SIGN({name})"), &format!("{name} IN {FIRST_ROUNDED}"))
}

/// Tells whether a whole number may be another one in a float; what is no literal may.
fn is_rounded(value: &FillValue) -> bool {
    const EXACT: i64 = 1 << f64::MANTISSA_DIGITS;
    let number = value.text.parse::<i64>().ok();
    value.kind != FillKind::Null && number.is_none_or(|number| !(-EXACT..=EXACT).contains(&number))
}
