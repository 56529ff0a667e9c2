//! The bare predicates. None of them allocates.

mod email;
mod phone;
mod url;

pub use email::email;
pub use phone::phone;
pub use url::url;

use rust_decimal::Decimal;

/// Returns whether `text` is lower-case ASCII letters and digits, in words with single hyphens between.
#[must_use]
pub fn slug(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.split('-').all(is_word)
}

/// Returns whether `text` has a number of characters within both ends.
#[must_use]
pub fn length(text: &str, min: Option<u32>, max: Option<u32>) -> bool {
    // A character takes one to four bytes, so most texts need no counting.
    let bytes = text.len();
    let long_enough = |count: usize| min.is_none_or(|min| count >= min as usize);
    let short_enough = |count: usize| max.is_none_or(|max| count <= max as usize);
    if long_enough(bytes.div_ceil(4)) && short_enough(bytes) {
        return true;
    }
    let characters = text.chars().count();
    long_enough(characters) && short_enough(characters)
}

/// Returns whether `number` lies within both ends.
#[must_use]
pub fn range<T: PartialOrd>(number: T, min: Option<T>, max: Option<T>) -> bool {
    // `NaN` compares with nothing, itself included.
    let ordered = number.partial_cmp(&number).is_some();
    ordered && min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max)
}

/// Returns the number with exactly `scale` digits after the point; `None` where it has more, or more than `precision`
/// in all.
pub(crate) fn exact(value: Decimal, precision: u32, scale: u32) -> Option<Decimal> {
    let mut exact = value.normalize();
    if exact.scale() > scale {
        return None;
    }
    exact.rescale(scale);
    let fits = exact.scale() == scale && exact.mantissa().unsigned_abs() < 10_u128.checked_pow(precision)?;
    fits.then_some(if exact.is_zero() { Decimal::new(0, scale) } else { exact })
}

#[cfg(test)]
mod tests {
    use super::{Decimal, exact};

    #[test]
    fn a_column_keeps_every_digit_or_takes_none() {
        let check = |text: &str, precision, scale, expected: Option<&str>| {
            let value: Decimal = text.parse().expect("is a decimal");
            assert_eq!(exact(value, precision, scale).map(|value| value.to_string()).as_deref(), expected, "{text}");
        };
        check("1.5", 4, 2, Some("1.50"));
        check("1.500", 4, 2, Some("1.50"));
        check("-0.00", 4, 2, Some("0.00"));
        check("99.99", 4, 2, Some("99.99"));
        check("100", 4, 2, None);
        check("1.505", 4, 2, None);
        check("12345678901234567890123456.78", 28, 2, Some("12345678901234567890123456.78"));
        check("-79228162514264337593543950335", 28, 0, None);
        check("0.0000000000000000000000000001", 28, 28, Some("0.0000000000000000000000000001"));
    }
}
