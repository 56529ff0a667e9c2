//! The checksum of a SQL text, the same on every checkout.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// Returns the SHA-256 of `text` in lower-case hexadecimal.
///
/// A byte order mark at the start does not count, and a line end counts as LF however it is written, so that an
/// editor or a version control system that rewrites them changes nothing.
#[must_use]
pub fn of(text: &str) -> String {
    hex(&Sha256::digest(crate::text::normal(text).as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
