//! API keys: 256 random bits that are shown once and stored as a hash.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Tells people, and scanners for leaked credentials, what the text is.
const PREFIX: &str = "vh_";

/// Makes a key.
pub(super) fn generate() -> String {
    format!("{PREFIX}{}", hexadecimal(&rand::random::<[u8; 32]>()))
}

/// Returns whether a text looks like a key; nothing else is looked up.
pub(super) fn is_well_formed(key: &str) -> bool {
    key.strip_prefix(PREFIX).is_some_and(|rest| rest.len() == 64 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Returns what is stored of a key. A key has 256 random bits, so a plain hash cannot be reversed, and how long it
/// takes to find one by its hash tells nothing about the key.
pub(super) fn hash(key: &str) -> String {
    digest(&[key.as_bytes()])
}

/// Returns whether two texts are equal; the time it takes does not depend on where they differ.
pub(super) fn is_equal(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Returns the SHA-256 of some parts in hexadecimal digits.
pub(super) fn digest(parts: &[&[u8]]) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
    }
    hexadecimal(&sha.finalize())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
