//! Telephone numbers.

/// Returns whether `text` is a telephone number: 3 to 15 digits with an optional leading `+`, single spaces or hyphens
/// between digits.
#[must_use]
pub fn phone(text: &str) -> bool {
    let mut digits = 0;
    let mut after_digit = false;
    for byte in text.strip_prefix('+').unwrap_or(text).bytes() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                after_digit = true;
            }
            b' ' | b'-' if after_digit => after_digit = false,
            _ => return false,
        }
    }
    after_digit && (3..=15).contains(&digits)
}
