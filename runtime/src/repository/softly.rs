//! Reads that take a copy whose time is over where loading the row takes long.

use std::sync::Arc;

use super::Repository;
use crate::cache::{CacheKey, Missed, Region};
use crate::entity::{Entity, Key as _, LookupValues, UniqueSql, matches};
use crate::error::Result;

impl<E: Entity> Repository<'_, E> {
    /// Reads by key what is not in process, in a task that goes on if a copy is taken in its place; `None` where there
    /// is no such copy, or the connection is not the task's to use.
    pub(super) async fn find_softly(
        self,
        region: &Region<E>,
        (name, key): (&CacheKey, &E::Key),
    ) -> Option<Result<Option<Arc<E>>>> {
        if !region.has_expired(name) {
            return None;
        }
        let detached = self.executor.detached()?;
        let (rows, name_of_it, key) = (region.clone(), name.clone(), key.clone());
        let read = async move {
            let repository = Repository::<E>::new(detached.executor(), Some(&rows), detached.tenant());
            let load = async || repository.first(&E::BY_KEY.get, repository.by_key(&key)).await;
            rows.read_slowly(&name_of_it, Missed::Expired, load).await
        };
        Some(region.read_softly(name, Box::pin(read)).await)
    }

    /// The same by a unique key.
    pub(super) async fn find_softly_by<V: LookupValues>(
        self,
        region: &Region<E>,
        alias: &CacheKey,
        (by, values): (&'static UniqueSql, &V),
    ) -> Option<Result<Option<Arc<E>>>> {
        if !region.has_expired_by(alias, |row| matches(row, by, alias)) {
            return None;
        }
        let detached = self.executor.detached()?;
        let (sql, except) = by.statement(values);
        let arguments = self.of_key(by, values, except);
        let (rows, name) = (region.clone(), alias.clone());
        let read = async move {
            let repository = Repository::<E>::new(detached.executor(), Some(&rows), detached.tenant());
            let load = async || repository.first(sql, arguments).await;
            let has_alias = |row: &E| matches(row, by, &name);
            let name_of = |row: &E| row.key().name(CacheKey::new(E::REGION, row.tenant().unwrap_or_default()));
            rows.read_by_unlimited(&name, has_alias, name_of, load).await
        };
        Some(region.read_softly_by(alias, |row| matches(row, by, alias), Box::pin(read)).await)
    }
}
