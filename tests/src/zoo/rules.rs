//! Rules that the definition names by their paths.

use larder::validate::Violation;

/// Refuses what no country has.
///
/// # Errors
/// `iban`, when the text starts with `XX`.
pub fn iban(text: &str) -> Result<(), Violation> {
    if text.starts_with("XX") {
        Err(Violation::custom("iban", "is of no country", "不属于任何国家"))
    } else {
        Ok(())
    }
}

/// Refuses odd numbers.
///
/// # Errors
/// `even`, when the number is odd.
pub fn even(number: &i64) -> Result<(), Violation> {
    if number % 2 == 0 { Ok(()) } else { Err(Violation::custom("even", "must be even", "必须是偶数")) }
}
