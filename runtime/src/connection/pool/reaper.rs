//! Keeps `min_idle` connections open and closes those that are idle for long, or old.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;
use tokio::time::MissedTickBehavior;

use super::shared::Shared;

const PERIOD: Duration = Duration::from_secs(30);

/// Starts the task that keeps `min_idle` connections open and closes those that are idle or old.
pub(super) fn spawn(pool: &Arc<Shared>) -> AbortHandle {
    let weak = Arc::downgrade(pool);
    let period = PERIOD.min(pool.config.idle_timeout.max(Duration::from_millis(10)));
    let task = tokio::spawn(tend(weak, period));
    task.abort_handle()
}

async fn tend(pool: Weak<Shared>, period: Duration) {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let Some(pool) = pool.upgrade() else { return };
        reap(&pool).await;
        pool.canceller.rest().await;
        fill(&pool).await;
    }
}

/// Closes what is due, each in a place: the server never has more connections than the pool has places.
async fn reap(pool: &Arc<Shared>) {
    let mut spare = pool.open_count().saturating_sub(pool.config.min_idle as usize);
    while let Some(place) = pool.free_place() {
        let now = Instant::now();
        let due = pool.take_due(|held| {
            let is_idle = spare > 0 && now.saturating_duration_since(held.used) > pool.config.idle_timeout;
            is_idle || pool.is_outdated(held, now)
        });
        let Some(held) = due else { return };
        spare = spare.saturating_sub(1);
        held.close().await;
        drop(place);
    }
}

/// Opens connections until `min_idle` exist, one at a time and only in a place that no caller wants: one who comes
/// while it is opened is the next to get it. A failure is left to the next caller, who gets it as an error.
async fn fill(pool: &Arc<Shared>) {
    let wanted = (pool.config.min_idle as usize).min(pool.most);
    while pool.open_count() < wanted && pool.waiting.load(Ordering::Relaxed) == 0 {
        let Some(place) = pool.free_place() else { return };
        if pool.make(place).await.is_err() {
            return;
        }
    }
}
