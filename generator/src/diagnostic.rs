//! What is wrong with a definition, where, and what to write instead.

mod code;
#[cfg(feature = "files")]
mod excerpt;
#[cfg(feature = "files")]
mod locate;
mod origin;

pub use code::Code;
#[cfg(feature = "files")]
pub use excerpt::Paint;
pub use origin::{FileId, Origin, SourceFile};

/// How much a [`Diagnostic`] weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    Note,
}

/// One mistake: what is wrong, at the smallest token that shows it, and the text to write instead.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    pub origin: Origin,
    /// Another place that belongs to the mistake, with what it is.
    pub related: Option<(Origin, String)>,
    pub help: Option<String>,
}

impl Diagnostic {
    /// Returns an error without advice.
    pub fn error(code: Code, origin: Origin, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), origin, related: None, help: None }
    }

    /// Returns a note, which does not keep anything from being generated.
    pub fn note(code: Code, origin: Origin, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, origin, message) }
    }

    /// Adds the text to write.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds advice when there is some.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds another place, such as the first of two equal names.
    #[must_use]
    pub fn related(mut self, origin: Origin, label: impl Into<String>) -> Self {
        self.related = Some((origin, label.into()));
        self
    }
}

/// Everything found in one run, and the texts it was found in.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    files: Vec<SourceFile>,
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a source text that origins can point into.
    pub fn add_file(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(SourceFile {
            name: name.into(),
            text: text.into(),
            #[cfg(feature = "files")]
            tokens: None,
        });
        FileId(self.files.len() - 1)
    }

    /// Returns the source text of `file`.
    pub fn file(&self, file: FileId) -> &SourceFile {
        &self.files[file.0]
    }

    /// Records a mistake; the run continues.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Tells whether anything forbids generation.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns the diagnostics in the order of [`Diagnostics::sort`], or of discovery before it.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Tells whether nothing was found, not even a note.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Puts the diagnostics into the order of the text; those without a position in it keep the order of discovery.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|diagnostic| diagnostic.origin.position());
    }
}

/// One error per mistake at the tokens of the derive's input, joined into one.
impl From<Diagnostics> for Option<syn::Error> {
    fn from(diagnostics: Diagnostics) -> Self {
        diagnostics
            .list
            .into_iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .map(|diagnostic| {
                let help = diagnostic.help.map(|help| format!("\nhelp: {help}")).unwrap_or_default();
                syn::Error::new(
                    diagnostic.origin.span(),
                    format!("{} [{}]{help}", diagnostic.message, diagnostic.code.as_str()),
                )
            })
            .reduce(|mut all, next| {
                all.combine(next);
                all
            })
    }
}
