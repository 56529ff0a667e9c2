//! Reads of every tenant's rows.

use std::future::Future;
use std::sync::Arc;

use super::Repository;
use super::list::count;
use crate::cache::Region;
use crate::entity::{Key as _, LookupValues, Owned, UniqueSql};
use crate::error::{Error, Result};
use crate::handle::Executor;
use crate::statement::Statement;
use crate::value::{Bind, CursorValue, Page, Paged};

/// Reads the rows of every tenant; reached by `across_tenants()` only.
pub struct Across<'a, E: Owned> {
    executor: Executor<'a>,
    /// For unique keys over all tenants, and to note what is handed out; by its primary key the cache knows a row only
    /// together with its tenant.
    region: Option<&'a Region<E>>,
}

impl<E: Owned> Clone for Across<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Owned> Copy for Across<'_, E> {}

impl<'a, E: Owned> Across<'a, E> {
    #[doc(hidden)]
    #[must_use]
    pub fn new(executor: Executor<'a>, region: Option<&'a Region<E>>) -> Self {
        Self { executor, region }
    }

    /// Returns the row with this key, whoever owns it, from the database.
    ///
    /// # Errors
    /// What the statement meets, or `Decode`.
    pub async fn find(self, key: impl Into<E::Key>) -> Result<Option<E>> {
        let mut arguments = self.executor.arguments();
        key.into().bind(&mut arguments);
        let statement = Statement::with(&E::ACROSS.get, self.executor.driver(), arguments);
        self.rows().past(self.executor.first(statement, E::decode)).await
    }

    /// Returns the row with this key, whoever owns it.
    ///
    /// # Errors
    /// `NotFound`, and as [`find`](Self::find).
    pub async fn get(self, key: impl Into<E::Key>) -> Result<E> {
        self.find(key).await?.ok_or_else(|| Error::not_found(E::NAME))
    }

    /// Counts the rows.
    ///
    /// # Errors
    /// What the statement meets.
    pub async fn count(self) -> Result<u64> {
        self.executor.one(&E::ACROSS.count, &[], count).await
    }

    /// Returns the rows: newest first where keys are made, else in the order of the key.
    ///
    /// # Errors
    /// `Invalid` for a cursor of another list, what the statement meets, or `Decode`.
    pub async fn list(self, page: Page) -> Result<Paged<E>>
    where
        E::Key: Bind + CursorValue,
    {
        self.rows().past(self.executor.page(&E::ACROSS.list, page, &[], E::decode, |row| (row.key(),))).await
    }

    fn rows(self) -> Repository<'a, E> {
        Repository::new(self.executor, self.region, None)
    }

    /// Returns the row that `values` name by a unique key over all tenants, if there is one.
    #[doc(hidden)]
    pub fn find_by<V: LookupValues>(
        self,
        by: &'static UniqueSql,
        values: V,
    ) -> impl Future<Output = Result<Option<Arc<E>>>> + use<'a, E, V> {
        self.rows().find_by(by, values)
    }

    /// Returns the same row; without one the error is `NotFound`.
    #[doc(hidden)]
    pub fn get_by<V: LookupValues>(
        self,
        by: &'static UniqueSql,
        values: V,
    ) -> impl Future<Output = Result<Arc<E>>> + use<'a, E, V> {
        self.rows().get_by(by, values)
    }
}
