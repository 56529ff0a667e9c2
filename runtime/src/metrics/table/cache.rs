//! Metrics of the cache and of Redis.

use super::metric;
use crate::metrics::Metric;
use crate::metrics::MetricKind::{Counter, Gauge, Histogram};
use crate::metrics::MetricUnit::{Bytes, Count, Ratio, Seconds};
use crate::metrics::MetricValue::{Count as Whole, Durations, Number};
use crate::statistics::{CacheTotals, LevelStatistics, RegionStatistics};

fn levels(region: &RegionStatistics) -> [(&'static str, &LevelStatistics); 2] {
    [("memory", &region.memory), ("redis", &region.shared)]
}

fn is_used(level: &LevelStatistics) -> bool {
    level.hits + level.negative_hits + level.misses + level.errors > 0
}

/// The part of a region's reads that either level answered; none before the first read.
fn hit_rate(region: &RegionStatistics) -> Option<f64> {
    let total = CacheTotals::of(std::slice::from_ref(region));
    (total.hits + total.misses > 0).then_some(total.hit_rate)
}

const LEVEL: &[&str] = &["region", "level"];

/// Metrics of the cache and of Redis.
pub(super) static CACHE: &[Metric] = &[
    metric(
        "larder_cache_requests_total",
        (Counter, Count),
        &["region", "level", "result"],
        [
            "Reads by the level that was asked: `hit`, `negative_hit` (known not to exist) or `miss`.",
            "Mostly hits, in process above all.",
        ],
        |s, out| {
            for region in &s.cache.regions {
                for (name, level) in levels(region).into_iter().filter(|(_, level)| is_used(level)) {
                    out(&[&region.region, name, "hit"], Whole(level.hits));
                    out(&[&region.region, name, "negative_hit"], Whole(level.negative_hits));
                    out(&[&region.region, name, "miss"], Whole(level.misses));
                }
            }
        },
    ),
    metric(
        "larder_cache_hit_rate",
        (Gauge, Ratio),
        &["region"],
        ["The part of reads since the start that either level answered.", "Above 0.8 for what is read often."],
        |s, out| {
            for region in &s.cache.regions {
                if let Some(rate) = hit_rate(region) {
                    out(&[&region.region], Number(rate));
                }
            }
        },
    ),
    metric(
        "larder_cache_read_seconds",
        (Histogram, Seconds),
        LEVEL,
        [
            "How long a level took to answer. In process one hit of 1,024 is timed, of Redis every answer.",
            "In process below 1 µs, Redis below 2 ms.",
        ],
        |s, out| {
            for region in &s.cache.regions {
                for (name, level) in levels(region).into_iter().filter(|(_, level)| level.read.count() > 0) {
                    out(&[&region.region, name], Durations(&level.read));
                }
            }
        },
    ),
    metric(
        "larder_cache_entries",
        (Gauge, Count),
        &["region"],
        ["Entries in process, out-of-date ones included.", "Up to the region's capacity."],
        |s, out| s.cache.regions.iter().for_each(|region| out(&[&region.region], Whole(region.entries as u64))),
    ),
    metric(
        "larder_cache_entry_bytes",
        (Gauge, Bytes),
        &["region"],
        [
            "Bytes that the entries in process take: an estimate, from the sizes of some.",
            "Constant after the caches are full; a part of the resident memory.",
        ],
        |s, out| s.cache.regions.iter().for_each(|region| out(&[&region.region], Whole(region.entry_bytes_estimate))),
    ),
    metric(
        "larder_cache_encode_buffer_bytes",
        (Gauge, Bytes),
        &[],
        ["Bytes of encoded entries on their way to Redis.", "Near 0; grows while Redis is slow."],
        |s, out| out(&[], Whole(s.cache.encode_buffer_bytes)),
    ),
    metric(
        "larder_cache_fills_total",
        (Counter, Count),
        &["region", "level", "result"],
        [
            "Values brought to a level: `accepted`, or `rejected` because a write came in between.",
            "As many as misses; few rejected.",
        ],
        |s, out| {
            for region in &s.cache.regions {
                for (name, level) in levels(region).into_iter().filter(|(_, level)| is_used(level)) {
                    out(&[&region.region, name, "accepted"], Whole(level.fills));
                    out(&[&region.region, name, "rejected"], Whole(level.fills_rejected));
                }
            }
        },
    ),
    metric(
        "larder_cache_errors_total",
        (Counter, Count),
        LEVEL,
        ["Operations of a level without an answer; reads go on to the database.", "Grows only while Redis is away."],
        |s, out| {
            for region in &s.cache.regions {
                for (name, level) in levels(region).into_iter().filter(|(_, level)| is_used(level)) {
                    out(&[&region.region, name], Whole(level.errors));
                }
            }
        },
    ),
    metric(
        "larder_cache_unreadable_total",
        (Counter, Count),
        &["region"],
        ["Entries of Redis of another version of the program, or damaged.", "Grows during a rolling update."],
        |s, out| {
            let regions = s.cache.regions.iter().filter(|region| is_used(&region.shared));
            regions.for_each(|region| out(&[&region.region], Whole(region.shared.unreadable)));
        },
    ),
    metric(
        "larder_cache_load_seconds",
        (Histogram, Seconds),
        &["region"],
        ["How long it took to load what no level had.", "As long as the statement."],
        |s, out| {
            let regions = s.cache.regions.iter().filter(|region| region.loads > 0);
            regions.for_each(|region| out(&[&region.region], Durations(&region.load)));
        },
    ),
    metric(
        "larder_cache_load_errors_total",
        (Counter, Count),
        &["region"],
        ["Loads that failed.", "Grows only while the database is away."],
        |s, out| {
            let regions = s.cache.regions.iter().filter(|region| region.loads > 0);
            regions.for_each(|region| out(&[&region.region], Whole(region.load_errors)));
        },
    ),
    metric(
        "larder_cache_coalesced_total",
        (Counter, Count),
        &["region"],
        ["Reads answered by another reader's load.", "Grows when many ask for the same at once."],
        |s, out| s.cache.regions.iter().for_each(|region| out(&[&region.region], Whole(region.coalesced))),
    ),
    metric(
        "larder_cache_bypassed_total",
        (Counter, Count),
        &["region"],
        ["Reads past the cache: inside transactions, or while it is off.", "Few, compared with hits."],
        |s, out| s.cache.regions.iter().for_each(|region| out(&[&region.region], Whole(region.bypassed))),
    ),
    metric(
        "larder_cache_invalidations_total",
        (Counter, Count),
        &["region"],
        ["Invalidations by writes of this instance.", "Grows with writes."],
        |s, out| s.cache.regions.iter().for_each(|region| out(&[&region.region], Whole(region.invalidations))),
    ),
    metric(
        "larder_cache_leases_total",
        (Counter, Count),
        &["region", "result"],
        [
            "Rights to fill an entry of Redis: `won`, or `denied` because another instance or a writer had it.",
            "Few denied.",
        ],
        |s, out| {
            for region in s.cache.regions.iter().filter(|region| region.leases_won + region.leases_denied > 0) {
                out(&[&region.region, "won"], Whole(region.leases_won));
                out(&[&region.region, "denied"], Whole(region.leases_denied));
            }
        },
    ),
    metric(
        "larder_cache_refreshes_total",
        (Counter, Count),
        &["region"],
        ["Rows loaded anew because they would have expired soon.", "Grows with what is read often."],
        |s, out| s.cache.regions.iter().for_each(|region| out(&[&region.region], Whole(region.refreshes))),
    ),
    metric(
        "larder_cache_expired_served_total",
        (Counter, Count),
        &["region"],
        ["Reads that took a copy whose time was over, after the soft timeout.", "Grows while loads are slow."],
        |s, out| s.cache.regions.iter().for_each(|region| out(&[&region.region], Whole(region.expired_served))),
    ),
    metric(
        "larder_cache_load_timeouts_total",
        (Counter, Count),
        &["region"],
        ["Reads that gave up waiting for a load, after the hard timeout.", "Does not grow."],
        |s, out| s.cache.regions.iter().for_each(|region| out(&[&region.region], Whole(region.timeouts))),
    ),
    metric(
        "larder_cache_warm_rows",
        (Gauge, Count),
        &["region"],
        ["Rows that were read ahead since the store opened.", "Constant soon after the start."],
        |s, out| s.cache.warm.iter().for_each(|warm| out(&[warm.region], Whole(warm.rows))),
    ),
    metric(
        "larder_cache_probes_total",
        (Counter, Count),
        &["region", "result"],
        [
            "Hits compared with the database (`CACHE_PROBE`): `agreed`, or `stale` where nobody told of a write.",
            "No stale ones.",
        ],
        |s, out| {
            for region in s.cache.regions.iter().filter(|region| region.probes_agreed + region.probes_stale > 0) {
                out(&[&region.region, "agreed"], Whole(region.probes_agreed));
                out(&[&region.region, "stale"], Whole(region.probes_stale));
            }
        },
    ),
    metric(
        "larder_cache_pending_invalidations",
        (Gauge, Count),
        &[],
        ["Invalidations that Redis has not confirmed yet.", "0 while Redis answers."],
        |s, out| out(&[], Whole(s.cache.pending_invalidations as u64)),
    ),
    metric(
        "larder_cache_watch_current",
        (Gauge, Count),
        &[],
        [
            "1 while entries in process may be served, because nothing older than half a second is unheard of.",
            "1, but for moments.",
        ],
        |s, out| s.cache.watch.iter().for_each(|watch| out(&[], Whole(watch.is_current.into()))),
    ),
    metric(
        "larder_cache_watch_told",
        (Gauge, Count),
        &[],
        ["0 where Redis cannot tell of other instances' writes, so that entries in process last five seconds.", "1."],
        |s, out| s.cache.watch.iter().for_each(|watch| out(&[], Whole(watch.is_told.into()))),
    ),
    metric(
        "larder_cache_watch_messages_total",
        (Counter, Count),
        &[],
        ["Writes that Redis has told of, those of this instance included.", "Grows with the writes of all."],
        |s, out| s.cache.watch.iter().for_each(|watch| out(&[], Whole(watch.heard))),
    ),
    metric(
        "larder_cache_watch_losses_total",
        (Counter, Count),
        &[],
        ["How often the connection that tells was lost, and with it everything in process.", "Does not grow."],
        |s, out| s.cache.watch.iter().for_each(|watch| out(&[], Whole(watch.lost))),
    ),
    metric(
        "larder_cache_fences_lost_total",
        (Counter, Count),
        &[],
        [
            "Writes of this instance whose fence was gone before they had ended: evicted, flushed or forgotten.",
            "Does not grow.",
        ],
        |s, out| s.cache.watch.iter().for_each(|watch| out(&[], Whole(watch.fences_lost))),
    ),
    metric(
        "larder_cache_log_kept",
        (Gauge, Count),
        &[],
        [
            "1 where writes that Redis cannot fence are written down in larder_cache_log, 0 where that table is missing.",
            "1; left out without Redis.",
        ],
        |s, out| s.cache.log.iter().for_each(|log| out(&[], Whole(log.is_kept.into()))),
    ),
    metric(
        "larder_cache_log_written_total",
        (Counter, Count),
        &[],
        ["Writes of this instance that Redis could not fence and that were written down.", "Does not grow."],
        |s, out| s.cache.log.iter().for_each(|log| out(&[], Whole(log.written))),
    ),
    metric(
        "larder_cache_log_heard_total",
        (Counter, Count),
        &[],
        ["Writes of other instances that were read there.", "Does not grow."],
        |s, out| s.cache.log.iter().for_each(|log| out(&[], Whole(log.heard))),
    ),
    metric(
        "larder_redis_up",
        (Gauge, Count),
        &[],
        ["1 while Redis answers, 0 while it does not; left out without Redis.", "1."],
        |s, out| {
            if let Some(up) = s.cache.redis_up {
                out(&[], Whole(up.into()));
            }
        },
    ),
    metric(
        "larder_redis_slow",
        (Gauge, Count),
        &[],
        ["1 while Redis answers so slowly that reads go to the database; left out without Redis.", "0."],
        |s, out| {
            if let Some(slow) = s.cache.redis_slow {
                out(&[], Whole(slow.into()));
            }
        },
    ),
    metric(
        "larder_redis_command_seconds",
        (Histogram, Seconds),
        &["command"],
        ["How long commands to Redis took that were answered.", "The 99th percentile below 2 ms."],
        |s, out| s.cache.redis.iter().for_each(|redis| out(&[redis.command], Durations(&redis.duration))),
    ),
    metric(
        "larder_redis_command_errors_total",
        (Counter, Count),
        &["command", "kind"],
        [
            "Commands to Redis that failed: `timeout`, `connection` (lost, or none) or `refused`.",
            "Grows only while Redis is away.",
        ],
        |s, out| {
            for redis in &s.cache.redis {
                out(&[redis.command, "timeout"], Whole(redis.timeouts));
                out(&[redis.command, "connection"], Whole(redis.connection_errors));
                out(&[redis.command, "refused"], Whole(redis.refused));
            }
        },
    ),
];
