//! Writes of rows whose version is expected.

use std::future::Future;

use super::At;
use super::update::refused;
use crate::entity::Registered;
use crate::error::Result;
use crate::value::{Arguments, Keyed};

impl<'a> At<'a> {
    /// Runs `write`, whose statement compares the version, if the row has the version that is expected.
    ///
    /// # Errors
    /// `NotFound`, `StaleVersion` when the row has another version, and what `write` meets.
    pub fn expecting<T: Registered, W: Future<Output = Result<()>>>(
        self,
        tenant: Option<&str>,
        key: &T::Key,
        version: i64,
        write: W,
    ) -> impl Future<Output = Result<()>> + use<'a, T, W> {
        let version = Some(version);
        let mut get = Arguments::new(self.engine.driver);
        if let Some(tenant) = tenant {
            get.add(&Keyed(tenant));
        }
        get.add(key);
        async move {
            self.expected::<T>(get, version).await??;
            // Whoever came in between changed the row, or deleted it.
            write.await.map_err(|error| if error.is_not_found() { refused::<T>(version) } else { error })
        }
    }
}
