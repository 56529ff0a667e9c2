//! Metrics of what the servers say of themselves, from the last inspection.

use std::time::Duration;

use super::metric;
use crate::metrics::Metric;
use crate::metrics::MetricKind::{Counter, Gauge};
use crate::metrics::MetricUnit::{Bytes, Count, Seconds};
use crate::metrics::MetricValue::{Count as Whole, Number};
use crate::statistics::{Inspection, RedisMemory, Statistics, TableSize};

/// What the servers said longer ago is nothing to show any more.
const FRESH: Duration = Duration::from_secs(300);

fn servers(statistics: &Statistics) -> Option<&Inspection> {
    statistics.servers.as_ref().filter(|last| last.age < FRESH).map(|last| &*last.inspection)
}

fn tables(statistics: &Statistics) -> &[TableSize] {
    servers(statistics).and_then(|servers| servers.tables.known()).map_or(&[], Vec::as_slice)
}

fn redis(statistics: &Statistics) -> Option<RedisMemory> {
    servers(statistics).and_then(|servers| servers.redis.known()).copied()
}

/// Metrics of what the servers say of themselves.
pub(super) static SERVERS: &[Metric] = &[
    metric(
        "larder_inspection_age_seconds",
        (Gauge, Seconds),
        &[],
        [
            "How long ago database and Redis were last asked for what they know of themselves: the metrics below, whose \
             series are left out after five minutes.",
            "Below a minute where `larder::admin` is scraped.",
        ],
        |s, out| {
            if let Some(last) = &s.servers {
                out(&[], Number(last.age.as_secs_f64()));
            }
        },
    ),
    metric(
        "larder_database_size_bytes",
        (Gauge, Bytes),
        &[],
        ["The size of the database, as the server measures it.", "Grows with the rows; below the room of its disk."],
        |s, out| {
            if let Some(bytes) = servers(s).and_then(|servers| servers.size_bytes.known()) {
                out(&[], Whole(*bytes));
            }
        },
    ),
    metric(
        "larder_table_size_bytes",
        (Gauge, Bytes),
        &["table", "part"],
        ["The size of a table, of its `rows` and of its `indexes`.", "By application."],
        |s, out| {
            for table in tables(s) {
                out(&[&table.table, "rows"], Whole(table.table_bytes));
                out(&[&table.table, "indexes"], Whole(table.index_bytes));
            }
        },
    ),
    metric(
        "larder_table_rows",
        (Gauge, Count),
        &["table"],
        [
            "Rows of a table, as the server's planner estimates them: an estimate. Its derivative is the growth.",
            "By application.",
        ],
        |s, out| {
            for table in tables(s) {
                if let Some(rows) = table.rows_estimate {
                    out(&[&table.table], Whole(rows));
                }
            }
        },
    ),
    metric(
        "larder_active_rows",
        (Gauge, Count),
        &["entity", "window"],
        [
            "Rows of an entity that were active in the last `5m`, `1h` or `24h`, by the timestamp that it declares as its \
             `activity`: active users, active sessions.",
            "By application.",
        ],
        |s, out| {
            for activity in servers(s).map_or(&[][..], |servers| &servers.activity) {
                activity.by_window().for_each(|(window, count)| out(&[activity.entity, window], Whole(count)));
            }
        },
    ),
    metric(
        "larder_server_lock_waits",
        (Gauge, Count),
        &[],
        ["Sessions of the server that wait for a lock, whoever they belong to.", "0, but for moments."],
        |s, out| {
            if let Some(waits) = servers(s).and_then(|servers| servers.lock_waits.known()) {
                out(&[], Whole(waits.waiting));
            }
        },
    ),
    metric(
        "larder_server_lock_wait_longest_seconds",
        (Gauge, Seconds),
        &[],
        ["How long the longest of them has waited; known on PostgreSQL.", "Below `DATABASE_LOCK_TIMEOUT`."],
        |s, out| {
            if let Some(waits) = servers(s).and_then(|servers| servers.lock_waits.known()) {
                match waits.longest_seconds {
                    Some(longest) => out(&[], Number(longest)),
                    None if waits.waiting == 0 => out(&[], Number(0.0)),
                    None => {}
                }
            }
        },
    ),
    metric(
        "larder_server_deadlocks_total",
        (Counter, Count),
        &[],
        ["Deadlocks that the server has counted, whoever was in them.", "Hardly grows."],
        |s, out| {
            if let Some(deadlocks) = servers(s).and_then(|servers| servers.deadlocks.known()) {
                out(&[], Whole(*deadlocks));
            }
        },
    ),
    metric(
        "larder_redis_memory_bytes",
        (Gauge, Bytes),
        &["kind"],
        ["Memory of Redis, `used` and its limit, `max`; 0 is no limit.", "`used` below `max`."],
        |s, out| {
            if let Some(memory) = redis(s) {
                out(&["used"], Whole(memory.used_bytes));
                out(&["max"], Whole(memory.max_bytes));
            }
        },
    ),
    metric(
        "larder_redis_keys",
        (Gauge, Count),
        &[],
        ["Keys in Redis, of all who use it.", "By application."],
        |s, out| redis(s).iter().for_each(|memory| out(&[], Whole(memory.keys))),
    ),
    metric(
        "larder_redis_evicted_keys_total",
        (Counter, Count),
        &[],
        ["Keys that Redis evicted for want of memory.", "Does not grow."],
        |s, out| redis(s).iter().for_each(|memory| out(&[], Whole(memory.evicted_keys))),
    ),
    metric(
        "larder_redis_region_bytes",
        (Gauge, Bytes),
        &["region"],
        [
            "Bytes that a region takes in Redis: an estimate, from `MEMORY USAGE` of a sample of the keys.",
            "All together below the limit of Redis.",
        ],
        |s, out| {
            let regions = servers(s).and_then(|servers| servers.redis_regions.known());
            regions.into_iter().flatten().for_each(|one| out(&[&one.region], Whole(one.bytes_estimate)));
        },
    ),
    metric(
        "larder_redis_region_keys",
        (Gauge, Count),
        &["region"],
        ["Keys of a region in Redis: an estimate, exact up to 5,000 keys on a server.", "By application."],
        |s, out| {
            let regions = servers(s).and_then(|servers| servers.redis_regions.known());
            regions.into_iter().flatten().for_each(|one| out(&[&one.region], Whole(one.keys_estimate)));
        },
    ),
];
