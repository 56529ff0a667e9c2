//! What suites did on which servers, as a table.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::suite::Suite;
use crate::Result;

/// What is shown of a run that ended without a failed test: a program that did not compile, or that crashed.
const LAST_LINES: usize = 40;

/// What the tests of one suite did on one server.
pub(super) struct Outcome {
    server: String,
    suite: Suite,
    passed: usize,
    failures: Vec<String>,
    /// What the failed tests wrote; where none failed, what the run wrote last.
    reasons: String,
    /// Whether every test program completed without a failure.
    is_whole: bool,
    duration: Duration,
    log: PathBuf,
}

impl Outcome {
    /// Reads what `cargo test` wrote.
    pub(super) fn read(server: String, suite: Suite, is_whole: bool, duration: Duration, log: PathBuf) -> Result<Self> {
        let text = String::from_utf8_lossy(&std::fs::read(&log)?).into_owned();
        let mut failures = Vec::new();
        let mut passed = 0;
        for line in text.lines() {
            let Some(test) = line.strip_prefix("test ") else { continue };
            if let Some(results) = test.strip_prefix("result: ") {
                let before = results.split(" passed").next().unwrap_or_default();
                passed += before.rsplit(' ').next().and_then(|count| count.parse::<usize>().ok()).unwrap_or_default();
            } else if let Some(name) = test.strip_suffix(" ... FAILED") {
                failures.push(name.to_owned());
            }
        }
        let mut reasons = reasons(&text);
        if !is_whole && reasons.is_empty() {
            let lines: Vec<&str> = text.lines().collect();
            reasons = lines[lines.len().saturating_sub(LAST_LINES)..].join("\n");
        }
        Ok(Self { server, suite, passed, failures, reasons, is_whole, duration, log })
    }

    /// Returns what the failed tests wrote, since nobody has the log of a run elsewhere.
    pub(super) fn reasons(&self) -> &str {
        &self.reasons
    }

    /// A run without any test is none that passed.
    fn is_passed(&self) -> bool {
        self.is_whole && self.failures.is_empty() && self.passed > 0
    }
}

/// `cargo test` writes `---- name stdout ----` and the output of each failed test, and then the list of their names.
fn reasons(text: &str) -> String {
    let mut reasons = String::new();
    let mut is_reason = false;
    for line in text.lines() {
        let is_head = line.starts_with("---- ") && line.ends_with(" stdout ----");
        is_reason = is_head || is_reason && line != "failures:";
        if is_reason {
            reasons.push_str(line);
            reasons.push('\n');
        }
    }
    reasons
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server, suite, passed, failures, duration, .. } = self;
        let suite = suite.name();
        write!(f, "{server:<32} {suite:<10} {passed:>6} {:>6} {:>8.0?}", failures.len(), duration)?;
        if !self.is_whole && failures.is_empty() {
            f.write_str("  did not run to its end")?;
        } else if self.passed == 0 {
            f.write_str("  no test ran")?;
        }
        if !self.is_passed() {
            write!(f, "\n    {}", self.log.display())?;
        }
        failures.iter().try_for_each(|name| write!(f, "\n    failed: {name}"))
    }
}

/// The outcomes as a table.
#[derive(Default)]
pub(super) struct Report(Vec<Outcome>);

impl Report {
    pub(super) fn add(&mut self, outcome: Outcome) {
        self.0.push(outcome);
    }

    pub(super) fn is_passed(&self) -> bool {
        self.0.iter().all(Outcome::is_passed)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{:<32} {:<10} {:>6} {:>6} {:>8}", "server", "suite", "passed", "failed", "time")?;
        self.0.iter().try_for_each(|outcome| write!(f, "\n{outcome}"))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn reasons_are_what_failed_tests_wrote() {
        let text = "test a ... ok\ntest b ... FAILED\n\nfailures:\n\n---- b stdout ----\nleft: 1\n\nfailures:\n    b\n\ntest result: FAILED.\n";
        assert_eq!(super::reasons(text), "---- b stdout ----\nleft: 1\n\n");
    }
}
