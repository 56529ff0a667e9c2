//! Source files and positions in them.

use std::ops::Range;

use proc_macro2::Span;

/// A text that was read, with the name to show for it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    pub name: String,
    pub text: String,
    /// What `proc_macro2` calls the text, if it was parsed as Rust.
    #[cfg(feature = "files")]
    pub(super) tokens: Option<String>,
}

/// Position of a [`SourceFile`] in its [`super::Diagnostics`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// Where a piece of a definition was written.
#[derive(Debug, Clone, Copy)]
pub enum Origin {
    /// Bytes of a file.
    Text { file: FileId, start: usize, end: usize },
    /// Tokens of a derive's input.
    Tokens(Span),
}

impl Origin {
    /// Returns the sort key of this place.
    pub fn position(&self) -> (usize, usize) {
        match self {
            Self::Text { file, start, .. } => (file.0, *start),
            Self::Tokens(_) => (usize::MAX, 0),
        }
    }

    /// Returns the tokens to underline in a derive's input; a place in a file has none.
    pub fn span(&self) -> Span {
        match self {
            Self::Text { .. } => Span::call_site(),
            Self::Tokens(span) => *span,
        }
    }

    /// Returns the place of `part`, counted in bytes from `skip` bytes after the start of this one.
    pub fn part(&self, skip: usize, part: Range<usize>) -> Self {
        match *self {
            Self::Text { file, start, .. } => {
                Self::Text { file, start: start + skip + part.start, end: start + skip + part.end }
            }
            tokens => tokens,
        }
    }
}
