//! What an application does about the rows that a repository writes, in the same transaction.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::error::{Error, Result};
use crate::handle::Executor;
use crate::validate::Validator;

type Done<'w> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'w>>;
type Hook<E> = for<'w> fn(RowWrite<'w, E>, Executor<'w>) -> Done<'w>;
type Check<E> = for<'w> fn(&'w E, Executor<'w>, &'w mut Validator) -> Done<'w>;

/// A write of one row.
#[derive(Debug)]
pub enum RowWrite<'w, E> {
    /// It is stored. Before that, what the database makes of it is not known: a key that it numbers is 0.
    Create(&'w E),
    /// It is changed, by an update, a patch, an increment or an upsert.
    Change {
        /// As it is under its lock.
        before: &'w E,
        /// As it will be; afterwards as it is stored.
        after: &'w E,
    },
    /// It is deleted, or marked as deleted.
    Delete(&'w E),
    /// It counts as deleted no more.
    Restore(&'w E),
}

impl<E> Clone for RowWrite<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for RowWrite<'_, E> {}

impl<'w, E> RowWrite<'w, E> {
    /// Returns the row as it is to be, or as it was.
    #[must_use]
    pub fn row(self) -> &'w E {
        match self {
            Self::Create(row) | Self::Change { after: row, .. } | Self::Delete(row) | Self::Restore(row) => row,
        }
    }

    /// Returns the row that is to be stored.
    pub(crate) fn stored(self) -> Option<&'w E> {
        match self {
            Self::Create(row) | Self::Change { after: row, .. } | Self::Restore(row) => Some(row),
            Self::Delete(_) => None,
        }
    }
}

/// What is done before and after each write of a row of `E`, in its transaction: `hooks = "crate::audit::Audit"`.
///
/// An error keeps the write, and the transaction around it, from being committed.
pub trait WriteHooks<E: Sync>: 'static {
    /// Is called before the row is written; `on` is the transaction.
    ///
    /// # Errors
    /// Any of them refuses the write.
    fn before(_write: RowWrite<'_, E>, _on: Executor<'_>) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Is called when the row is written, before the transaction is committed.
    ///
    /// # Errors
    /// Any of them undoes the write.
    fn after(_write: RowWrite<'_, E>, _on: Executor<'_>) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// The hooks of an entity, and its rule that asks the database.
pub struct RowHooks<E> {
    check: Option<Check<E>>,
    hooks: Option<(Hook<E>, Hook<E>)>,
}

impl<E> fmt::Debug for RowHooks<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowHooks").finish_non_exhaustive()
    }
}

impl<E: Sync + 'static> RowHooks<E> {
    /// No hooks.
    #[must_use]
    pub const fn none() -> Self {
        Self { check: None, hooks: None }
    }

    /// Adds the hooks of `H`.
    #[must_use]
    pub const fn hooked_by<H: WriteHooks<E>>(self) -> Self {
        let hooks: (Hook<E>, Hook<E>) =
            (|write, on| Box::pin(H::before(write, on)), |write, on| Box::pin(H::after(write, on)));
        Self { hooks: Some(hooks), ..self }
    }

    /// Adds a rule that asks the database.
    #[must_use]
    pub const fn checked_by(self, check: Check<E>) -> Self {
        Self { check: Some(check), ..self }
    }

    pub(crate) async fn before(&self, write: RowWrite<'_, E>, on: Executor<'_>) -> Result<()> {
        if let (Some(check), Some(row)) = (self.check, write.stored()) {
            let mut validator = Validator::new();
            check(row, on, &mut validator).await?;
            validator.finish().map_err(Error::from)?;
        }
        match self.hooks {
            Some((before, _)) => before(write, on).await,
            None => Ok(()),
        }
    }

    pub(crate) async fn after(&self, write: RowWrite<'_, E>, on: Executor<'_>) -> Result<()> {
        match self.hooks {
            Some((_, after)) => after(write, on).await,
            None => Ok(()),
        }
    }
}

/// Returns the hooks of an entity: `row_hooks!(Stock hooked_by(crate::audit::Audit) checked_by(crate::rules::fits))`.
#[doc(hidden)]
#[macro_export]
macro_rules! __row_hooks {
    ($entity:ident $(hooked_by($hooks:path))? $(checked_by($check:path))? $(,)?) => {{
        static HOOKS: $crate::support::RowHooks<$entity> = $crate::support::RowHooks::none()
            $(.hooked_by::<$hooks>())?
            $(.checked_by(|row, on, check| ::std::boxed::Box::pin($check(row, on, check))))?;
        $crate::support::Some(&HOOKS)
    }};
}
