//! How long requests took, and how they failed.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// Times of reads and writes, in microseconds.
pub(super) struct Tally {
    reads: Histogram<u64>,
    writes: Histogram<u64>,
    /// Of the second that runs.
    second: Histogram<u64>,
    failures: BTreeMap<String, Failures>,
    span: Duration,
}

/// Requests that failed in one way, and when the first and the last of them did.
struct Failures {
    count: u64,
    first: Duration,
    last: Duration,
}

impl Failures {
    fn figures(&self, status: &str) -> Value {
        let (first, last) = (self.first.as_secs_f64(), self.last.as_secs_f64());
        json!({ "status": status, "count": self.count, "first": first, "last": last })
    }
}

/// What is shown of times.
const QUANTILES: [(&str, f64); 5] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999), ("max", 1.0)];

/// Returns an empty histogram.
fn empty() -> Histogram<u64> {
    // Three digits, from a microsecond to a minute; both are bounds that the library takes.
    Histogram::new_with_bounds(1, 60_000_000, 3).unwrap_or_else(|_| unreachable!("the bounds are good"))
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { reads: empty(), writes: empty(), second: empty(), failures: BTreeMap::new(), span: Duration::ZERO }
    }

    /// Records a request that was answered at `at`.
    pub(super) fn record(&mut self, is_read: bool, time: Duration, at: Duration, failure: Option<String>) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1);
        let times = if is_read { &mut self.reads } else { &mut self.writes };
        times.saturating_record(micros);
        self.second.saturating_record(micros);
        if let Some(status) = failure {
            let failures = self.failures.entry(status).or_insert(Failures { count: 0, first: at, last: at });
            failures.count += 1;
            failures.last = at;
        }
    }

    /// Returns what was recorded since the last call, in words.
    pub(super) fn take_second(&mut self) -> String {
        let second = &self.second;
        let (p50, p99) = (milliseconds(second, 0.5), milliseconds(second, 0.99));
        let line = format!(
            "{:>6} requests/s  p50 {p50:>6.2} ms  p99 {p99:>6.2} ms  {} failed   ",
            second.len(),
            self.failed()
        );
        self.second.reset();
        line
    }

    /// Returns all figures, times in milliseconds.
    pub(super) fn figures(&self) -> Value {
        let times = |times: &Histogram<u64>| {
            let mut figures = json!({ "count": times.len() });
            for (name, quantile) in QUANTILES {
                figures[name] = milliseconds(times, quantile).into();
            }
            figures
        };
        let requests = self.reads.len() + self.writes.len();
        json!({
            "requests": requests,
            "rate": self.rate(),
            "failed": self.failed(),
            "failures": self.failures.iter().map(|(status, failures)| failures.figures(status)).collect::<Vec<_>>(),
            "reads": times(&self.reads),
            "writes": times(&self.writes),
        })
    }

    /// Returns the requests of a second.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    fn rate(&self) -> f64 {
        (self.reads.len() + self.writes.len()) as f64 / self.span.as_secs_f64().max(0.001)
    }

    pub(super) fn took(&mut self, span: Duration) {
        self.span = span;
    }

    pub(super) fn failed(&self) -> u64 {
        self.failures.values().map(|failures| failures.count).sum()
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn milliseconds(times: &Histogram<u64>, quantile: f64) -> f64 {
    times.value_at_quantile(quantile) as f64 / 1000.0
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = self.reads.len() + self.writes.len();
        let (rate, failed) = (self.rate(), self.failed());
        writeln!(f, "{requests} requests in {:.1} s: {rate:.0} a second, {failed} failed", self.span.as_secs_f64())?;
        for (status, failures) in &self.failures {
            let (first, last) = (failures.first.as_secs_f64(), failures.last.as_secs_f64());
            writeln!(f, "  {} × {status}, from second {first:.1} to {last:.1}", failures.count)?;
        }
        write!(f, "{:<8}{:>10}", "ms", "requests")?;
        for (name, _) in QUANTILES {
            write!(f, "{name:>10}")?;
        }
        for (name, times) in [("reads", &self.reads), ("writes", &self.writes)] {
            write!(f, "\n{name:<8}{:>10}", times.len())?;
            for (_, quantile) in QUANTILES {
                write!(f, "{:>10.2}", milliseconds(times, quantile))?;
            }
        }
        Ok(())
    }
}
