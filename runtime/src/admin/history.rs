//! The last quarter of an hour, so that a dashboard that is opened has something to show.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;

use super::problem::{Outcome, ProblemDocument};
use super::state::AdminState;
use super::{body, reply};
use crate::clock::Clock;
use crate::statistics::{Histogram, Operation, Statistics};

const PERIOD: Duration = Duration::from_secs(2);
const KEPT: usize = 450;

/// What happened between two looks at the statistics, and how things stood at the second.
#[derive(Debug, Clone, Serialize)]
struct Sample {
    number: u64,
    /// Milliseconds since 1970.
    at: u64,
    statements_per_second: f64,
    reads_per_second: f64,
    writes_per_second: f64,
    rows_per_second: f64,
    errors_per_second: f64,
    commits_per_second: f64,
    rollbacks_per_second: f64,
    /// Quantiles of the statements of this time; `null` where there were none.
    p50_seconds: Option<f64>,
    p95_seconds: Option<f64>,
    p99_seconds: Option<f64>,
    in_use: usize,
    idle: usize,
    waiting: usize,
    max: usize,
    wait_p99_seconds: Option<f64>,
    /// The parts of reads that each level answered; `null` where there were none.
    memory_hit_rate: Option<f64>,
    redis_hit_rate: Option<f64>,
    hit_rate: Option<f64>,
    cache_reads_per_second: f64,
    resident_bytes: Option<u64>,
}

/// Reads of the cache until now.
#[derive(Debug, Clone, Copy, Default)]
struct CacheReads {
    memory: u64,
    redis: u64,
    missed: u64,
}

impl CacheReads {
    fn of(statistics: &Statistics) -> Self {
        let mut reads = Self::default();
        for region in &statistics.cache.regions {
            reads.memory += region.memory.hits + region.memory.negative_hits;
            reads.redis += region.shared.hits + region.shared.negative_hits;
        }
        let total = statistics.cache.total;
        reads.missed = total.misses;
        reads
    }

    fn since(self, earlier: Self) -> Self {
        Self {
            memory: self.memory.saturating_sub(earlier.memory),
            redis: self.redis.saturating_sub(earlier.redis),
            missed: self.missed.saturating_sub(earlier.missed),
        }
    }

    fn total(self) -> u64 {
        self.memory + self.redis + self.missed
    }
}

/// The last samples, oldest first.
#[derive(Default)]
pub(super) struct History {
    samples: Mutex<VecDeque<Sample>>,
    is_running: AtomicBool,
}

impl History {
    /// Begins to sample, where a runtime is there to do it.
    pub(super) fn begin(state: &Arc<AdminState>) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if !state.history.is_running.swap(true, Ordering::AcqRel) {
            runtime.spawn(keep(Arc::downgrade(state)));
        }
    }

    fn push(&self, sample: Sample) {
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        if samples.len() >= KEPT {
            samples.pop_front();
        }
        samples.push_back(sample);
    }

    fn after(&self, number: u64) -> Vec<Sample> {
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        samples.iter().filter(|sample| sample.number > number).cloned().collect()
    }
}

/// Samples until the routes are gone.
async fn keep(state: Weak<AdminState>) {
    let mut before: Option<Statistics> = None;
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for number in 0.. {
        ticks.tick().await;
        let Some(state) = state.upgrade() else { return };
        let now = state.store.statistics();
        if let Some(before) = before.replace(now.clone()) {
            state.history.push(Sample::of(number, &before, &now));
        }
    }
}

impl Sample {
    fn of(number: u64, before: &Statistics, now: &Statistics) -> Self {
        let seconds = now.uptime.saturating_sub(before.uptime).as_secs_f64().max(0.001);
        let per_second = |now: u64, before: u64| now.saturating_sub(before) as f64 / seconds;
        let figure = |read: fn(&Statistics) -> u64| per_second(read(now), read(before));
        let (total, earlier) = (&now.database.total, &before.database.total);
        let durations = total.duration.since(&earlier.duration);
        let quantile = |durations: &Histogram, share| durations.quantile(share).map(|found| found.as_secs_f64());
        let (pool, reads) = (now.database.pool.status, CacheReads::of(now).since(CacheReads::of(before)));
        let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
        let of_redis = reads.redis + reads.missed;
        Self {
            number,
            at: Clock::system().wall_millis(),
            statements_per_second: per_second(total.executions, earlier.executions),
            reads_per_second: per_second(executions(now, true), executions(before, true)),
            writes_per_second: per_second(executions(now, false), executions(before, false)),
            rows_per_second: per_second(total.rows, earlier.rows),
            errors_per_second: figure(|statistics| statistics.database.errors.total()),
            commits_per_second: figure(|statistics| statistics.database.transactions.committed),
            rollbacks_per_second: figure(|statistics| statistics.database.transactions.rolled_back),
            p50_seconds: quantile(&durations, 0.5),
            p95_seconds: quantile(&durations, 0.95),
            p99_seconds: quantile(&durations, 0.99),
            in_use: pool.in_use,
            idle: pool.idle,
            waiting: pool.waiting,
            max: pool.max,
            wait_p99_seconds: quantile(&now.database.pool.wait.since(&before.database.pool.wait), 0.99),
            memory_hit_rate: share(reads.memory, reads.total()),
            redis_hit_rate: now.cache.redis_up.and_then(|_| share(reads.redis, of_redis)),
            hit_rate: share(reads.memory + reads.redis, reads.total()),
            cache_reads_per_second: reads.total() as f64 / seconds,
            resident_bytes: now.process.resident_bytes,
        }
    }
}

/// Returns how often statements ran that read, or those that write.
fn executions(statistics: &Statistics, are_reads: bool) -> u64 {
    let wanted = |operation| match operation {
        Operation::Read => are_reads,
        Operation::Insert | Operation::Update | Operation::Delete => !are_reads,
        Operation::Control => false,
    };
    let statements = statistics.database.statements.iter().filter(|statement| wanted(statement.operation));
    statements.map(crate::statistics::StatementStatistics::executions).sum()
}

/// `GET /admin/history`: the samples with a number above `after`.
pub(super) async fn history(State(state): State<Arc<AdminState>>, request: Request) -> Outcome<Response> {
    let mut after = 0;
    for (name, value) in body::query(&request)? {
        let number = value.parse().ok().filter(|_| name == "after");
        after = number.ok_or_else(|| ProblemDocument::bad_request("The only parameter is after, a number."))?;
    }
    History::begin(&state);
    let samples = state.history.after(after);
    Ok(reply::json(StatusCode::OK, &json!({ "period_seconds": PERIOD.as_secs_f64(), "samples": samples })))
}
