//! Writes of rows with hooks: each in a transaction, between what is done before and after it. Rows without hooks never
//! come here.

use std::pin::Pin;

use super::{Increment, Repository, RowHooks, RowWrite};
use crate::condition::TypedColumn;
use crate::entity::{
    Change, Entity, InsertRow as _, KeyValue, New, Patch as _, Registered, SoftDelete, Table, Versioned,
};
use crate::error::{Error, Result};
use crate::statement::Statement;
use crate::value::Bind;

/// A write under way, without its type: it is a part of the write that it stands for.
type Writing<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Runs `$work` on the quiet rows of `$repository` in a transaction, or as a part of the one there is.
macro_rules! in_unit {
    ($repository:expr, $rows:ident => $work:block) => {
        Box::pin(async move {
            let unit = $repository.executor.unit().await?;
            let $rows = $repository.on(unit.executor()).quiet();
            let done: Result<_> = async { $work }.await;
            unit.end(done).await
        })
    };
}

impl<'a, E: Table> Repository<'a, E> {
    /// Returns the hooks that are to be called.
    pub(super) fn hooks(self) -> Option<&'static RowHooks<E>> {
        let hooks = E::HOOKS.filter(|_| !self.is_quiet)?;
        hooks.downcast_ref()
    }

    /// The same rows, whose hooks are called by somebody else.
    fn quiet(self) -> Self {
        Self { is_quiet: true, ..self }
    }
}

impl<'a, E: Table + Registered> Repository<'a, E> {
    pub(super) fn create_hooked(self, hooks: &'static RowHooks<E>, new: Vec<E::New>) -> Writing<'a, Vec<E>> {
        in_unit!(self, rows => {
            rows.executor.check(|| new.iter().try_for_each(New::check))?;
            let tenant = rows.tenant.unwrap_or_default();
            let new: Vec<_> = new.into_iter().map(|new| new.into_row(tenant)).collect();
            for row in &new {
                hooks.before(RowWrite::Create(row.row()), rows.executor).await?;
            }
            let stored = rows.insert_rows(new).await?;
            for row in &stored {
                hooks.after(RowWrite::Create(row), rows.executor).await?;
            }
            Ok(stored)
        })
    }
}

impl<'a, E: Entity + Registered> Repository<'a, E> {
    /// Returns the row with this key under its lock.
    async fn locked_row(self, key: &E::Key) -> Result<Option<E>> {
        let statement = Statement::locking(&E::BY_KEY.get, self.executor.driver(), self.by_key(key));
        self.executor.first(statement, E::decode).await
    }

    async fn locked_or_missing(self, key: &E::Key) -> Result<E> {
        self.locked_row(key).await?.ok_or_else(|| Error::not_found(E::NAME))
    }

    pub(super) fn delete_hooked(self, hooks: &'static RowHooks<E>, key: E::Key) -> Writing<'a, ()> {
        in_unit!(self, rows => {
            let row = rows.locked_or_missing(&key).await?;
            hooks.before(RowWrite::Delete(&row), rows.executor).await?;
            rows.delete(key).await?;
            hooks.after(RowWrite::Delete(&row), rows.executor).await
        })
    }

    pub(super) fn delete_many_hooked(self, hooks: &'static RowHooks<E>, keys: Vec<E::Key>) -> Writing<'a, u64>
    where
        E::Key: Bind,
    {
        in_unit!(self, rows => {
            let (mut found, mut seen) = (Vec::new(), Vec::<KeyValue>::new());
            for key in &keys {
                let value: KeyValue = key.clone().into();
                // One that is named twice is deleted once.
                if seen.contains(&value) {
                    continue;
                }
                seen.push(value);
                if let Some(row) = rows.locked_row(key).await? {
                    hooks.before(RowWrite::Delete(&row), rows.executor).await?;
                    found.push(row);
                }
            }
            let deleted = rows.delete_many(keys).await?;
            for row in &found {
                hooks.after(RowWrite::Delete(row), rows.executor).await?;
            }
            Ok(deleted)
        })
    }
}

impl<'a, E: Versioned + Registered> Repository<'a, E> {
    pub(super) fn delete_expecting_hooked(
        self,
        hooks: &'static RowHooks<E>,
        key: E::Key,
        version: i64,
    ) -> Writing<'a, ()> {
        in_unit!(self, rows => {
            let row = rows.locked_or_missing(&key).await?;
            hooks.before(RowWrite::Delete(&row), rows.executor).await?;
            rows.delete_expecting(key, version).await?;
            hooks.after(RowWrite::Delete(&row), rows.executor).await
        })
    }
}

impl<'a, E: SoftDelete + Registered> Repository<'a, E> {
    /// Of a row that is marked as deleted the hooks learn nothing more.
    pub(super) fn delete_permanently_hooked(self, hooks: &'static RowHooks<E>, key: E::Key) -> Writing<'a, ()> {
        in_unit!(self, rows => {
            let Some(row) = rows.locked_row(&key).await? else { return rows.delete_permanently(key).await };
            hooks.before(RowWrite::Delete(&row), rows.executor).await?;
            rows.delete_permanently(key).await?;
            hooks.after(RowWrite::Delete(&row), rows.executor).await
        })
    }

    /// A row that is marked is seen when it is restored.
    pub(super) fn restore_hooked(self, hooks: &'static RowHooks<E>, key: E::Key) -> Writing<'a, ()> {
        in_unit!(self, rows => {
            rows.restore(key.clone()).await?;
            let row = rows.locked_or_missing(&key).await?;
            hooks.before(RowWrite::Restore(&row), rows.executor).await?;
            hooks.after(RowWrite::Restore(&row), rows.executor).await
        })
    }
}

impl<'a, E: Change + Registered> Repository<'a, E> {
    pub(super) fn update_hooked(self, hooks: &'static RowHooks<E>, row: E) -> Writing<'a, E> {
        in_unit!(self, rows => {
            rows.executor.check(|| E::New::check_row(&row))?;
            let before = rows.locked_or_missing(&row.key()).await?;
            let mut after = row.clone();
            after.keep(&before);
            hooks.before(RowWrite::Change { before: &before, after: &after }, rows.executor).await?;
            let after = rows.update(row).await?;
            hooks.after(RowWrite::Change { before: &before, after: &after }, rows.executor).await?;
            Ok(after)
        })
    }

    pub(super) fn patch_hooked<'p>(
        self,
        hooks: &'static RowHooks<E>,
        key: E::Key,
        version: Option<i64>,
        patch: &'p E::Patch,
    ) -> Writing<'p, ()>
    where
        'a: 'p,
    {
        in_unit!(self, rows => {
            rows.executor.check(|| patch.check())?;
            let before = rows.locked_or_missing(&key).await?;
            let mut after = before.clone();
            patch.apply(&mut after);
            hooks.before(RowWrite::Change { before: &before, after: &after }, rows.executor).await?;
            rows.patch_expecting(key.clone(), version, patch).await?;
            let after = rows.locked_or_missing(&key).await?;
            hooks.after(RowWrite::Change { before: &before, after: &after }, rows.executor).await
        })
    }

    /// What is added up is known when it is written: both hooks are called then.
    pub(super) fn increment_hooked<T: Increment>(
        self,
        hooks: &'static RowHooks<E>,
        key: E::Key,
        column: TypedColumn<E, T>,
        by: T,
    ) -> Writing<'a, E> {
        in_unit!(self, rows => {
            let before = rows.locked_or_missing(&key).await?;
            let after = rows.increment(key, column, by).await?;
            hooks.before(RowWrite::Change { before: &before, after: &after }, rows.executor).await?;
            hooks.after(RowWrite::Change { before: &before, after: &after }, rows.executor).await?;
            Ok(after)
        })
    }
}
