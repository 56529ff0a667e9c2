//! Metrics of migrations and of the process.

use super::metric;
use crate::metrics::Metric;
use crate::metrics::MetricKind::{Counter, Gauge};
use crate::metrics::MetricUnit::{Bytes, Count, Seconds};
use crate::metrics::MetricValue::{Count as Whole, Number};
use crate::statistics::Statistics;

/// Metrics of migrations and of the process.
pub(super) static PROCESS: &[Metric] = &[
    metric(
        "larder_migrations",
        (Gauge, Count),
        &["state"],
        ["Migrations of this build, `applied` or `pending`, when they were last looked at.", "None pending."],
        |s, out| {
            if s.migrations.checked {
                out(&["applied"], Whole(s.migrations.applied as u64));
                out(&["pending"], Whole(s.migrations.pending as u64));
            }
        },
    ),
    metric(
        "larder_migration_runs_total",
        (Counter, Count),
        &[],
        ["Migrations that this process applied or rolled back.", "Grows with a deployment."],
        |s, out| out(&[], Whole(s.migrations.runs)),
    ),
    metric(
        "larder_migration_failures_total",
        (Counter, Count),
        &[],
        ["Runs of the migrator that ended with an error.", "0."],
        |s, out| out(&[], Whole(s.migrations.failures)),
    ),
    metric(
        "larder_migration_seconds_total",
        (Counter, Seconds),
        &[],
        ["How long this process worked at migrations.", "Grows with a deployment."],
        |s, out| out(&[], Number(s.migrations.busy.as_secs_f64())),
    ),
    metric(
        "larder_process_resident_memory_bytes",
        (Gauge, Bytes),
        &[],
        ["Resident memory of the process; known on Linux.", "Constant after the caches are full."],
        |s, out| {
            if let Some(bytes) = s.process.resident_bytes {
                out(&[], Whole(bytes));
            }
        },
    ),
    metric(
        "larder_uptime_seconds",
        (Gauge, Seconds),
        &[],
        ["How long ago the store was opened.", "Grows."],
        |s: &Statistics, out| out(&[], Number(s.uptime.as_secs_f64())),
    ),
];
