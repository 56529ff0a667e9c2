//! Reads of every tenant's rows.

use std::future::Future;
use std::sync::Arc;

use super::Repository;
use super::list::count;
use crate::cache::Region;
use crate::entity::{ListedKey, LookupValues, Owned, UniqueSql};
use crate::error::{Error, ErrorKind, Result};
use crate::handle::Executor;
use crate::value::{Page, Paged};

/// Reads the rows of every tenant; reached by `across_tenants()` only. Where row level security hides them, it needs a
/// store whose role has BYPASSRLS, and fails with `Database` elsewhere.
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
        Self { executor: executor.of_tenant(None), region }
    }

    /// Returns the row with this key, whoever owns it, from the database.
    ///
    /// # Errors
    /// `Database` where the tenant is part of the primary key and several tenants have the key, what the statement
    /// meets, or `Decode`.
    pub async fn find(self, key: impl Into<E::Key>) -> Result<Option<E>> {
        let key = key.into();
        self.executor.sees_all_of(E::NAME).await?;
        let found = self.executor.anywhere().all(&E::ACROSS.get, &[&ListedKey(&key)], E::decode);
        let mut found = self.rows().past(found).await?;
        match found.pop() {
            Some(_) if !found.is_empty() => {
                let message = format!("{}: several tenants have a row with this key", E::ACROSS.get.label);
                Err(Error::new(ErrorKind::Database(message)))
            }
            found => Ok(found),
        }
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
        self.executor.sees_all_of(E::NAME).await?;
        self.executor.anywhere().one(&E::ACROSS.count, &[], count).await
    }

    /// Returns the rows: newest first where keys are made, else in the order of the key; one tenant after the other
    /// where the tenant is part of the primary key.
    ///
    /// # Errors
    /// `Invalid` for a cursor of another list, what the statement meets, or `Decode`.
    pub async fn list(self, page: Page) -> Result<Paged<E>> {
        self.executor.sees_all_of(E::NAME).await?;
        self.rows().past(self.executor.anywhere().page(&E::ACROSS.list, page, &[], E::decode, E::place)).await
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
        let found = self.rows().find_by(by, values);
        async move {
            self.executor.sees_all_of(E::NAME).await?;
            found.await
        }
    }

    /// Returns the same row; without one the error is `NotFound`.
    #[doc(hidden)]
    pub fn get_by<V: LookupValues>(
        self,
        by: &'static UniqueSql,
        values: V,
    ) -> impl Future<Output = Result<Arc<E>>> + use<'a, E, V> {
        let found = self.rows().get_by(by, values);
        async move {
            self.executor.sees_all_of(E::NAME).await?;
            found.await
        }
    }
}
