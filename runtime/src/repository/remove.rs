//! Deletes, soft deletes, and their undoing.

use super::Repository;
use crate::cache::Invalidate;
use crate::entity::{Aliases, Entity, Registered, SoftDelete, Versioned, invalidated as touched_by};
use crate::error::Result;
use crate::statement::{Sql, Statement};
use crate::value::{Arguments, Bind, now};

impl<'a, E: Entity + Registered> Repository<'a, E> {
    /// Deletes the row. Where deletes mark rows, every read leaves it out from then on.
    ///
    /// # Errors
    /// `NotFound`, and what the statements meet.
    pub async fn delete(self, key: impl Into<E::Key>) -> Result<()> {
        let key = key.into();
        if let Some(hooks) = self.hooks() {
            return self.delete_hooked(hooks, key).await;
        }
        let statement = self.statement_after_times(&E::BY_KEY.delete, E::BY_KEY.marks.unwrap_or(0), &key);
        let invalidated = self.invalidated(|names| names.row(&key));
        match E::BY_KEY.marks {
            Some(_) => self.executor.mark::<E>(statement, self.tenant, key, invalidated).await,
            None => self.executor.delete::<E>(statement, self.tenant, key, invalidated).await,
        }
    }

    /// Deletes the rows that exist among these and returns how many there were.
    ///
    /// # Errors
    /// What the statements meet.
    pub async fn delete_many(self, keys: impl IntoIterator<Item = impl Into<E::Key>>) -> Result<u64>
    where
        E::Key: Bind,
    {
        let keys: Vec<E::Key> = keys.into_iter().map(Into::into).collect();
        if let Some(hooks) = self.hooks() {
            return self.delete_many_hooked(hooks, keys).await;
        }
        let invalidated = self.invalidated(|names| keys.iter().for_each(|key| names.row(key)));
        let sql = &E::BY_KEY.delete_many;
        let now = now();
        let times = E::BY_KEY.marks.unwrap_or(0);
        let delete = self.scoped(|scope| {
            let times = std::iter::repeat_n(&now as &dyn Bind, times);
            let before: Vec<&dyn Bind> = times.chain(scope.iter().copied()).collect();
            self.executor.delete_many::<E>(sql, self.tenant, &before, &keys, invalidated)
        });
        delete.await
    }

    pub(super) fn statement(self, sql: &'static Sql, key: &E::Key) -> Statement {
        self.statement_after_times(sql, 0, key)
    }

    /// Prepares a statement whose first values are the time.
    pub(super) fn statement_after_times(self, sql: &'static Sql, times: usize, key: &E::Key) -> Statement {
        Statement::with(sql, self.executor.driver(), self.after_times(times, key))
    }

    fn after_times(self, times: usize, key: &E::Key) -> Arguments {
        let mut arguments = self.executor.arguments();
        if times > 0 {
            let now = now();
            for _ in 0..times {
                arguments.add(&now);
            }
        }
        self.add_key(&mut arguments, key);
        arguments
    }
}

impl<E: Versioned + Registered> Repository<'_, E> {
    /// Does what `delete` does if the row still has this version.
    ///
    /// # Errors
    /// `StaleVersion` when the row has another version, and as [`delete`](Self::delete).
    pub async fn delete_if(self, key: impl Into<E::Key>, version: E::Version) -> Result<()> {
        self.delete_expecting(key.into(), version.into()).await
    }

    pub(super) async fn delete_expecting(self, key: E::Key, version: i64) -> Result<()> {
        if let Some(hooks) = self.hooks() {
            return self.delete_expecting_hooked(hooks, key, version).await;
        }
        let mut arguments = self.after_times(E::BY_KEY.marks.unwrap_or(0), &key);
        arguments.add(&version);
        let statement = Statement::with(E::DELETE_IF, self.executor.driver(), arguments);
        let look = self.by_key(&key);
        let invalidated = self.invalidated(|names| names.row(&key));
        let delete = async {
            match E::BY_KEY.marks {
                Some(_) => self.executor.mark::<E>(statement, self.tenant, key, invalidated).await,
                None => self.executor.delete::<E>(statement, self.tenant, key, invalidated).await,
            }
        };
        self.executor.expecting::<E, _>(look, version, delete).await
    }
}

impl<E: SoftDelete + Registered> Repository<'_, E> {
    /// Brings back a row that is marked as deleted.
    ///
    /// # Errors
    /// `NotFound` where no row with this key is marked, and what the statements meet.
    pub async fn restore(self, key: impl Into<E::Key>) -> Result<()> {
        let key = key.into();
        if let Some(hooks) = self.hooks() {
            return self.restore_hooked(hooks, key).await;
        }
        let times = E::BY_KEY.marks.unwrap_or(0).saturating_sub(1);
        let statement = self.statement_after_times(E::RESTORE, times, &key);
        let aliases = if self.region.is_some() { E::BY_KEY.aliases } else { Aliases::None };
        let invalidated = self.invalidated(|names| match aliases {
            // By which secret, the row does not tell.
            Aliases::Secret => names.region(),
            Aliases::None | Aliases::Shown => names.row(&key),
        });
        // While the row counted as deleted, any of its keys may have been remembered as missing.
        let entries = (aliases != Aliases::None).then_some(touched_by::<E> as fn(&E) -> Vec<Invalidate>);
        let get = self.by_key(&key);
        self.executor.revive::<E>(statement, self.tenant, key, get, invalidated, entries).await
    }

    /// Removes the row for good, marked as deleted or not.
    ///
    /// # Errors
    /// `NotFound`, and what the statements meet.
    pub async fn delete_permanently(self, key: impl Into<E::Key>) -> Result<()> {
        let key = key.into();
        if let Some(hooks) = self.hooks() {
            return self.delete_permanently_hooked(hooks, key).await;
        }
        let statement = self.statement(E::DELETE_PERMANENTLY, &key);
        let invalidated = self.invalidated(|names| names.row(&key));
        self.executor.delete::<E>(statement, self.tenant, key, invalidated).await
    }
}
