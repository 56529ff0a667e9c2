//! Problems with migrations, files and databases, and the questions a run asks.

pub(super) mod answers;
mod codes;
pub(super) mod question;

use std::fmt;

use super::{Question, QuestionKind};
pub use codes::CODES;

/// Something about migrations or output files that keeps a run from finishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable: `M01xx` history, `M02xx` questions that the definition leaves open, `M03xx` what cannot be done, `M04xx`
    /// answers, `M05xx` notes, `F01xx` files, `D01xx` databases; [`CODES`] lists them.
    pub code: &'static str,
    /// The file or folder it speaks of, relative to the configuration.
    pub path: Option<String>,
    pub message: String,
    /// The text to write or the command to run.
    pub help: Option<String>,
    /// What is asked, where the run waits for an answer.
    pub question: Option<Box<Question>>,
}

impl Problem {
    /// Creates a problem without advice.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, path: None, message: message.into(), help: None, question: None }
    }

    /// Creates an open question; the help lists its answers.
    pub fn asking(code: &'static str, message: impl Into<String>, question: Question) -> Self {
        let flags = question.flags.join("\n        or with ");
        let help = match question.kind {
            QuestionKind::Fill if flags.is_empty() => format!("answer with --fill {}=… and a value", question.subject),
            _ => format!("answer with {flags}"),
        };
        Self { help: Some(help), question: Some(Box::new(question)), ..Self::new(code, message) }
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

    /// Returns the text, which begins with a word such as `error`.
    pub fn told_as(&self, word: &str) -> String {
        let path = self.path.as_ref().map(|path| format!("\n  --> {path}")).unwrap_or_default();
        let help = self.help.as_ref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
        format!("{word}[{}]: {}{path}{help}", self.code, self.message)
    }

    /// Tells whether the run waits for an answer rather than for a repair.
    pub fn is_question(&self) -> bool {
        self.question.is_some()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told_as(if self.is_question() { "question" } else { "error" }))
    }
}
