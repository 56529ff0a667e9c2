//! The database of a store: a pool and everything a statement needs.

use std::sync::Arc;
use std::time::Duration;

use larder_format::Dialect;

use crate::cache::CacheManager;
use crate::config::DatabaseConfig;
use crate::error::{Error, Result};
use crate::execute::{ConstraintInfo, Engine, SecuredTable};
use crate::handle::executor::Executor;
use crate::handle::options::{TransactionMode, TransactionOptions};
use crate::handle::session::Session;
use crate::handle::transaction::Transaction;
use crate::statistics::{DatabaseStatistics, Label, PoolStatus};

/// The database of a store: its connections and what they did. Cloning shares it.
///
/// Rows are read and written through the store.
#[derive(Clone)]
pub struct Db(Arc<Engine>);

impl Db {
    /// Opens a pool. The first connection is made by the first statement, or by the pool's own task.
    ///
    /// # Errors
    /// `Configuration` for a URL that no compiled-in driver can read.
    #[doc(hidden)]
    pub fn open(
        config: &DatabaseConfig,
        cache: CacheManager,
        constraints: &'static [ConstraintInfo],
        validates: bool,
    ) -> Result<Self> {
        Engine::open(config, cache, constraints, validates).map(|engine| Self(Arc::new(engine)))
    }

    /// Has statements tell the database whose rows they are about, since policies stand on these tables.
    pub(crate) fn secure(&self, tables: &'static [SecuredTable]) {
        self.0.row_security.note(tables);
    }

    /// Returns the handle whose statements take any connection and commit by themselves.
    #[must_use]
    #[doc(hidden)]
    pub fn executor(&self) -> Executor<'_> {
        Executor::pool(&self.0)
    }

    /// Returns which database this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.0.driver.dialect()
    }

    /// Runs `work` in a transaction: committed when it returns `Ok`, rolled back when it returns `Err`, panics or is
    /// dropped.
    ///
    /// # Errors
    /// That of `work`, or of BEGIN and COMMIT.
    #[doc(hidden)]
    pub async fn transaction<T, E: From<Error>>(
        &self,
        work: impl AsyncFnOnce(Executor<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.executor().transaction(work).await
    }

    /// Runs `work` in a transaction with options of its own.
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction).
    #[doc(hidden)]
    pub async fn transaction_with<T, E: From<Error>>(
        &self,
        options: TransactionOptions,
        work: impl AsyncFnOnce(Executor<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.executor().transaction_with(options, work).await
    }

    /// Runs `work` in a transaction, again if it meets another one.
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction).
    #[doc(hidden)]
    pub async fn retry_transaction<T, E: From<Error>>(
        &self,
        options: TransactionOptions,
        work: impl AsyncFnOnce(Executor<'_>) -> Result<T, E> + Clone,
    ) -> Result<T, E> {
        self.executor().retry_transaction(options, work).await
    }

    /// Begins a transaction that the caller commits or rolls back.
    ///
    /// # Errors
    /// `Timeout` when no connection is free, `Unavailable` when none can be made.
    #[doc(hidden)]
    pub async fn begin(&self) -> Result<Transaction> {
        Transaction::begin(Arc::clone(&self.0), TransactionMode::default()).await
    }

    /// Holds one connection across several statements.
    ///
    /// # Errors
    /// `Timeout` when no connection is free, `Unavailable` when none can be made.
    #[doc(hidden)]
    pub async fn session(&self) -> Result<Session> {
        Session::hold(Arc::clone(&self.0)).await
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// What a statement would meet.
    pub async fn ping(&self) -> Result<()> {
        let mut lease = self.0.pool.acquire(Label::of_none("ping")).await?;
        crate::execute::ping(&self.0, &mut lease).await
    }

    /// Returns how the pool stands.
    #[must_use]
    pub fn status(&self) -> PoolStatus {
        self.0.pool.status()
    }

    /// Returns what the pool, transactions and statements did since the store was opened. Sends nothing.
    #[must_use]
    pub fn statistics(&self) -> DatabaseStatistics {
        self.0.counted.read(self.dialect(), self.status())
    }

    pub(crate) fn engine(&self) -> Arc<Engine> {
        Arc::clone(&self.0)
    }

    /// Refuses new work, waits up to `limit` for what runs, and closes the connections.
    pub async fn close(&self, limit: Duration) {
        self.0.pool.close(limit).await;
    }
}
#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use crate::handle::Executor;
    use crate::statement::Sql;
    use crate::{CacheConfig, CacheManager, Config, Db};

    static GOOD: Sql = Sql::same("Test", "good", "SELECT 1");
    static BAD: Sql = Sql::same("Test", "bad", "SELECT nothing");

    #[tokio::test]
    async fn what_larder_asks_for_itself_is_left_out() {
        let config = Config::for_url("sqlite::memory:");
        let cache = CacheManager::connect(CacheConfig::default()).await.unwrap();
        let db = Db::open(&config.database, cache, &[], true).unwrap();
        let engine = db.engine();
        for (at, counted) in [(Executor::of_larder(&engine), 0), (Executor::pool(&engine), 1)] {
            at.one(&GOOD, &[], |_| Ok(())).await.unwrap();
            at.one(&BAD, &[], |_| Ok(())).await.unwrap_err();
            let seen = db.statistics().total;
            assert_eq!((seen.executions, seen.errors, seen.rows), (2 * counted, counted, counted));
        }
        db.ping().await.unwrap();
        assert_eq!(db.statistics().total.executions, 2);
    }
}
