//! The metrics of a store, for monitoring systems.
//!
//! [`all`] is the one table of them: names, labels, units, what each means and what is normal. Everything that shows
//! metrics reads this table and a [`Statistics`], so nothing is counted twice and a call pays nothing for
//! being watched. docs/metrics.md is the table as a page.
//!
//! With the feature `prometheus`, [`encode_prometheus`] writes the text that Prometheus scrapes. With the feature
//! `metrics`, a [`Publisher`] hands the figures on to whatever recorder of the `metrics` crate is installed.

#[cfg(feature = "prometheus")]
mod prometheus;
#[cfg(feature = "metrics")]
mod publisher;
mod table;

use std::fmt::Write as _;
use std::time::Duration;

use crate::statistics::{Histogram, Statistics};

#[cfg(feature = "prometheus")]
pub use prometheus::{PROMETHEUS_CONTENT_TYPE, encode_prometheus};
#[cfg(feature = "metrics")]
pub use publisher::Publisher;
pub use table::all;

/// One metric: a name, and how its values are read from statistics.
pub struct Metric {
    /// The name in Prometheus, with its unit, and `_total` where it is a counter.
    pub name: &'static str,
    /// Whether it counts, measures or distributes.
    pub kind: MetricKind,
    /// What a value is a number of.
    pub unit: MetricUnit,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
    /// Which values are nothing to worry about.
    pub normal: &'static str,
    read: Read,
}

/// Calls its second argument with the labels' values and the value of each series.
type Read = for<'s> fn(&'s Statistics, &mut dyn FnMut(&[&'s str], MetricValue<'s>));

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// Only grows, from the moment when the store was opened.
    Counter,
    /// How something stands at the moment.
    Gauge,
    /// How many durations of which size there were, since the store was opened.
    Histogram,
}

/// What a metric's value is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricUnit {
    /// Things or events.
    Count,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// A part of one.
    Ratio,
}

/// The value of one series.
#[derive(Debug, Clone, Copy)]
pub enum MetricValue<'s> {
    /// Of a counter.
    Count(u64),
    /// Of a gauge, or of a counter that is no whole number.
    Number(f64),
    /// Of a histogram.
    Durations(&'s Histogram),
}

/// The upper bounds by which histograms are shown to Prometheus: 1, 2 and 5 of every power of ten between a hundred
/// nanoseconds and fifty seconds. The statistics tell more apart.
pub const BOUNDS: [Duration; 27] = {
    let mut bounds = [Duration::ZERO; 27];
    let mut nanos = 100;
    let mut place = 0;
    while place < 27 {
        bounds[place] = Duration::from_nanos(nanos);
        bounds[place + 1] = Duration::from_nanos(nanos * 2);
        bounds[place + 2] = Duration::from_nanos(nanos * 5);
        nanos *= 10;
        place += 3;
    }
    bounds
};

impl Metric {
    /// Calls `each` with every series of this metric: the values of its labels, in their order, and its value.
    pub fn read<'s>(&self, statistics: &'s Statistics, mut each: impl FnMut(&[&'s str], MetricValue<'s>)) {
        (self.read)(statistics, &mut each);
    }

    /// Returns the name without what the kind adds to it.
    #[cfg(feature = "prometheus")]
    fn base_name(&self) -> &'static str {
        match self.kind {
            MetricKind::Counter => self.name.strip_suffix("_total").unwrap_or(self.name),
            MetricKind::Gauge | MetricKind::Histogram => self.name,
        }
    }

    /// Returns the bounds, the shortest first, that this metric is shown by: what runs on a server takes no
    /// nanoseconds.
    #[must_use]
    pub fn bounds(&self) -> &'static [Duration] {
        const TEN_MICROSECONDS: usize = 6;
        let bounds: &'static [Duration] = &BOUNDS;
        if self.name == "larder_cache_read_seconds" { bounds } else { &bounds[TEN_MICROSECONDS..] }
    }
}

impl MetricKind {
    /// Returns its name: `counter`, `gauge` or `histogram`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

impl MetricUnit {
    /// Returns its name: `count`, `seconds`, `bytes` or `ratio`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::Ratio => "ratio",
        }
    }
}

/// Returns the table as Markdown: a row for each metric.
#[must_use]
pub fn markdown() -> String {
    let mut text =
        String::from("| metric | kind | unit | labels | meaning | normal |\n| --- | --- | --- | --- | --- | --- |\n");
    for metric in all() {
        let labels: Vec<String> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} |",
            metric.name,
            metric.kind.name(),
            metric.unit.name(),
            if labels.is_empty() { "–".to_owned() } else { labels.join(", ") },
            metric.meaning,
            metric.normal
        );
    }
    text
}
