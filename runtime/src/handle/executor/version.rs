//! Writes of rows whose version is expected.

use std::future::Future;

use super::Executor;
use super::update::refused;
use crate::entity::{Entity, Registered};
use crate::error::Result;
use crate::value::Arguments;

impl<'a> Executor<'a> {
    /// Runs `write`, whose statement compares the version, if the row has the version that is expected.
    ///
    /// # Errors
    /// `NotFound`, `StaleVersion` when the row has another version, and what `write` meets.
    pub(crate) fn expecting<T: Entity + Registered, W: Future<Output = Result<()>>>(
        self,
        look: Arguments,
        version: i64,
        write: W,
    ) -> impl Future<Output = Result<()>> + use<'a, T, W> {
        let version = Some(version);
        async move {
            self.expected::<T>(look, version).await??;
            // Whoever came in between changed the row, or deleted it.
            write.await.map_err(|error| if error.is_not_found() { refused::<T>(version) } else { error })
        }
    }
}
