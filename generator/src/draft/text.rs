//! Values and strings with the position they were written at.

use std::ops::Range;

use crate::diagnostic::Origin;

/// A value and where it was written.
#[derive(Debug, Clone)]
pub struct Located<T> {
    pub value: T,
    pub origin: Origin,
}

/// A string and where it was written.
#[derive(Debug, Clone)]
pub struct Text {
    pub value: String,
    pub origin: Origin,
    /// Bytes between the start of the origin and the first of the value, when every byte of the value stands in
    /// the source as it is; only then can a part of the string be pointed at.
    quote: Option<usize>,
}

impl Text {
    /// Returns a text of which only the whole can be pointed at.
    pub fn whole(value: impl Into<String>, origin: Origin) -> Self {
        Self { value: value.into(), origin, quote: None }
    }

    /// Returns a text that stands in the source unescaped, after `quote` bytes of punctuation.
    pub fn verbatim(value: impl Into<String>, origin: Origin, quote: usize) -> Self {
        Self { value: value.into(), origin, quote: Some(quote) }
    }

    /// Returns the bytes `range` of the value, with their place if it is known and that of the whole if not.
    pub fn part(&self, range: Range<usize>) -> Self {
        let value = self.value[range.clone()].to_owned();
        match self.quote {
            Some(quote) => Self { value, origin: self.origin.part(quote, range), quote: Some(0) },
            None => Self { value, origin: self.origin, quote: None },
        }
    }

    /// Returns the text without the white space around it.
    pub fn trimmed(&self) -> Self {
        let start = self.value.len() - self.value.trim_start().len();
        self.part(start..start + self.value.trim().len())
    }

    /// Returns the trimmed pieces between commas.
    pub fn list(&self) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for piece in self.value.split(',') {
            pieces.push(self.part(start..start + piece.len()).trimmed());
            start += piece.len() + 1;
        }
        pieces
    }

    /// Returns the words between white space.
    pub fn words(&self) -> Vec<Self> {
        let base = self.value.as_ptr() as usize;
        self.value
            .split_whitespace()
            .map(|word| {
                let start = word.as_ptr() as usize - base;
                self.part(start..start + word.len())
            })
            .collect()
    }
}
