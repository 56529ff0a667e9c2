//! Decimals in SQLite's tables.

use larder_format::plan::ColumnType;

use crate::decimal::{INTEGER_DIGITS, power, sqlite_text};

/// Returns what SQLite's CHECK says of a column: the digits before the point, by which a change of the digits after it
/// is a change of the table too.
pub(crate) fn sqlite_check(name: &str, precision: u32, scale: u32) -> String {
    let most = "9".repeat((precision - scale) as usize);
    match (scale, most.as_str()) {
        (0, most) => format!("{name} BETWEEN -{most} AND {most}"),
        (_, "") => format!("{name} / {} = 0", power(scale)),
        (_, most) => format!("{name} / {} BETWEEN -{most} AND {most}", power(scale)),
    }
}

/// SQLite prints null as zero.
fn null_stays(name: &str, value: &str) -> String {
    format!("iif({name} IS NULL, NULL, {value})")
}

/// Returns the value of SQLite's column after a change of its type; `None` where no decimals are concerned.
pub(crate) fn sqlite_cast(from: &ColumnType, to: &ColumnType, name: &str) -> Option<String> {
    let is_whole =
        |ty: &ColumnType| matches!(ty, ColumnType::I16 | ColumnType::I32 | ColumnType::I64 | ColumnType::Duration);
    let is_float = |ty: &ColumnType| matches!(ty, ColumnType::F32 | ColumnType::F64);
    let is_integer = |precision: u32| precision <= INTEGER_DIGITS;
    Some(match (from, to) {
        (from, ColumnType::Decimal { precision, scale }) if is_float(from) => match is_integer(*precision) {
            true => format!("CAST(round({name} * {}) AS INTEGER)", power(*scale)),
            false => null_stays(name, &format!("printf('%.{scale}f', {name})")),
        },
        (ColumnType::Decimal { precision, scale }, ColumnType::Decimal { precision: after, scale: same }) => {
            match (is_integer(*precision), is_integer(*after)) {
                _ if same > scale => format!("{name} * {}", power(same - scale)),
                // What would be cut is in the way.
                _ if same < scale => format!("{name} / {}", power(scale - same)),
                (true, false) => null_stays(name, &sqlite_text(name, *scale)),
                (false, true) => format!("CAST(replace({name}, '.', '') AS INTEGER)"),
                _ => name.to_owned(),
            }
        }
        (from, ColumnType::Decimal { precision, scale }) if is_whole(from) => match is_integer(*precision) {
            true if *scale == 0 => name.to_owned(),
            true => format!("{name} * {}", power(*scale)),
            false => format!("{name} || '{}{}'", if *scale == 0 { "" } else { "." }, "0".repeat(*scale as usize)),
        },
        (ColumnType::Decimal { precision, scale }, to) if is_whole(to) => match (is_integer(*precision), *scale) {
            (true, 0) => name.to_owned(),
            (true, scale) => {
                let half = format!("5{}", "0".repeat(scale as usize - 1));
                format!("({name} + CASE WHEN {name} < 0 THEN -{half} ELSE {half} END) / {}", power(scale))
            }
            (false, _) => format!("CAST(round(CAST({name} AS REAL)) AS INTEGER)"),
        },
        _ => return None,
    })
}
