//! What suites did on which servers, as a table.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::suite::Suite;
use crate::Result;

/// What the tests of one suite did on one server.
pub(super) struct Outcome {
    server: String,
    suite: Suite,
    passed: usize,
    failures: Vec<String>,
    /// Whether every test program ran to its end without a failure.
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
        Ok(Self { server, suite, passed, failures, is_whole, duration, log })
    }

    /// A run without any test is none that passed.
    fn is_passed(&self) -> bool {
        self.is_whole && self.failures.is_empty() && self.passed > 0
    }
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
