//! The result of a run, from which report and exit code follow.

use larder_generator::diagnostic::Diagnostics;
use larder_generator::output::Difference;
use larder_generator::sql::Problem;

/// What a run found and did.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Mistakes and notes in the definition.
    pub(crate) diagnostics: Diagnostics,
    /// What is wrong outside the definition.
    pub(crate) problems: Vec<Problem>,
    /// What is worth saying though it keeps nothing from finishing.
    pub(crate) notes: Vec<Problem>,
    /// What no method is generated for, a line for each entity.
    pub(crate) unmade: Vec<String>,
    /// What asks every server once tables are spread, in lines.
    pub(crate) on_every_server: Vec<String>,
    /// Files that were written or removed, or with `--check` would be.
    pub(crate) differences: Vec<Difference>,
    /// Files that an interrupted run had left to do.
    pub(crate) completed: Vec<String>,
    pub(crate) checked: bool,
    /// What a verb has to tell when it is through.
    pub(crate) answer: Option<Answer>,
    /// Another migrator holds the lock.
    pub(crate) locked: bool,
    /// The run could not begin.
    pub(crate) unusable: bool,
}

/// The result of a verb in both formats.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// Printed to standard output, in a pipe too.
    pub(crate) text: String,
    /// Members of the object that `--format json` prints.
    pub(crate) members: serde_json::Map<String, serde_json::Value>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    Current,
    Written,
    /// `--check` found differences.
    Stale,
    Mistakes,
    Unusable,
    Questions,
    Locked,
}

impl Outcome {
    /// Lets a verb say what it did, and to which migrations or files.
    pub(crate) fn tell(&mut self, what: &str, names: &[&str]) {
        let mut answer = Answer::default();
        match names {
            [] => answer.text = format!("{what}\n"),
            names => names.iter().for_each(|name| answer.text += &format!("{what} {name}\n")),
        }
        answer.members.insert("told".to_owned(), what.into());
        answer.members.insert("names".to_owned(), names.into());
        self.answer = Some(answer);
    }

    pub(crate) fn status(&self) -> ExitStatus {
        let is_wrong_answer = |problem: &Problem| problem.code.starts_with("M04");
        if self.unusable || self.problems.iter().any(is_wrong_answer) {
            ExitStatus::Unusable
        } else if self.locked {
            ExitStatus::Locked
        } else if self.diagnostics.has_errors() || self.problems.iter().any(|problem| !problem.is_question()) {
            ExitStatus::Mistakes
        } else if !self.problems.is_empty() {
            ExitStatus::Questions
        } else if self.differences.is_empty() && self.completed.is_empty() {
            ExitStatus::Current
        } else if self.checked {
            ExitStatus::Stale
        } else {
            ExitStatus::Written
        }
    }
}

impl ExitStatus {
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Current | Self::Written => 0,
            Self::Stale | Self::Mistakes => 1,
            Self::Unusable => 2,
            Self::Questions => 3,
            Self::Locked => 4,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Written => "written",
            Self::Stale => "stale",
            Self::Mistakes => "mistakes",
            Self::Unusable => "unusable",
            Self::Questions => "questions",
            Self::Locked => "locked",
        }
    }
}
