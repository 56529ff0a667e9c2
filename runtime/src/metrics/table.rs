//! The table of metrics.

mod cache;
mod database;
mod process;
mod replicas;
mod servers;

use super::{Metric, MetricKind, MetricUnit, Read};

/// Returns all metrics, in the order in which they are shown.
pub fn all() -> impl Iterator<Item = &'static Metric> {
    [database::DATABASE, replicas::REPLICAS, cache::CACHE, process::PROCESS, servers::SERVERS].into_iter().flatten()
}

const fn metric(
    name: &'static str,
    (kind, unit): (MetricKind, MetricUnit),
    labels: &'static [&'static str],
    [meaning, normal]: [&'static str; 2],
    read: Read,
) -> Metric {
    Metric { name, kind, unit, labels, meaning, normal, read }
}
