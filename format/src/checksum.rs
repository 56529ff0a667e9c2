//! The checksum of a SQL text, the same on every checkout.

use std::fmt::{self, Write as _};

use sha2::{Digest as _, Sha256};

/// Returns the SHA-256 of `text` in lower-case hexadecimal.
///
/// A byte order mark at the start does not count, and a line end counts as LF however it is written, so that an
/// editor or a version control system that rewrites them changes nothing.
#[must_use]
pub fn of(text: &str) -> String {
    hex(&Sha256::digest(crate::text::normal(text).as_bytes()))
}

/// Returns the SHA-256 of bytes as they are.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A text that is hashed as it is written, and kept nowhere.
#[derive(Debug, Default)]
pub struct Printed(Sha256);

impl Printed {
    /// Returns the SHA-256 of all that was written.
    #[must_use]
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

impl fmt::Write for Printed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
