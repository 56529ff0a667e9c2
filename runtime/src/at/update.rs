use std::future::Future;

use super::At;
use crate::arguments::Arguments;
use crate::cache::Touch;
use crate::catalogue::{Registered, checks, counts};
use crate::column::{Bind, Keyed};
use crate::dynamic::Assignments;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Sql;
use crate::statement::Statement;

impl<'a> At<'a> {
    /// Writes a whole row.
    ///
    /// # Errors
    /// `NotFound`, `ForeignKeyViolation` naming the reference whose parent is missing, and what the statements meet.
    pub fn update<T: Registered>(
        self,
        sql: &'static Sql,
        row: &T,
        binds: &[&dyn Bind],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        let statement = Statement::of(sql, self.engine.driver, binds);
        let replaced = Replacement::<T>::of(row);
        async move {
            match self.replace(statement, replaced, touched).await? {
                0 => Err(Error::not_found(T::NAME)),
                _ => Ok(()),
            }
        }
    }

    /// Writes a whole row if it still has the version it was read with; `sql` compares it.
    ///
    /// # Errors
    /// `StaleVersion` when the row exists with another version; otherwise as [`update`](Self::update).
    pub fn update_versioned<T: Registered>(
        self,
        sql: &'static Sql,
        row: &T,
        binds: &[&dyn Bind],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        let driver = self.engine.driver;
        let statement = Statement::of(sql, driver, binds);
        let look = Statement::with(T::GET, driver, self.key_of(row));
        let replaced = Replacement::<T>::of(row);
        async move {
            if self.replace(statement, replaced, touched).await? > 0 {
                return Ok(());
            }
            match self.row(look).await? {
                Some(_) => Err(Error::new(ErrorKind::StaleVersion { entity: T::NAME })),
                None => Err(Error::not_found(T::NAME)),
            }
        }
    }

    /// Writes the columns that are set. `apply` makes the same change to a copy of the row, which checks and counters need
    /// when one of their columns is set. Nothing set: nothing happens.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub fn patch<T: Registered, F: FnOnce(&mut T) + Send>(
        self,
        key: &[&dyn Bind],
        set: Assignments<'_>,
        apply: F,
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<()>> + use<'a, T, F> {
        let driver = self.engine.driver;
        let checked = T::PARENTS.iter().any(|parent| set.sets_any(&[parent.column]));
        let counted = T::COUNTERS.iter().any(|counter| set.sets_any(counter.columns));
        let get = (checked || counted).then(|| Arguments::of(driver, key));
        let lock = get.is_some().then(|| Statement::of(T::LOCK, driver, key));
        let statement = (!set.is_empty()).then(|| set.statement(driver, key));
        async move {
            let Some(statement) = statement else { return Ok(()) };
            let (Some(get), Some(lock)) = (get, lock) else {
                return found::<T>(self.send(statement, touched).await?);
            };
            let unit = self.unit().await?;
            let at = unit.at();
            let before =
                at.row(Statement::with(T::GET, driver, get)).await?.ok_or_else(|| Error::not_found(T::NAME))?;
            let before = T::decode(&before)?;
            let mut after = before.clone();
            apply(&mut after);
            at.recount(before, after, lock).await?;
            found::<T>(at.send(statement, touched).await?)?;
            unit.commit().await
        }
    }

    async fn replace<T: Registered>(
        self,
        statement: Statement,
        replaced: Option<Replacement<T>>,
        touched: Vec<Touch>,
    ) -> Result<u64> {
        let Some(Replacement { after }) = replaced else { return self.send(statement, touched).await };
        let unit = self.unit().await?;
        let at = unit.at();
        let driver = self.engine.driver;
        let Some(before) = at.row(Statement::with(T::GET, driver, at.key_of(&after))).await? else { return Ok(0) };
        let lock = Statement::with(T::LOCK, driver, at.key_of(&after));
        at.recount(T::decode(&before)?, after, lock).await?;
        let written = at.send(statement, touched).await?;
        unit.commit().await?;
        Ok(written)
    }

    /// Checks the new parents and moves the counters from `before` to `after`.
    ///
    /// The parents' rows are locked by their update before the child's row is, the order in which every other write takes
    /// them. What was read before that is read again under the locks; a child that moved in between is a conflict.
    async fn recount<T: Registered>(self, before: T, after: T, lock: Statement) -> Result<()> {
        let driver = self.engine.driver;
        let tenant = after.tenant();
        let checks = checks(T::PARENTS, driver, tenant, std::iter::once(&after));
        let counts = counts(T::COUNTERS, driver, tenant, std::iter::once(&before), std::iter::once(&after));
        let counted = !counts.is_empty();
        self.prepare(checks, counts).await?;
        if counted {
            self.unchanged(&before, lock).await?;
        }
        Ok(())
    }

    /// Locks the row and makes sure that it still counts as `seen` did.
    pub(super) async fn unchanged<T: Registered>(self, seen: &T, lock: Statement) -> Result<()> {
        let row = self.row(lock).await?.ok_or_else(|| Error::not_found(T::NAME))?;
        let locked = T::decode(&row)?;
        let same = T::COUNTERS.iter().all(|counter| {
            (counter.parent)(seen) == (counter.parent)(&locked) && (counter.amounts)(seen) == (counter.amounts)(&locked)
        });
        if same {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::Conflict(format!("the {} was changed by another write", T::NAME))))
        }
    }

    /// The values of [`Entity::GET`](crate::entity::Entity::GET).
    pub(super) fn key_of<T: Registered>(self, row: &T) -> Arguments {
        let mut arguments = Arguments::new(self.engine.driver);
        if let Some(tenant) = row.tenant() {
            arguments.add(&Keyed(tenant));
        }
        arguments.add(&row.key());
        arguments
    }
}

/// The row that will stand there, kept only where checks or counters need it.
struct Replacement<T> {
    after: T,
}

impl<T: Registered> Replacement<T> {
    fn of(row: &T) -> Option<Self> {
        let watched = !T::PARENTS.is_empty() || !T::COUNTERS.is_empty();
        watched.then(|| Self { after: row.clone() })
    }
}

fn found<T: Registered>(written: u64) -> Result<()> {
    if written == 0 { Err(Error::not_found(T::NAME)) } else { Ok(()) }
}
