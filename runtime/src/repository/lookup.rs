//! Reads by unique keys.

use std::future::Future;
use std::sync::Arc;

use super::Repository;
use crate::cache::CacheKey;
use crate::entity::{Entity, Key as _, LookupValues, UniqueSql, matches};
use crate::error::{Error, Result};
use crate::statement::{Sql, Statement};
use crate::value::Arguments;

impl<'a, E: Entity> Repository<'a, E> {
    /// Returns the row that `values` name by a unique key, if there is one.
    #[doc(hidden)]
    pub async fn find_by<V: LookupValues>(self, by: &'static UniqueSql, values: V) -> Result<Option<Arc<E>>> {
        let load = async |rows: Self| {
            let (sql, except) = by.statement(&values);
            rows.first(sql, self.of_key(by, &values, except)).await
        };
        let region = self.region.filter(|_| !by.is_told_by_database);
        let (Some(region), Some(alias)) = (region, by.name(E::REGION, self.tenant, &values)) else {
            return Ok(load(self.anywhere()).await?.map(Arc::new));
        };
        let has_alias = |row: &E| matches(row, by, &alias);
        let is_cached = region.is_enabled() && !self.executor.in_transaction();
        if let Some(found) = is_cached.then(|| region.quick_by(&alias, has_alias)).flatten() {
            self.executor.was_answered_by_primary();
            return Ok(found);
        }
        let name_of = |row: &E| row.key().name(CacheKey::new(E::REGION, row.tenant().unwrap_or_default()));
        if is_cached && let Some(found) = Box::pin(self.find_softly_by(region, &alias, (by, &values))).await {
            self.executor.was_answered_by_primary();
            return found;
        }
        let load = async || load(self).await;
        // Boxed, so that the hits, which are most reads, do not carry it.
        let found = Box::pin(region.read_by(&alias, has_alias, name_of, self.executor.in_transaction(), load)).await;
        self.executor.was_answered_by_primary();
        found
    }

    /// Returns the same row; without one the error is `NotFound`.
    #[doc(hidden)]
    pub async fn get_by<V: LookupValues>(self, by: &'static UniqueSql, values: V) -> Result<Arc<E>> {
        self.find_by(by, values).await?.ok_or_else(|| Error::not_found(E::NAME))
    }

    /// Reads the same row past the cache, which may hold an older one, and past what a transaction of MySQL saw first.
    pub(super) fn latest_by<V: LookupValues>(
        self,
        by: &'static UniqueSql,
        values: &V,
    ) -> impl Future<Output = Result<Option<E>>> + use<'a, E, V> {
        let (sql, except) = by.statement(values);
        let arguments = self.of_key(by, values, except);
        self.executor.first(self.executor.latest_of(sql, arguments), E::decode)
    }

    /// Reads the same row past the cache.
    pub(super) fn stored_by<V: LookupValues>(
        self,
        by: &'static UniqueSql,
        values: &V,
    ) -> impl Future<Output = Result<Option<E>>> + use<'a, E, V> {
        let (sql, except) = by.statement(values);
        self.first(sql, self.of_key(by, values, except))
    }

    pub(super) fn of_key(self, by: &UniqueSql, values: &impl LookupValues, except: Option<usize>) -> Arguments {
        let mut arguments = if by.is_global { self.executor.arguments() } else { self.scope() };
        values.bind(&mut arguments, except);
        arguments
    }

    pub(super) fn first(
        self,
        sql: &'static Sql,
        arguments: Arguments,
    ) -> impl Future<Output = Result<Option<E>>> + use<'a, E> {
        self.executor.first(Statement::with(sql, self.executor.driver(), arguments), E::decode)
    }
}
