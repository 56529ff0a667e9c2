//! The bare predicates. None of them allocates.

mod email;
mod phone;
mod url;

pub use email::email;
pub use phone::phone;
pub use url::url;

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
