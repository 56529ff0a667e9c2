//! Maps token positions of parsed Rust to lines of the source file.

use proc_macro2::Span;

use super::{Diagnostics, FileId, Origin};

impl Diagnostics {
    /// Says that the tokens beside `span` were parsed from `file`, so that they can be shown there.
    pub fn add_tokens(&mut self, file: FileId, span: Span) {
        self.files[file.0].tokens = Some(span.file());
    }

    /// Turns places among tokens into places in the files that the tokens were parsed from.
    pub fn locate(&mut self) {
        let files: Vec<Option<String>> = self.files.iter().map(|file| file.tokens.clone()).collect();
        let locate = |origin: &mut Origin| {
            let Origin::Tokens(span) = origin else { return };
            let name = Some(span.file());
            if let Some(file) = files.iter().position(|tokens| *tokens == name) {
                let range = span.byte_range();
                *origin = Origin::Text { file: FileId(file), start: range.start, end: range.end };
            }
        };
        for diagnostic in &mut self.list {
            locate(&mut diagnostic.origin);
            diagnostic.related.iter_mut().for_each(|(origin, _)| locate(origin));
        }
    }
}
