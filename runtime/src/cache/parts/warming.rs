//! How far reading ahead is, of each region that has rows to read.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use crate::config::CacheConfig;
use crate::statistics::WarmStatistics;

/// What is read ahead into the regions of a manager.
pub(crate) struct Warming {
    tasks: Mutex<Vec<Arc<WarmTask>>>,
    /// Statements that may read at the same time.
    turns: Semaphore,
    ended: Notify,
    /// How long an instance counts as not ready at most.
    #[cfg_attr(not(feature = "admin"), allow(dead_code, reason = "nobody asks whether it is ready"))]
    wait: Duration,
}

/// The reading ahead of one region.
pub(crate) struct WarmTask {
    pub(crate) region: &'static str,
    #[cfg_attr(not(feature = "admin"), allow(dead_code, reason = "nobody asks whether it is ready"))]
    pub(crate) is_awaited: bool,
    pub(crate) wanted: u32,
    rows: AtomicU64,
    failed: AtomicBool,
    began: Instant,
    /// How long it took, once it has ended.
    took: Mutex<Option<Duration>>,
}

impl Warming {
    pub(crate) fn new(config: &CacheConfig) -> Self {
        Self {
            tasks: Mutex::default(),
            turns: Semaphore::new(config.warm_concurrency.max(1) as usize),
            ended: Notify::new(),
            wait: config.warm_wait,
        }
    }

    fn tasks(&self) -> Vec<Arc<WarmTask>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes that a region is being read ahead.
    pub(crate) fn begin(&self, region: &'static str, wanted: u32, is_awaited: bool) -> Arc<WarmTask> {
        let task = Arc::new(WarmTask {
            region,
            is_awaited,
            wanted,
            rows: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            began: Instant::now(),
            took: Mutex::new(None),
        });
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&task));
        task
    }

    /// Waits until a statement may be sent; `None` never happens while the manager is there.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// Notes that a region is done with, whether all of it was read or not.
    pub(crate) fn end(&self, task: &WarmTask) {
        *task.took.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.began.elapsed());
        self.ended.notify_waiters();
    }

    /// Waits until nothing is read ahead any more.
    pub(crate) async fn ended(&self) {
        loop {
            let ended = self.ended.notified();
            if self.tasks().iter().all(|task| task.has_ended()) {
                return;
            }
            ended.await;
        }
    }

    /// Whether the instance waits for anything, or did.
    #[cfg(feature = "admin")]
    pub(crate) fn is_any_awaited(&self) -> bool {
        self.tasks().iter().any(|task| task.is_awaited)
    }

    /// Returns what keeps the instance from being ready.
    #[cfg(any(test, feature = "admin"))]
    pub(crate) fn awaited(&self) -> Vec<Arc<WarmTask>> {
        let is_awaited = |task: &WarmTask| task.is_awaited && !task.has_ended() && task.began.elapsed() < self.wait;
        self.tasks().into_iter().filter(|task| is_awaited(task)).collect()
    }

    pub(crate) fn statistics(&self) -> Vec<WarmStatistics> {
        self.tasks().iter().map(|task| task.statistics()).collect()
    }
}

impl WarmTask {
    /// Notes rows that are in the cache, those that were before included.
    pub(crate) fn add(&self, rows: usize) {
        self.rows.fetch_add(rows as u64, Ordering::Relaxed);
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Notes that the rest is left to readers.
    pub(crate) fn fail(&self) {
        self.failed.store(true, Ordering::Relaxed);
    }

    fn took(&self) -> Option<Duration> {
        *self.took.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_ended(&self) -> bool {
        self.took().is_some()
    }

    fn statistics(&self) -> WarmStatistics {
        let took = self.took();
        WarmStatistics {
            region: self.region,
            wanted: u64::from(self.wanted),
            rows: self.rows(),
            is_running: took.is_none(),
            has_failed: self.failed.load(Ordering::Relaxed),
            seconds: took.unwrap_or_else(|| self.began.elapsed()).as_secs_f64(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_instance_waits_for_what_is_awaited_and_no_longer_than_it_may() {
        let warming = Warming::new(&CacheConfig::default());
        let (awaited, other) = (warming.begin("User", 10, true), warming.begin("Tenant", 10, false));
        awaited.add(3);
        assert_eq!(warming.awaited().iter().map(|task| task.region).collect::<Vec<_>>(), ["User"]);
        warming.end(&awaited);
        assert!(warming.awaited().is_empty());
        let rows: Vec<_> = warming.statistics().iter().map(|task| (task.rows, task.is_running)).collect();
        assert_eq!(rows, [(3, false), (0, true)]);
        warming.end(&other);
        warming.ended().await;

        let impatient = Warming::new(&CacheConfig { warm_wait: Duration::ZERO, ..CacheConfig::default() });
        impatient.begin("User", 10, true);
        assert!(impatient.awaited().is_empty());
    }
}
