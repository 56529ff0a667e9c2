use futures_util::stream::{StreamExt as _, iter};
use serde::Serialize;

use super::Region;
use crate::cache::CacheKey;
use crate::cache::cached::Cached;
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
    /// This is [`read_many`](Self::read_many), leases included, so it never installs what a write has overtaken. `load` gets
    /// the keys of one batch that are missing. A batch that fails does not stop the others.
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
        let (load, key_of) = (&load, &key_of);
        let batches = keys.chunks(BATCH).map(|batch| async move {
            let load = async |missing: Vec<usize>| load(missing.iter().map(|at| batch[*at].clone()).collect()).await;
            (batch.len(), self.read_many(batch, false, key_of, load).await)
        });
        let mut report = WarmReport::default();
        let mut done = iter(batches).buffer_unordered(concurrency.max(1));
        while let Some((count, result)) = done.next().await {
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
        report
    }
}
