//! Metrics as the text that Prometheus scrapes.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet, prometheus_text};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Registry;

use super::{Metric, MetricKind, MetricValue};
use crate::statistics::Statistics;

/// The `Content-Type` of the text that [`encode_prometheus`] returns.
pub const PROMETHEUS_CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// Returns the statistics as text that Prometheus scrapes, in its format 0.0.4. Metrics without a series are left out.
#[must_use]
pub fn encode_prometheus(statistics: &Statistics) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Snapshot(statistics.clone())));
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = prometheus_text::encode(&mut text, &registry);
    text
}

struct Snapshot(Statistics);

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot")
    }
}

impl Collector for Snapshot {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        for metric in super::all() {
            let mut series: Vec<(Vec<(&str, &str)>, MetricValue<'_>)> = Vec::new();
            metric.read(&self.0, |values, value| {
                series.push((metric.labels.iter().copied().zip(values.iter().copied()).collect(), value));
            });
            if series.is_empty() {
                continue;
            }
            let kind = match metric.kind {
                MetricKind::Counter => MetricType::Counter,
                MetricKind::Gauge => MetricType::Gauge,
                MetricKind::Histogram => MetricType::Histogram,
            };
            let help = metric.meaning.trim_end_matches('.');
            let mut family = encoder.encode_descriptor(metric.base_name(), help, None, kind)?;
            for (labels, value) in &series {
                if labels.is_empty() {
                    write(metric, *value, &mut family)?;
                } else {
                    write(metric, *value, &mut family.encode_family(labels)?)?;
                }
            }
        }
        Ok(())
    }
}

fn write(metric: &Metric, value: MetricValue<'_>, to: &mut MetricEncoder<'_>) -> fmt::Result {
    match (metric.kind, value) {
        (MetricKind::Counter, MetricValue::Count(count)) => to.encode_counter::<NoLabelSet, _, f64>(&count, None),
        (MetricKind::Counter, MetricValue::Number(number)) => to.encode_counter::<NoLabelSet, _, f64>(&number, None),
        (_, MetricValue::Count(count)) => to.encode_gauge(&(count as f64)),
        (_, MetricValue::Number(number)) => to.encode_gauge(&number),
        (_, MetricValue::Durations(durations)) => {
            let mut below = 0;
            let buckets: Vec<(f64, u64)> = metric
                .bounds()
                .iter()
                .map(|bound| {
                    let up_to = durations.up_to(*bound);
                    let counted = up_to - below;
                    below = up_to;
                    (bound.as_secs_f64(), counted)
                })
                .collect();
            to.encode_histogram::<NoLabelSet>(durations.sum().as_secs_f64(), durations.count(), &buckets, None)
        }
    }
}
