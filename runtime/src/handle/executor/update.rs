//! Updates of whole rows.

use std::future::Future;

use larder_format::Dialect;

use super::Executor;
use super::retry::atomically;
use crate::cache::Invalidate;
use crate::entity::{Change, Entity, Key as _, Registered, Table, checks, counts};
use crate::error::{Error, ErrorKind, Result};
use crate::statement::Statement;
use crate::value::{Arguments, Keyed};

impl<'a> Executor<'a> {
    /// Writes a whole row and returns it as the database now holds it: what an update leaves alone, and what the
    /// database makes of the values, is not what the caller's struct says.
    ///
    /// A row of another tenant is none of these.
    ///
    /// # Errors
    /// `NotFound`, `StaleVersion` when the row has another version, `ForeignKeyViolation` naming the reference whose
    /// parent is missing, and what the statements meet.
    pub async fn update<T: Change + Registered>(
        self,
        tenant: Option<&str>,
        row: T,
        invalidated: fn(&T) -> Vec<Invalidate>,
    ) -> Result<T> {
        if row.tenant() != tenant {
            return Err(Error::not_found(T::NAME));
        }
        let expected = row.version();
        let look = self.key_of(&row);
        if T::PARENTS.is_empty() && T::COUNTERS.is_empty() && !T::SEARCHES_KEPT {
            let statement = self.whole(&row);
            let written = self.write_back(statement, look.clone(), invalidated(&row), invalidated).await?;
            return match written {
                Some(row) => Ok(row),
                None => Err(self.refusal::<T>(expected, look).await),
            };
        }
        let replace = |stored: &T| {
            let mut row = row.clone();
            row.keep(stored);
            row
        };
        atomically!(self, executor => {
            let before = match executor.expected::<T>(look.clone(), expected).await? {
                Ok(before) => before,
                // Nothing was written: a surrounding transaction continues.
                Err(refusal) => return Ok(Err(refusal)),
            };
            let after = executor.recount(&before, replace, !T::COUNTERS.is_empty()).await?;
            let statement = executor.whole(&after);
            let written = executor.write_back(statement, look.clone(), invalidated(&after), invalidated).await?;
            written.map(Ok).ok_or_else(|| refused::<T>(expected))
        })?
    }

    fn whole<T: Change + Registered>(self, row: &T) -> Statement {
        let mut arguments = self.arguments();
        row.bind_update(&mut arguments);
        self.add_key(&mut arguments, row);
        if let Some(version) = row.version() {
            arguments.add(&version);
        }
        Statement::with(T::UPDATE, self.engine.driver, arguments)
    }

    /// Writes one row and returns it as it now is; `None` where there is none to write. MySQL has to ask for it.
    pub(crate) async fn write_back<T: Entity + Registered>(
        self,
        statement: Statement,
        key: Arguments,
        armed: Vec<Invalidate>,
        invalidated: fn(&T) -> Vec<Invalidate>,
    ) -> Result<Option<T>> {
        if self.dialect() != Dialect::MySql {
            return self.send_for_row(statement, armed, invalidated).await;
        }
        atomically!(self, executor => {
            let mut row = None;
            if executor.send(statement.clone(), Vec::new()).await? > 0 {
                row = executor.get::<T>(key.clone()).await?;
                executor.invalidate(row.as_ref().map_or_else(|| armed.clone(), invalidated));
            }
            Ok(row)
        })
    }

    /// Reads the row with a key if it has the version that is expected, where one is; the inner error says what it is
    /// instead.
    pub(super) async fn expected<T: Entity + Registered>(
        self,
        key: Arguments,
        version: Option<i64>,
    ) -> Result<Result<T, Error>> {
        Ok(match self.get::<T>(key).await? {
            None => Err(Error::not_found(T::NAME)),
            Some(row) if version.is_some() && row.version() != version => Err(refused::<T>(version)),
            Some(row) => Ok(row),
        })
    }

    /// Says why a write found no row.
    pub(super) async fn refusal<T: Entity + Registered>(self, version: Option<i64>, key: Arguments) -> Error {
        if version.is_none() {
            return Error::not_found(T::NAME);
        }
        match self.get::<T>(key).await {
            Ok(Some(_)) => refused::<T>(version),
            Ok(None) => Error::not_found(T::NAME),
            Err(error) => error,
        }
    }

    /// Checks the new parents, moves the counters from `before` to what `alter` makes of it, and returns that.
    ///
    /// The parents' rows are locked by their update before the child's row is, the order in which every other write
    /// takes them. What was read before that is read again under the locks, and what others changed in between is made
    /// up for. A child that counts on a parent by then which is not locked is a conflict.
    pub(super) async fn recount<T: Entity + Registered>(
        self,
        before: &T,
        alter: impl Fn(&T) -> T,
        counted: bool,
    ) -> Result<T> {
        let driver = self.engine.driver;
        let after = alter(before);
        let tenant = after.tenant();
        let checks = checks(T::PARENTS, driver, tenant, std::iter::once(&after));
        let counts = counts(T::COUNTERS, driver, tenant, std::iter::once(before), std::iter::once(&after));
        self.prepare(&checks, &counts).await?;
        if !counted {
            return Ok(after);
        }
        // Even where the figures stay as they are: another write may change them before this one does.
        let lock = Statement::locking(&T::BY_KEY.get, driver, self.key_of(before));
        let locked = self.first(lock, T::decode).await?.ok_or_else(|| Error::not_found(T::NAME))?;
        let altered = alter(&locked);
        let missed = crate::entity::counts(
            T::COUNTERS,
            driver,
            tenant,
            [&locked, &after].into_iter(),
            [before, &altered].into_iter(),
        );
        if missed.iter().any(|missed| counts.iter().all(|done| !done.is_of(missed))) {
            return Err(moved::<T>());
        }
        self.prepare(&[], &missed).await?;
        Ok(altered)
    }

    pub(super) fn get<T: Entity + Registered>(
        self,
        key: Arguments,
    ) -> impl Future<Output = Result<Option<T>>> + use<'a, T> {
        self.first(Statement::with(&T::BY_KEY.get, self.engine.driver, key), T::decode)
    }

    /// The values of [`KeySql::get`](crate::entity::KeySql::get).
    pub(super) fn key_of<T: Entity + Registered>(self, row: &T) -> Arguments {
        let mut arguments = self.arguments();
        self.add_key(&mut arguments, row);
        arguments
    }

    pub(super) fn add_key<T: Entity + Registered>(self, to: &mut Arguments, row: &T) {
        if let Some(tenant) = row.tenant() {
            to.add(&Keyed(tenant));
        }
        row.key().bind(to);
    }
}

/// The error of a row that is not there, or not with the version that was expected.
pub(super) fn refused<T: Table>(version: Option<i64>) -> Error {
    match version {
        Some(_) => Error::new(ErrorKind::StaleVersion { entity: T::NAME }),
        None => Error::not_found(T::NAME),
    }
}

/// The error of a row that another write changed between two statements of this one.
pub(super) fn moved<T: Table>() -> Error {
    Error::new(ErrorKind::Conflict(format!("the {} was changed by another write", T::NAME)))
}
