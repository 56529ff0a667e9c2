//! Deletes, soft deletes, and their undoing.

use std::collections::BTreeSet;
use std::future::Future;

use super::Executor;
use super::removal::Fate;
use super::retry::{atomically, retried};
use crate::cache::Invalidate;
use crate::entity::{Entity, KeyValue, Registered, far};
use crate::error::{Error, Result};
use crate::statement::{InSql, Statement};
use crate::value::{Arguments, Bind};

impl<'a> Executor<'a> {
    /// Deletes a row for good, and whatever the database deletes with it. Counters are reduced, and the cached rows
    /// that go with it are invalidated too.
    ///
    /// # Errors
    /// `NotFound`, and what the statements meet.
    pub(crate) fn delete<T: Entity + Registered>(
        self,
        statement: Statement,
        tenant: Option<&str>,
        key: T::Key,
        invalidated: Vec<Invalidate>,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        self.remove::<T>(statement, tenant, key, invalidated, Fate::Gone)
    }

    /// Marks a row as deleted. It counts no more; what hangs on it stays.
    ///
    /// # Errors
    /// As [`delete`](Self::delete).
    pub(crate) fn mark<T: Entity + Registered>(
        self,
        statement: Statement,
        tenant: Option<&str>,
        key: T::Key,
        invalidated: Vec<Invalidate>,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        self.remove::<T>(statement, tenant, key, invalidated, Fate::Marked)
    }

    fn remove<T: Entity + Registered>(
        self,
        statement: Statement,
        tenant: Option<&str>,
        key: T::Key,
        invalidated: Vec<Invalidate>,
        fate: Fate,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        let (tenant, keys) = (tenant.map(str::to_owned), [key.into()]);
        let found = |written| if written == 0 { Err(Error::not_found(T::NAME)) } else { Ok(()) };
        async move {
            if stands_alone::<T>() {
                return self.send(statement, invalidated).await.and_then(found);
            }
            retried!(self, {
                let unit = self.detach::<T>(tenant.as_deref(), &keys, fate).await?;
                let written = unit.executor().send(statement.clone(), invalidated.clone()).await;
                unit.end(written.and_then(found)).await
            })
        }
    }

    /// Deletes the rows of a list of keys, or marks them, and returns how many there were; a key that is there twice is
    /// one row.
    ///
    /// # Errors
    /// What the statements meet.
    pub(crate) fn delete_many<T: Entity + Registered>(
        self,
        sql: &'static InSql,
        tenant: Option<&str>,
        before: &[&dyn Bind],
        keys: &[T::Key],
        invalidated: Vec<Invalidate>,
    ) -> impl Future<Output = Result<u64>> + use<'a, T> {
        let fate = if T::BY_KEY.marks.is_some() { Fate::Marked } else { Fate::Gone };
        self.remove_many::<T>(sql, tenant, before, keys, invalidated, fate)
    }

    /// Removes rows that are marked as deleted, and whatever the database deletes with them, and returns their number.
    ///
    /// # Errors
    /// What the statements meet.
    pub(crate) fn purge<T: Entity + Registered>(
        self,
        sql: &'static InSql,
        tenant: Option<&str>,
        before: &[&dyn Bind],
        keys: &[T::Key],
        invalidated: Vec<Invalidate>,
    ) -> impl Future<Output = Result<u64>> + use<'a, T> {
        self.remove_many::<T>(sql, tenant, before, keys, invalidated, Fate::Gone)
    }

    fn remove_many<T: Entity + Registered>(
        self,
        sql: &'static InSql,
        tenant: Option<&str>,
        before: &[&dyn Bind],
        keys: &[T::Key],
        invalidated: Vec<Invalidate>,
        fate: Fate,
    ) -> impl Future<Output = Result<u64>> + use<'a, T> {
        // Each once, and in one order, so that two lists never wait for each other.
        let distinct: BTreeSet<KeyValue> = keys.iter().cloned().map(Into::into).collect();
        let keys: Vec<KeyValue> = distinct.into_iter().collect();
        let binds: Vec<&dyn Bind> = keys.iter().map(|key| key as &dyn Bind).collect();
        let statements = sql.statements(self.engine.driver, before, &binds, &[]);
        let tenant = tenant.map(str::to_owned);
        async move {
            if stands_alone::<T>() || keys.is_empty() {
                return self.send_all(statements, invalidated).await;
            }
            retried!(self, {
                let unit = self.detach::<T>(tenant.as_deref(), &keys, fate).await?;
                let written = unit.executor().send_all(statements.clone(), invalidated.clone()).await;
                unit.end(written).await
            })
        }
    }

    /// Undoes a soft delete; counters are increased again. `get` are the values that find the row, `entries` names what
    /// it is read by, where that is more than its key.
    ///
    /// # Errors
    /// `NotFound`, and what the statements meet.
    pub(crate) fn revive<T: Entity + Registered>(
        self,
        statement: Statement,
        tenant: Option<&str>,
        key: T::Key,
        get: Arguments,
        invalidated: Vec<Invalidate>,
        entries: Option<fn(&T) -> Vec<Invalidate>>,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        let (tenant, keys) = (tenant.map(str::to_owned), [key.into()]);
        async move {
            atomically!(self, executor => {
                let unmark = async || executor.send(statement.clone(), invalidated.clone()).await;
                let written = match T::REMOVAL {
                    None => unmark().await?,
                    Some(removal) => executor.attach(removal, tenant.as_deref(), &keys, unmark).await?,
                };
                if written == 0 {
                    return Err(Error::not_found(T::NAME));
                }
                if let Some(entries) = entries {
                    executor.invalidate(executor.get::<T>(get.clone()).await?.as_ref().map(entries).unwrap_or_default());
                }
                Ok(())
            })
        }
    }
}

fn stands_alone<T: Registered>() -> bool {
    T::COUNTERS.is_empty() && T::CASCADES.is_empty() && T::REMOVAL.is_none() && far::<T>().is_empty()
}
