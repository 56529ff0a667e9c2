//! How terms are spelt for the databases: `[a-z0-9]`, 3 to 40 characters, one spelling per term.
//!
//! The first characters say what a token is, so no text can collide with a tenant or with a stop word: `c` one CJK
//! character, `d` two, `xw` an ASCII word, `xn` another word, `xh` a long word, `xt` a tenant, `xz` nothing.

use sha2::{Digest, Sha256};

/// The longest token; MySQL's full-text parser drops what is longer than 84.
const LONGEST: usize = 40;

/// A token that no row has.
pub(super) const NOTHING: &str = "xz0";

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Digits of base 36 that hold any code point.
const WIDTH: u32 = 4;

/// Appends the token of one CJK character.
pub(super) fn push_single(token: &mut String, c: char) {
    token.push('c');
    push_code(token, c);
}

/// Appends the token of two adjacent CJK characters.
pub(super) fn push_pair(token: &mut String, (first, second): (char, char)) {
    token.push('d');
    push_code(token, first);
    push_code(token, second);
}

/// Appends the token of a normalised word.
pub(super) fn push_word(token: &mut String, word: &str) {
    if word.is_ascii() && word.len() <= LONGEST - 2 {
        token.push_str("xw");
        token.push_str(word);
    } else if word.chars().count() * WIDTH as usize <= LONGEST - 2 && !word.is_ascii() {
        token.push_str("xn");
        word.chars().for_each(|c| push_code(token, c));
    } else {
        token.push_str("xh");
        push_hash(token, word);
    }
}

/// Appends the token that all rows of a tenant have. It only narrows the search: the statement names the tenant as
/// well.
pub(super) fn push_tenant(token: &mut String, tenant: &str) {
    token.push_str("xt");
    push_hash(token, tenant);
}

fn push_code(token: &mut String, c: char) {
    for place in (0..WIDTH).rev() {
        let digit = u32::from(c) / 36_u32.pow(place) % 36;
        token.push(char::from(DIGITS[digit as usize]));
    }
}

/// 128 bits: two texts with the same hash will not be met.
fn push_hash(token: &mut String, text: &str) {
    for byte in &Sha256::digest(text.as_bytes())[..16] {
        token.push(char::from(DIGITS[usize::from(byte >> 4)]));
        token.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}
