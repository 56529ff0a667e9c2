//! Reads by primary key.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Repository;
use crate::cache::CacheKey;
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
        let load = async |rows: Self| rows.first(&E::BY_KEY.get, self.by_key(&key)).await;
        match self.region {
            Some(region) => {
                let load = async || load(self).await;
                let found = region.read(&self.name(&key), self.executor.in_transaction(), load).await;
                self.executor.was_answered_by_primary();
                found
            }
            None => Ok(load(self.anywhere()).await?.map(Arc::new)),
        }
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
