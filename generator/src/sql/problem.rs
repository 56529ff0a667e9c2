use std::fmt;

/// Something about migrations or output files that keeps a run from finishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable: `M01xx` history, `M02xx` questions that the definition leaves open, `M03xx` what a dialect cannot do,
    /// `F01xx` output files.
    pub code: &'static str,
    /// The file or folder it speaks of, relative to the configuration.
    pub path: Option<String>,
    pub message: String,
    /// The text to write or the command to run.
    pub help: Option<String>,
}

impl Problem {
    /// Creates a problem without advice.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, path: None, message: message.into(), help: None }
    }

    /// Names the file or folder.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Tells whether the run waits for an answer rather than for a repair.
    pub fn is_question(&self) -> bool {
        self.code.starts_with("M02")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.code, self.message)?;
        if let Some(path) = &self.path {
            write!(f, "\n  --> {path}")?;
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}
