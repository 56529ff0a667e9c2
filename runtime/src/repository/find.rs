//! Reads by primary key.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Repository;
use crate::cache::{CacheKey, Freshness, Missed, Region};
use crate::entity::{Entity, ListedKey};
use crate::error::{Error, Result};
use crate::value::Bind;

impl<E: Entity> Repository<'_, E> {
    /// Returns the row with this key, if there is one.
    ///
    /// # Errors
    /// What the statement meets, or `Decode`.
    pub async fn find(self, key: impl Into<E::Key>) -> Result<Option<Arc<E>>> {
        let key = key.into();
        let Some(region) = self.region else {
            let found = self.anywhere().first(&E::BY_KEY.get, self.by_key(&key)).await?;
            return Ok(found.map(Arc::new));
        };
        let name = self.name(&key);
        let is_cached = region.is_enabled() && !self.executor.in_transaction();
        let missed = match is_cached.then(|| region.quick(&name)) {
            Some(Ok(found)) => {
                self.executor.was_answered_by_primary();
                return Ok(found);
            }
            missed => missed.and_then(Result::err),
        };
        // Boxed, so that the hits, which are most reads, do not carry it.
        Box::pin(self.find_slowly(region, (name, key), missed)).await
    }

    /// Reads what is not in process, or past the cache.
    async fn find_slowly(
        self,
        region: &Region<E>,
        (name, key): (CacheKey, E::Key),
        missed: Option<Missed>,
    ) -> Result<Option<Arc<E>>> {
        let load = async || self.first(&E::BY_KEY.get, self.by_key(&key)).await;
        let found = match missed {
            Some(missed) => match self.find_softly(region, (&name, &key)).await {
                Some(found) => found,
                None => region.read_slowly(&name, missed, load).await,
            },
            None => region.read(&name, true, load).await,
        };
        self.executor.was_answered_by_primary();
        found
    }

    /// Returns the row with this key, or while the database does not answer what is left of it in this process, though
    /// it may be out of date by now: for pages that had better show something old than nothing.
    ///
    /// # Errors
    /// As [`find`](Self::find), where nothing is left.
    pub async fn find_or_stale(self, key: impl Into<E::Key>) -> Result<(Option<Arc<E>>, Freshness)> {
        let key = key.into();
        let Some(region) = self.region else { return Ok((self.find(key).await?, Freshness::Current)) };
        let load = async || self.first(&E::BY_KEY.get, self.by_key(&key)).await;
        let found = region.read_or_stale(&self.name(&key), self.executor.in_transaction(), load).await;
        self.executor.was_answered_by_primary();
        found
    }

    /// Returns the row with this key.
    ///
    /// # Errors
    /// `NotFound`, and as [`find`](Self::find).
    pub async fn get(self, key: impl Into<E::Key>) -> Result<Arc<E>> {
        self.find(key).await?.ok_or_else(|| Error::not_found(E::NAME))
    }

    /// Returns whether there is a row with this key.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub async fn exists(self, key: impl Into<E::Key>) -> Result<bool> {
        Ok(self.find(key).await?.is_some())
    }

    /// Returns the rows with these keys, in their order; keys without a row are left out.
    ///
    /// The way from a page of rows to what they refer to: a statement for all of them, not one for each.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub async fn find_many(self, keys: impl IntoIterator<Item = impl Into<E::Key>>) -> Result<Vec<Arc<E>>>
    where
        E::Key: Bind + Ord,
    {
        let keys: Vec<E::Key> = keys.into_iter().map(Into::into).collect();
        let Some(region) = self.region else {
            let listed: Vec<_> = keys.iter().map(ListedKey).collect();
            let binds: Vec<&dyn Bind> = listed.iter().map(|key| key as _).collect();
            let anywhere = self.executor.anywhere();
            let found = self.scoped(|scope| anywhere.all_in(&E::BY_KEY.find_many, scope, &binds, &[], E::decode));
            let rows: BTreeMap<E::Key, Arc<E>> =
                found.await?.into_iter().map(|row| (row.key(), Arc::new(row))).collect();
            return Ok(keys.iter().filter_map(|key| rows.get(key).cloned()).collect());
        };
        let names: Vec<CacheKey> = keys.iter().map(|key| self.name(key)).collect();
        let load = async |missing: Vec<usize>| {
            let listed: Vec<_> = missing.iter().map(|index| ListedKey(&keys[*index])).collect();
            let binds: Vec<&dyn Bind> = listed.iter().map(|key| key as _).collect();
            self.scoped(|scope| self.executor.all_in(&E::BY_KEY.find_many, scope, &binds, &[], E::decode)).await
        };
        let name_of = |row: &E| self.name(&row.key());
        let found = region.read_many(&names, self.executor.in_transaction(), name_of, load).await?;
        self.executor.was_answered_by_primary();
        Ok(found.into_iter().flatten().collect())
    }
}
