//! Metrics of reads from replicas.

use super::metric;
use crate::metrics::Metric;
use crate::metrics::MetricKind::{Counter, Gauge};
use crate::metrics::MetricUnit::{Count, Seconds};
use crate::metrics::MetricValue::{Count as Whole, Number};

/// Metrics of reads from replicas, where there are replicas.
pub(super) static REPLICAS: &[Metric] = &[
    metric(
        "larder_replica_reads_total",
        (Counter, Count),
        &["answer"],
        [
            "Reads that a replica may answer: by a `replica`, or by the primary because replicas were `unproven`, \
             `lagging`, `unhealthy`, or `failed`.",
            "Mostly `replica`; `unproven` shortly after writes.",
        ],
        |s, out| {
            let Some(replicas) = &s.replicas else { return };
            out(&["replica"], Whole(replicas.from_replicas));
            out(&["unproven"], Whole(replicas.unproven));
            out(&["lagging"], Whole(replicas.lagging));
            out(&["unhealthy"], Whole(replicas.unhealthy));
            out(&["failed"], Whole(replicas.failed));
        },
    ),
    metric(
        "larder_replica_up",
        (Gauge, Count),
        &["replica"],
        ["Whether a replica answers and follows the primary, 1 or 0.", "1."],
        |s, out| {
            let servers = s.replicas.iter().flat_map(|replicas| &replicas.servers);
            servers.for_each(|server| out(&[server.place.as_str()], Whole(u64::from(server.is_up))));
        },
    ),
    metric(
        "larder_replica_lag_seconds",
        (Gauge, Seconds),
        &["replica"],
        [
            "How old the newest state of the primary is that a replica is known to have; grows while nobody reads.",
            "Below 0.1 under load.",
        ],
        |s, out| {
            let servers = s.replicas.iter().flat_map(|replicas| &replicas.servers);
            for server in servers {
                if let Some(lag) = server.lag {
                    out(&[server.place.as_str()], Number(lag.as_secs_f64()));
                }
            }
        },
    ),
    metric(
        "larder_replica_sample_failures_total",
        (Counter, Count),
        &["replica"],
        ["Questions for a replica's position that it did not answer.", "Grows only while the replica is away."],
        |s, out| {
            let servers = s.replicas.iter().flat_map(|replicas| &replicas.servers);
            servers.for_each(|server| out(&[server.place.as_str()], Whole(server.sample_failures)));
        },
    ),
    metric(
        "larder_replica_promotions_total",
        (Counter, Count),
        &[],
        ["How often the primary became another server, or went on in another timeline.", "Grows with a failover."],
        |s, out| {
            if let Some(replicas) = &s.replicas {
                out(&[], Whole(replicas.promotions));
            }
        },
    ),
    metric(
        "larder_replica_tokens_refused_total",
        (Counter, Count),
        &[],
        [
            "Tokens of readers that were none, or of a history that is gone; the primary answered.",
            "Grows for minutes after a failover.",
        ],
        |s, out| {
            if let Some(replicas) = &s.replicas {
                out(&[], Whole(replicas.tokens_refused));
            }
        },
    ),
];
