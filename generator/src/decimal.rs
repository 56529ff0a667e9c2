//! Decimals as each database keeps them. SQLite has none: up to 18 digits are an integer of the smallest unit, so that
//! order, ranges and sums are exact, and more are text with all digits after the point.

use crate::dialect::Dialect;

/// The most digits that SQLite keeps as an integer.
pub(crate) const INTEGER_DIGITS: u32 = 18;

/// The most digits that `rust_decimal::Decimal` holds.
pub(crate) const MOST_DIGITS: u32 = 28;

/// Returns a number, in digits, as a column of decimals is given it.
pub(crate) fn spelled(digits: &str, precision: u32, scale: u32, dialect: Dialect) -> String {
    if dialect != Dialect::Sqlite {
        return digits.to_owned();
    }
    let (sign, whole, fraction) = parts(digits);
    let fraction: String = fraction.chars().chain(std::iter::repeat('0')).take(scale as usize).collect();
    if precision <= INTEGER_DIGITS {
        let units = format!("{whole}{fraction}");
        let units = units.trim_start_matches('0');
        return if units.is_empty() { "0".to_owned() } else { format!("{sign}{units}") };
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if scale == 0 { "" } else { "." };
    dialect.text_literal(&format!("{sign}{whole}{point}{fraction}"))
}

/// Tells whether a column holds every digit of a number that is written without an exponent.
pub(crate) fn fits(digits: &str, precision: u32, scale: u32) -> bool {
    let (_, whole, fraction) = parts(digits);
    let is_number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    is_number(whole)
        && is_number(fraction)
        && fraction.trim_end_matches('0').len() <= scale as usize
        && whole.len() <= precision.saturating_sub(scale) as usize
}

/// Returns the sign, the digits before the point without zeros in front, and those after it.
fn parts(digits: &str) -> (&str, &str, &str) {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_zero = |text: &str| text.bytes().all(|digit| digit == b'0');
    (if is_zero(whole) && is_zero(fraction) { "" } else { sign }, whole.trim_start_matches('0'), fraction)
}

/// Returns one, and so many zeros.
pub(crate) fn power(zeros: u32) -> String {
    format!("1{}", "0".repeat(zeros as usize))
}

/// Returns the text of a number that SQLite keeps as so many of its smallest units.
pub(crate) fn sqlite_text(units: &str, scale: u32) -> String {
    if scale == 0 {
        return format!("CAST({units} AS TEXT)");
    }
    let (one, size) = (power(scale), format!("abs({units})"));
    let sign = format!("CASE WHEN {units} < 0 THEN '-' ELSE '' END");
    format!("{sign} || printf('%d.%0{scale}d', {size} / {one}, {size} % {one})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_keeps_units_or_text() {
        let check = |digits: &str, precision, scale, expected: &str| {
            assert_eq!(spelled(digits, precision, scale, Dialect::Sqlite), expected, "{digits}");
            assert_eq!(spelled(digits, precision, scale, Dialect::Postgres), digits);
        };
        check("1.5", 12, 2, "150");
        check("-0.05", 12, 2, "-5");
        check("-0", 12, 2, "0");
        check("100", 12, 0, "100");
        check("007.10", 20, 3, "'7.100'");
        check("-0.00", 20, 2, "'0.00'");
    }

    #[test]
    fn digits_fit_or_not() {
        for (digits, is_held) in
            [("99.99", true), ("-99.990", true), ("0099", true), ("100", false), ("0.001", false), ("1e3", false)]
        {
            assert_eq!(fits(digits, 4, 2), is_held, "{digits}");
        }
    }
}
