//! Metrics of the pool, of statements, transactions and locks.

use super::metric;
use crate::metrics::Metric;
use crate::metrics::MetricKind::{Counter, Gauge, Histogram};
use crate::metrics::MetricUnit::{Count, Seconds};
use crate::metrics::MetricValue::{Count as Whole, Durations};
use crate::statistics::StatementStatistics;

fn of_statement(statement: &StatementStatistics) -> [&str; 3] {
    [statement.entity, statement.method, statement.operation.name()]
}

const STATEMENT: &[&str] = &["entity", "method", "operation"];

/// Metrics of the pool, of statements, transactions and locks.
pub(super) static DATABASE: &[Metric] = &[
    metric(
        "larder_pool_connections",
        (Gauge, Count),
        &["state"],
        ["Open connections, `in_use` or `idle`.", "`in_use` below the maximum most of the time."],
        |s, out| {
            out(&["in_use"], Whole(s.database.pool.status.in_use as u64));
            out(&["idle"], Whole(s.database.pool.status.idle as u64));
        },
    ),
    metric(
        "larder_pool_max_connections",
        (Gauge, Count),
        &[],
        ["Most connections that the pool opens.", "Constant; all instances together below the server's limit."],
        |s, out| out(&[], Whole(s.database.pool.status.max as u64)),
    ),
    metric(
        "larder_pool_waiting",
        (Gauge, Count),
        &[],
        ["Callers that wait for a connection.", "0, but for moments."],
        |s, out| out(&[], Whole(s.database.pool.status.waiting as u64)),
    ),
    metric(
        "larder_pool_wait_seconds",
        (Histogram, Seconds),
        &[],
        [
            "How long callers waited for a connection; those who found one free waited for nothing.",
            "The 99th percentile below 10 ms.",
        ],
        |s, out| out(&[], Durations(&s.database.pool.wait)),
    ),
    metric(
        "larder_pool_acquire_timeouts_total",
        (Counter, Count),
        &[],
        ["Callers that waited for a connection in vain.", "Does not grow."],
        |s, out| out(&[], Whole(s.database.pool.acquire_timeouts)),
    ),
    metric(
        "larder_pool_connections_opened_total",
        (Counter, Count),
        &[],
        ["Connections opened.", "Grows slowly: a connection lives half an hour."],
        |s, out| out(&[], Whole(s.database.pool.opened)),
    ),
    metric(
        "larder_pool_connections_failed_total",
        (Counter, Count),
        &[],
        ["Connections that could not be opened.", "Grows only while the server is away or full."],
        |s, out| out(&[], Whole(s.database.pool.failed)),
    ),
    metric(
        "larder_pool_connections_closed_total",
        (Counter, Count),
        &[],
        ["Connections closed, for whatever reason.", "Grows as fast as those opened."],
        |s, out| out(&[], Whole(s.database.pool.closed)),
    ),
    metric(
        "larder_pool_abandoned_calls_total",
        (Counter, Count),
        &[],
        ["Calls that were stopped because their caller left.", "Grows with requests that clients give up."],
        |s, out| out(&[], Whole(s.database.pool.abandoned_calls)),
    ),
    metric(
        "larder_statement_duration_seconds",
        (Histogram, Seconds),
        STATEMENT,
        [
            "How long statements took, from sending to the last row, failed ones included.",
            "By statement; a read by key below 5 ms at the 99th percentile.",
        ],
        |s, out| {
            let statements = s.database.statements.iter();
            statements.for_each(|statement| out(&of_statement(statement), Durations(&statement.duration)));
        },
    ),
    metric(
        "larder_statement_rows_total",
        (Counter, Count),
        STATEMENT,
        [
            "Rows read and written. Summed by `entity` and `operation` it is what an application does with its data.",
            "By application.",
        ],
        |s, out| {
            let statements = s.database.statements.iter();
            statements.for_each(|statement| out(&of_statement(statement), Whole(statement.rows)));
        },
    ),
    metric(
        "larder_statement_slow_total",
        (Counter, Count),
        STATEMENT,
        ["Statements that took longer than `DATABASE_SLOW_STATEMENT`.", "Hardly grows."],
        |s, out| {
            let slow = s.database.statements.iter().filter(|statement| statement.slow > 0);
            slow.for_each(|statement| out(&of_statement(statement), Whole(statement.slow)));
        },
    ),
    metric(
        "larder_statement_errors_total",
        (Counter, Count),
        &["entity", "method", "operation", "kind"],
        ["Statements that failed, by the kind of the error.", "Unique violations at most, where users choose names."],
        |s, out| {
            for statement in &s.database.statements {
                let [entity, method, operation] = of_statement(statement);
                statement.errors.iter().for_each(|(kind, count)| out(&[entity, method, operation, kind], Whole(count)));
            }
        },
    ),
    metric(
        "larder_errors_total",
        (Counter, Count),
        &["kind"],
        [
            "Errors of the database's side, those included of calls that sent no statement.",
            "`unavailable`, `timeout` and `decode` do not grow.",
        ],
        |s, out| s.database.errors.iter().for_each(|(kind, count)| out(&[kind], Whole(count))),
    ),
    metric(
        "larder_transactions_begun_total",
        (Counter, Count),
        &[],
        ["Transactions begun.", "By application."],
        |s, out| out(&[], Whole(s.database.transactions.begun)),
    ),
    metric(
        "larder_transactions_total",
        (Counter, Count),
        &["outcome"],
        [
            "Transactions ended: `committed`, `rolled_back`, or `unknown` where COMMIT was not answered.",
            "Nearly all committed; `unknown` only after a loss of the server.",
        ],
        |s, out| {
            out(&["committed"], Whole(s.database.transactions.committed));
            out(&["rolled_back"], Whole(s.database.transactions.rolled_back));
            out(&["unknown"], Whole(s.database.transactions.unknown));
        },
    ),
    metric(
        "larder_transaction_retries_total",
        (Counter, Count),
        &[],
        ["Calls that larder began again after a conflict.", "Below 1 % of writes."],
        |s, out| out(&[], Whole(s.database.transactions.retries)),
    ),
    metric(
        "larder_transaction_conflicts_total",
        (Counter, Count),
        &[],
        ["Statements that a deadlock, a serialization failure or a schema change ended.", "Below 1 % of writes."],
        |s, out| out(&[], Whole(s.database.transactions.conflicts)),
    ),
    metric(
        "larder_lock_timeouts_total",
        (Counter, Count),
        &[],
        ["Statements that waited for a lock up to `DATABASE_LOCK_TIMEOUT`.", "Does not grow."],
        |s, out| out(&[], Whole(s.database.locks.timeouts)),
    ),
    metric(
        "larder_deadlocks_total",
        (Counter, Count),
        &[],
        ["Statements that the server ended because of a deadlock.", "Hardly grows."],
        |s, out| out(&[], Whole(s.database.locks.deadlocks)),
    ),
    metric(
        "larder_writer_wait_seconds",
        (Histogram, Seconds),
        &[],
        ["How long writers waited for each other on SQLite, which has one writer.", "Below the time of a write."],
        |s, out| {
            if s.database.locks.writer_wait.count() > 0 {
                out(&[], Durations(&s.database.locks.writer_wait));
            }
        },
    ),
];
