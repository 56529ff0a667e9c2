//! Counts statements, rows and time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Counts what ran.
#[derive(Debug, Default)]
pub(crate) struct StatementCounters {
    statements: AtomicU64,
    failures: AtomicU64,
    slow: AtomicU64,
    rows: AtomicU64,
    micros: AtomicU64,
    commits: AtomicU64,
    rollbacks: AtomicU64,
}

/// Statements and transactions since the store was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct StatementStats {
    /// Statements of the application, without larder's own and health checks.
    pub statements: u64,
    /// Statements that failed.
    pub failures: u64,
    /// Statements slower than the configured limit.
    pub slow: u64,
    /// Rows read and written.
    pub rows: u64,
    /// Time spent in statements.
    pub busy: Duration,
    /// Transactions committed.
    pub commits: u64,
    /// Transactions rolled back by their owner.
    pub rollbacks: u64,
}

impl StatementCounters {
    pub(crate) fn succeeded(&self, elapsed: Duration, rows: u64, is_slow: bool) {
        self.ran(elapsed);
        self.rows.fetch_add(rows, Ordering::Relaxed);
        if is_slow {
            self.slow.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn failed(&self, elapsed: Duration) {
        self.ran(elapsed);
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    fn ran(&self, elapsed: Duration) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn committed(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn rolled_back(&self) {
        self.rollbacks.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> StatementStats {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        StatementStats {
            statements: load(&self.statements),
            failures: load(&self.failures),
            slow: load(&self.slow),
            rows: load(&self.rows),
            busy: Duration::from_micros(load(&self.micros)),
            commits: load(&self.commits),
            rollbacks: load(&self.rollbacks),
        }
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use crate::handle::Executor;
    use crate::statement::Sql;
    use crate::{CacheConfig, CacheManager, Config, Db};

    static GOOD: Sql = Sql::same("Test.good", "SELECT 1");
    static BAD: Sql = Sql::same("Test.bad", "SELECT nothing");

    #[tokio::test]
    async fn what_larder_asks_for_itself_is_left_out() {
        let config = Config::for_url("sqlite::memory:");
        let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
        let db = Db::open(&config.database, cache, &[], true).unwrap();
        let engine = db.engine();
        for (at, counted) in [(Executor::of_larder(&engine), 0), (Executor::pool(&engine), 1)] {
            at.one(&GOOD, &[], |_| Ok(())).await.unwrap();
            at.one(&BAD, &[], |_| Ok(())).await.unwrap_err();
            let seen = db.statistics();
            assert_eq!((seen.statements, seen.failures, seen.rows), (2 * counted, counted, counted));
        }
        db.ping().await.unwrap();
        assert_eq!(db.statistics().statements, 2);
    }
}
