//! Fills a region ahead of its readers.

use std::sync::Arc;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use serde::Serialize;

use super::Region;
use crate::cache::CacheKey;
use crate::cache::model::cached::Cached;
use crate::{Error, Result};

/// Keys warmed by one call of the loader.
const BATCH: usize = 100;

/// What a warm-up did.
#[derive(Debug, Default, Serialize)]
pub struct WarmReport {
    /// Rows that are cached, those that were before included.
    pub rows: usize,
    /// Keys without a row.
    pub missing: usize,
    /// Keys whose batch could not be loaded.
    pub failed: usize,
    /// The first error of a batch.
    #[serde(skip)]
    pub error: Option<Error>,
}

impl<T: Cached> Region<T> {
    /// Reads the keys into the cache in batches of a hundred, at most `concurrency` at a time.
    ///
    /// This is [`read_many`](Self::read_many), leases included, so it never installs what a write has overtaken. `load`
    /// gets the keys of one batch that are missing. A batch that fails does not stop the others.
    pub async fn warm<F>(
        &self,
        keys: &[CacheKey],
        concurrency: usize,
        key_of: impl Fn(&T) -> CacheKey,
        load: F,
    ) -> WarmReport
    where
        F: AsyncFn(Vec<CacheKey>) -> Result<Vec<T>>,
    {
        let mut report = WarmReport::default();
        let mut waiting = keys.chunks(BATCH);
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < concurrency.max(1)
                && let Some(batch) = waiting.next()
            {
                running.push(self.warm_batch(batch, &key_of, &load));
            }
            let Some((count, result)) = running.next().await else { return report };
            match result {
                Ok(rows) => {
                    let present = rows.iter().flatten().count();
                    report.rows += present;
                    report.missing += count - present;
                }
                Err(error) => {
                    report.failed += count;
                    report.error.get_or_insert(error);
                }
            }
        }
    }

    async fn warm_batch<F>(
        &self,
        batch: &[CacheKey],
        key_of: &impl Fn(&T) -> CacheKey,
        load: &F,
    ) -> (usize, Result<Vec<Option<Arc<T>>>>)
    where
        F: AsyncFn(Vec<CacheKey>) -> Result<Vec<T>>,
    {
        let load = async |missing: Vec<usize>| load(missing.iter().map(|at| batch[*at].clone()).collect()).await;
        (batch.len(), self.read_many(batch, false, key_of, load).await)
    }
}
