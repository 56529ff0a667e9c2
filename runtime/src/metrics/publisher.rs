//! Hands metrics on to the recorder of the `metrics` crate.

use std::collections::HashMap;

use metrics::{Key, Label, Level, Metadata, Unit, with_recorder};

use super::{Metric, MetricKind, MetricUnit, MetricValue};
use crate::statistics::{Histogram, Statistics};

const METADATA: Metadata<'static> = Metadata::new("larder", Level::INFO, Some("larder"));

/// Hands the metrics of one store on to the recorder of the `metrics` crate that is installed.
///
/// Call [`publish`](Self::publish) from time to time, best before the recorder is read. Counters and gauges have their
/// values; of histograms, what came since the last call is recorded, each duration as the middle of its bucket.
#[derive(Default)]
pub struct Publisher {
    histograms: HashMap<Key, Histogram>,
    is_described: bool,
}

impl Publisher {
    /// Creates a publisher that has published nothing. Each store needs its own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hands on what the statistics say.
    pub fn publish(&mut self, statistics: &Statistics) {
        if !std::mem::replace(&mut self.is_described, true) {
            super::all().for_each(describe);
        }
        for metric in super::all() {
            metric.read(statistics, |values, value| {
                let labels =
                    metric.labels.iter().zip(values).map(|(name, value)| Label::new(*name, (*value).to_owned()));
                self.record(metric, Key::from_parts(metric.name, labels.collect::<Vec<_>>()), value);
            });
        }
    }

    fn record(&mut self, metric: &Metric, key: Key, value: MetricValue<'_>) {
        with_recorder(|recorder| match (metric.kind, value) {
            (MetricKind::Counter, MetricValue::Count(count)) => {
                recorder.register_counter(&key, &METADATA).absolute(count);
            }
            // The facade counts in whole numbers; what is counted in seconds can fall behind by one.
            (MetricKind::Counter, MetricValue::Number(number)) => {
                recorder.register_counter(&key, &METADATA).absolute(number as u64);
            }
            (_, MetricValue::Count(count)) => recorder.register_gauge(&key, &METADATA).set(count as f64),
            (_, MetricValue::Number(number)) => recorder.register_gauge(&key, &METADATA).set(number),
            (_, MetricValue::Durations(durations)) => {
                let last = self.histograms.entry(key.clone()).or_default();
                let histogram = recorder.register_histogram(&key, &METADATA);
                for (middle, count) in middles(&durations.since(last)) {
                    histogram.record_many(middle, usize::try_from(count).unwrap_or(usize::MAX));
                }
                last.clone_from(durations);
            }
        });
    }
}

/// Returns the middle of each bucket that is not empty, in seconds.
fn middles(durations: &Histogram) -> impl Iterator<Item = (f64, u64)> {
    const LONGEST: f64 = 100.0;
    durations.buckets().map(|(bound, count)| {
        // Buckets are at most a quarter wide.
        let middle = bound.map_or(LONGEST, |bound| bound.as_secs_f64() * 0.9);
        (middle, count)
    })
}

fn describe(metric: &Metric) {
    let unit = match metric.unit {
        MetricUnit::Count => Unit::Count,
        MetricUnit::Seconds => Unit::Seconds,
        MetricUnit::Bytes => Unit::Bytes,
        MetricUnit::Ratio => Unit::Percent,
    };
    let unit = (metric.unit != MetricUnit::Ratio).then_some(unit);
    with_recorder(|recorder| match metric.kind {
        MetricKind::Counter => recorder.describe_counter(metric.name.into(), unit, metric.meaning.into()),
        MetricKind::Gauge => recorder.describe_gauge(metric.name.into(), unit, metric.meaning.into()),
        MetricKind::Histogram => recorder.describe_histogram(metric.name.into(), unit, metric.meaning.into()),
    });
}
