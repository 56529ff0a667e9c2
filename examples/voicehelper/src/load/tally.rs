//! How long requests took.

use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;

/// Times of reads and writes, in microseconds.
pub(super) struct Tally {
    reads: Histogram<u64>,
    writes: Histogram<u64>,
    failed: u64,
    span: Duration,
}

impl Tally {
    pub(super) fn new() -> Self {
        // Three digits, from a microsecond to a minute; both are bounds that the library takes.
        let empty =
            || Histogram::new_with_bounds(1, 60_000_000, 3).unwrap_or_else(|_| unreachable!("the bounds are good"));
        Self { reads: empty(), writes: empty(), failed: 0, span: Duration::ZERO }
    }

    pub(super) fn record(&mut self, is_read: bool, time: Duration, is_success: bool) {
        let times = if is_read { &mut self.reads } else { &mut self.writes };
        times.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1));
        self.failed += u64::from(!is_success);
    }

    pub(super) fn add(&mut self, other: &Self) {
        // Both have the same bounds.
        let _ = self.reads.add(&other.reads);
        let _ = self.writes.add(&other.writes);
        self.failed += other.failed;
    }

    pub(super) fn took(&mut self, span: Duration) {
        self.span = span;
    }

    pub(super) fn failed(&self) -> u64 {
        self.failed
    }
}

impl fmt::Display for Tally {
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = self.reads.len() + self.writes.len();
        let rate = requests as f64 / self.span.as_secs_f64().max(0.001);
        writeln!(
            f,
            "{requests} requests in {:.1} s: {rate:.0} a second, {} failed",
            self.span.as_secs_f64(),
            self.failed
        )?;
        write!(f, "{:<8}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}", "ms", "requests", "p50", "p90", "p99", "p99.9", "max")?;
        for (name, times) in [("reads", &self.reads), ("writes", &self.writes)] {
            write!(f, "\n{name:<8}{:>10}", times.len())?;
            for quantile in [0.5, 0.9, 0.99, 0.999, 1.0] {
                write!(f, "{:>10.2}", times.value_at_quantile(quantile) as f64 / 1000.0)?;
            }
        }
        Ok(())
    }
}
