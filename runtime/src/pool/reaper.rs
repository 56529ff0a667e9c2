use std::time::Duration;

use deadpool::managed::Pool;
use tokio::task::AbortHandle;
use tokio::time::MissedTickBehavior;

use super::Inner;
use super::manager::Manager;
use crate::config::DatabaseConfig;

const PERIOD: Duration = Duration::from_secs(30);

/// Starts the task that keeps `min_idle` connections open and closes those that are idle or old.
pub(super) fn spawn(pool: &Inner, config: DatabaseConfig, most: usize) -> AbortHandle {
    let weak = pool.weak();
    let task = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(PERIOD.min(config.idle_timeout.max(Duration::from_millis(10))));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let Some(pool) = weak.upgrade() else { return };
            reap(&pool, &config).await;
            fill(&pool, (config.min_idle as usize).min(most)).await;
        }
    });
    task.abort_handle()
}

/// The pool hands out the back, so its front is the idle end and is looked at first.
async fn reap(pool: &Pool<Manager>, config: &DatabaseConfig) {
    let mut spare = pool.status().size.saturating_sub(config.min_idle as usize);
    let reaped = pool.retain(|held, metrics| {
        let idle = metrics.last_used() > config.idle_timeout && spare > 0;
        if idle {
            spare -= 1;
        }
        !(idle || held.is_expired() || !held.is_clean())
    });
    for held in reaped.removed {
        held.close().await;
    }
}

/// Opens connections until `wanted` exist. A failure is left to the next caller, who gets it as an error.
async fn fill(pool: &Pool<Manager>, wanted: usize) {
    let mut objects = Vec::new();
    while pool.status().size < wanted {
        match pool.get().await {
            Ok(object) => objects.push(object),
            Err(_) => return,
        }
    }
}
