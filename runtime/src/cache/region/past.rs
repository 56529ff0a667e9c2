//! Rows that come past the cache and are noted as handed out.

use std::future::Future;

use super::Region;
use crate::cache::model::cached::Cached;
use crate::error::Result;

/// Rows that a read of the database brings.
pub trait Rows<T> {
    /// Returns them.
    fn rows(&self) -> &[T];
}

impl<T> Rows<T> for Option<T> {
    fn rows(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T> Rows<T> for Vec<T> {
    fn rows(&self) -> &[T] {
        self
    }
}

impl<T: Cached> Region<T> {
    /// Reads past the cache, so that no cached read that begins later finds an older state of the rows that `load`
    /// brings.
    ///
    /// `bypass` is for reads inside a transaction, of which nobody else may learn.
    ///
    /// # Errors
    ///
    /// Those of `load`.
    pub async fn read_past<R: Rows<T>>(&self, bypass: bool, load: impl Future<Output = Result<R>>) -> Result<R> {
        let rows = &self.0.rows;
        // Without Redis nobody but this process writes, and of its own writes the in-process level knows.
        if bypass || rows.parts.redis.is_none() {
            return load.await;
        }
        let ticket = rows.parts.served.ticket();
        let found = load.await?;
        found.rows().iter().for_each(|row| rows.pass_row(ticket, row));
        Ok(found)
    }
}
