//! What is added to a column, and rows that are changed as they are found.

use super::Repository;
use crate::condition::TypedColumn;
use crate::entity::{Change, Registered, invalidated};
use crate::error::{Error, ErrorKind, Result};
use crate::repository::change::assignments;
use crate::statement::{Assignments, Statement};
use crate::value::{Arguments, Bind};

/// How often a change begins anew because of other writers.
pub(super) const ATTEMPTS: u32 = 10;

/// A whole number that can be added to a column.
pub trait Increment: Bind + Send + private::Sealed + 'static {
    #[doc(hidden)]
    const BOUNDS: (i64, i64);
}

mod private {
    pub trait Sealed {}
}

macro_rules! increments {
    ($($type:ty),*) => {$(
        impl private::Sealed for $type {}

        impl Increment for $type {
            #[allow(clippy::cast_lossless, reason = "the widest of them is an i64 already")]
            const BOUNDS: (i64, i64) = (<$type>::MIN as i64, <$type>::MAX as i64);
        }
    )*};
}

increments!(i16, i32, i64);

impl<E: Change + Registered> Repository<'_, E> {
    /// Adds to one column of the row, in one statement that loses no other writer's addition, and returns the row as it
    /// is now stored. Times and the version follow as with a patch; NULL counts as 0.
    ///
    /// # Errors
    /// `NotFound`; `Database` for a column that never changes, or that a parent sums up (use
    /// [`patch_with`](Self::patch_with)), or whose type cannot hold the sum; and what the statement meets.
    pub async fn increment<T: Increment>(self, key: impl Into<E::Key>, column: TypedColumn<E, T>, by: T) -> Result<E> {
        let key = key.into();
        if let Some(hooks) = self.hooks() {
            return self.increment_hooked(hooks, key, column, by).await;
        }
        let statement = self.growing(&key, column, &by)?;
        let armed = self.invalidated(|names| names.row(&key));
        let invalidated = self.executor.if_cached(invalidated);
        let written = self.executor.write_back(statement, self.by_key(&key), armed, invalidated).await?;
        written.ok_or_else(|| Error::not_found(E::NAME))
    }

    fn growing<T: Increment>(self, key: &E::Key, column: TypedColumn<E, T>, by: &T) -> Result<Statement> {
        let driver = self.executor.driver();
        let mut set = Assignments::new(E::PATCH);
        set.grow(column.sql.name, by, column.sql.is_nullable, T::BOUNDS);
        set.times(E::TIMES);
        // MySQL gives nothing back.
        set.returning(E::UPDATE.text(driver.dialect()).split_once(" RETURNING ").map(|(_, columns)| columns));
        if E::COUNTERS.iter().any(|counter| set.sets_any(counter.columns)) {
            let what = format!("a parent of {} looks at {}: change it by `patch_with`", E::NAME, column.sql.name);
            return Err(Error::new(ErrorKind::Database(what)));
        }
        Ok(set.draft(driver, None).statement(|to: &mut Arguments| self.add_key(to, key)))
    }

    /// Changes the row as `change` says when it is shown the row as it is, under its lock: what it makes of that is
    /// lost to no other writer. Returns the row as it is now stored. `change` may be asked again; a patch of nothing
    /// leaves the row alone.
    ///
    /// # Errors
    /// As [`patch`](Self::patch).
    pub async fn patch_with<F>(self, key: impl Into<E::Key>, change: F) -> Result<E>
    where
        F: Fn(&E) -> E::Patch + Send + Sync,
    {
        let key = key.into();
        let mut attempt = 1;
        loop {
            let unit = self.executor.unit().await?;
            let changed = self.on(unit.executor()).patch_locked(&key, &change).await;
            match unit.end(changed).await {
                Err(error) if error.is_conflict() && attempt < ATTEMPTS && !self.executor.in_transaction() => {
                    attempt += 1;
                }
                changed => return changed?.ok_or_else(|| Error::not_found(E::NAME)),
            }
        }
    }

    async fn patch_locked(self, key: &E::Key, change: &(impl Fn(&E) -> E::Patch + Sync)) -> Result<Option<E>> {
        let locked = Statement::locking(&E::BY_KEY.get, self.executor.driver(), self.by_key(key));
        let Some(row) = self.executor.first(locked, E::decode).await? else { return Ok(None) };
        self.patch_found_row(row, change).await.map(Some)
    }

    /// Changes a row that is locked.
    pub(super) async fn patch_found_row(self, row: E, change: &(impl Fn(&E) -> E::Patch + Sync)) -> Result<E> {
        let patch = change(&row);
        if assignments::<E>(None, &patch, None).is_empty() {
            return Ok(row);
        }
        let key = row.key();
        self.patch_expecting(key.clone(), None, &patch).await?;
        self.first(&E::BY_KEY.get, self.by_key(&key)).await?.ok_or_else(|| Error::not_found(E::NAME))
    }
}
