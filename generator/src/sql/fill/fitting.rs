//! Conditions that find values which do not fit a new column type.

use larder_format::plan::{Column, ColumnType};

use crate::decimal;
use crate::dialect::Dialect;
use crate::sql::lower;

/// Returns the condition of rows whose value no longer fits the type of the column, null left aside; `None` when every
/// value fits, or when only the conversion itself can tell.
pub fn misfit(from: &Column, to: &Column, dialect: Dialect) -> Option<String> {
    let name = text_of_enum(&[from, to], &dialect.identifier(&to.name), dialect);
    match (&from.ty, &to.ty) {
        (_, ColumnType::Enum { values }) => {
            let fits = matches!(&from.ty, ColumnType::Enum { values: before }
                if before.iter().all(|value| values.contains(value)));
            (!fits).then(|| none_of(&name, values, dialect))
        }
        (_, ColumnType::String { max }) => {
            let longest = match &from.ty {
                ColumnType::String { max } => Some(*max),
                ColumnType::Enum { values } => {
                    values.iter().map(|value| u32::try_from(value.chars().count()).unwrap_or(u32::MAX)).max()
                }
                ColumnType::Text { .. } => None,
                _ => return None,
            };
            let length = if dialect == Dialect::Sqlite { "length" } else { "CHAR_LENGTH" };
            let length = if dialect == Dialect::Postgres { "char_length" } else { length };
            (longest.is_none_or(|longest| longest > *max)).then(|| format!("{length}({name}) > {max}"))
        }
        (ColumnType::Bytes { max: old }, ColumnType::Bytes { max: Some(max) }) => {
            let length = if dialect == Dialect::Sqlite { "length" } else { "octet_length" };
            old.is_none_or(|old| old > *max).then(|| format!("{length}({name}) > {max}"))
        }
        (ColumnType::Decimal { .. }, _) | (_, ColumnType::Decimal { .. }) => decimals(&from.ty, &to.ty, &name, dialect),
        (from, to) => numbers(from, to).map(|(least, most)| format!("{name} NOT BETWEEN {least} AND {most}")),
    }
}

/// Returns a column as text, where it has an enum type of PostgreSQL's before or after: that type is compared only with
/// its own values.
pub fn text_of_enum(columns: &[&Column], name: &str, dialect: Dialect) -> String {
    let is_typed = dialect == Dialect::Postgres && columns.iter().any(|column| column.enum_type().is_some());
    if is_typed { format!("{name}::text") } else { name.to_owned() }
}

/// Returns the condition of texts that are none of `values` to the byte: MySQL's `IN` takes a text with spaces behind
/// it for the one without.
pub fn none_of(name: &str, values: &[String], dialect: Dialect) -> String {
    let values: Vec<_> = values.iter().map(|value| dialect.text_literal(value)).collect();
    format!("{} NOT IN ({})", lower::exact(name, dialect), values.join(", "))
}

/// Returns the ends of the numbers of one type that are numbers of the other as well; `None` where all are. Fractions
/// are rounded, so that the ends of a float are those that a float tells apart from what lies beyond.
fn numbers(from: &ColumnType, to: &ColumnType) -> Option<(String, String)> {
    if let (Some(before), Some((least, most))) = (bounds(from), bounds(to)) {
        let fits = before.0 >= least && before.1 <= most;
        return (!fits).then(|| (least.to_string(), most.to_string()));
    }
    let ends = match (from, to) {
        (ColumnType::F32 | ColumnType::F64, ColumnType::I64) => ("-9223372036854774784", "9223372036854774784"),
        (ColumnType::F32 | ColumnType::F64, ColumnType::Duration) => ("0", "9223372036854774784"),
        (ColumnType::F32 | ColumnType::F64, to) if bounds(to).is_some() => {
            return bounds(to).map(|(least, most)| (least.to_string(), most.to_string()));
        }
        (ColumnType::F64, ColumnType::F32) => ("-3.4028234663852886e38", "3.4028234663852886e38"),
        (ColumnType::I64 | ColumnType::Duration, ColumnType::F64) => ("-9007199254740992", "9007199254740992"),
        _ => return None,
    };
    Some((ends.0.to_owned(), ends.1.to_owned()))
}

/// Returns the condition of numbers that have more digits before the point than a column of decimals, or are beyond one
/// of whole numbers.
fn decimals(from: &ColumnType, to: &ColumnType, name: &str, dialect: Dialect) -> Option<String> {
    match (from, to) {
        (ColumnType::Decimal { precision: before, scale }, ColumnType::Decimal { precision: after, scale: same }) => {
            let whole = (after - same < before - scale).then(|| whole(name, [*before, *scale], after - same, dialect));
            let fraction = (same < scale).then(|| fraction(name, *scale, *same, dialect));
            match (whole, fraction) {
                (Some(whole), Some(fraction)) => Some(format!("({whole} OR {fraction})")),
                (whole, fraction) => whole.or(fraction),
            }
        }
        (from, ColumnType::Decimal { precision, scale }) => {
            let (least, largest) = bounds(from)?;
            let most = 10_i64.checked_pow(precision - scale)? - 1;
            (least < -most || largest > most).then(|| format!("{name} NOT BETWEEN -{most} AND {most}"))
        }
        (ColumnType::Decimal { precision, scale }, to) => {
            let (least, largest) = bounds(to)?;
            let most = 10_i64.checked_pow(precision - scale).map_or(i64::MAX, |power| power - 1);
            let whole = match dialect {
                Dialect::Sqlite if *precision <= decimal::INTEGER_DIGITS => {
                    format!("{name} / {}", decimal::power(*scale))
                }
                Dialect::Sqlite => format!("CAST({name} AS REAL)"),
                Dialect::Postgres | Dialect::MySql => name.to_owned(),
            };
            (least > -most || largest < most).then(|| format!("{whole} NOT BETWEEN {least} AND {largest}"))
        }
        _ => None,
    }
}

/// Returns the condition of decimals with more than `most` digits before the point.
fn whole(name: &str, [precision, scale]: [u32; 2], most: u32, dialect: Dialect) -> String {
    // SQLite's text has no zeros in front, so that its length tells the digits.
    if dialect == Dialect::Sqlite && precision > decimal::INTEGER_DIGITS {
        if most == 0 {
            return format!("ltrim({name}, '-') NOT LIKE '0%'");
        }
        let longest = most + if scale == 0 { 0 } else { scale + 1 };
        return format!("length(ltrim({name}, '-')) > {longest}");
    }
    let [whole, fraction] = [most, scale].map(|digits| "9".repeat(digits as usize));
    let whole = if most == 0 { "0".to_owned() } else { whole };
    let most = if scale == 0 { whole } else { format!("{whole}.{fraction}") };
    let [least, most] = [format!("-{most}"), most].map(|digits| decimal::spelled(&digits, precision, scale, dialect));
    format!("{name} NOT BETWEEN {least} AND {most}")
}

/// Returns the condition of decimals with digits behind the first `kept` of those behind the point.
fn fraction(name: &str, scale: u32, kept: u32, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => format!("{name} % {} <> 0", decimal::power(scale - kept)),
        Dialect::Postgres | Dialect::MySql => format!("{name} <> round({name}, {kept})"),
    }
}

/// Whole numbers and what they reach.
pub(super) fn bounds(ty: &ColumnType) -> Option<(i64, i64)> {
    Some(match ty {
        ColumnType::I16 => (i16::MIN.into(), i16::MAX.into()),
        ColumnType::I32 => (i32::MIN.into(), i32::MAX.into()),
        ColumnType::I64 => (i64::MIN, i64::MAX),
        ColumnType::Duration => (0, i64::MAX),
        _ => return None,
    })
}
