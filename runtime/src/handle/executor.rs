//! The handle that statements run on.

mod add;
mod borrow;
mod delete;
mod detached;
mod insert;
mod number;
mod patch;
mod read;
mod removal;
mod replica;
mod retry;
mod round;
mod search;
mod stream;
mod update;
mod version;
mod write;

pub(crate) use stream::RawStream;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use larder_format::Dialect;

use crate::cache::{CacheManager, Invalidate};
use crate::config::{Driver, Within};
use crate::error::{Error, Result};
use crate::execute::Engine;
use crate::handle::executor::retry::Attempts;
use crate::handle::options::{TransactionMode, TransactionOptions};
use crate::handle::shared_connection::SharedConnection;
use crate::handle::unit::Unit;
use crate::replica::{ReplicaReads, WriteMark};
use crate::statement::{Origin, Statement};
use crate::validate::Violations;
use crate::value::Arguments;

/// A statement under way. Its future is some kilobytes in size and deep; boxed and without its type, it is moved by its
/// address, and the compiler need not follow it wherever a program awaits it.
type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Where statements run: the pool, a held connection, or a transaction.
///
/// Methods encode their values before they return a future, so futures borrow neither values nor statements' parts.
#[derive(Clone, Copy)]
pub struct Executor<'a> {
    engine: &'a Arc<Engine>,
    shared: Option<&'a SharedConnection>,
    within: Option<Within>,
    origin: Origin,
    /// Whose rows statements see, where the database hides those of others.
    tenant: Option<&'a str>,
    /// Whose writes are noted, and whose reads replicas may answer.
    reads: Option<&'a ReplicaReads>,
    place: ReadPlace,
}

/// Which server reads may go to. Only methods that do nothing but read say that a replica may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReadPlace {
    /// The primary, since nobody said otherwise.
    Unsaid,
    /// The primary, whatever a method says.
    Primary,
    Anywhere,
}

impl<'a> Executor<'a> {
    pub(crate) fn pool(engine: &'a Arc<Engine>) -> Self {
        let (origin, place) = (Origin::Application, ReadPlace::Unsaid);
        Self { engine, shared: None, within: None, origin, tenant: None, reads: None, place }
    }

    /// Where larder asks what it wants to know itself.
    pub(crate) fn of_larder(engine: &'a Arc<Engine>) -> Self {
        Self { origin: Origin::Larder, ..Self::pool(engine) }
    }

    pub(crate) fn with_limit(self, within: Option<Within>) -> Self {
        Self { within, ..self }
    }

    pub(crate) fn on(engine: &'a Arc<Engine>, shared: &'a SharedConnection) -> Self {
        Self { shared: Some(shared), ..Self::pool(engine) }
    }

    /// Gives each statement this long, in place of the limits that the store has for reads, writes and locks.
    ///
    /// If it is longer than those, it is set on the server before the call and set back after it, which takes two more
    /// round trips. COMMIT has the store's limit.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { within: Some(Within::of(limit)), ..self }
    }

    /// Returns which database this is.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        self.engine.driver.dialect()
    }

    /// Returns whether statements belong to a transaction; reads then go past the cache.
    #[must_use]
    pub fn in_transaction(self) -> bool {
        self.shared.is_some_and(SharedConnection::in_transaction)
    }

    pub(crate) fn driver(self) -> Driver {
        self.engine.driver
    }

    /// Returns whose rows statements see, if anybody said.
    pub(crate) fn tenant(self) -> Option<&'a str> {
        self.tenant
    }

    /// Starts the values of a statement.
    pub(crate) fn arguments(self) -> Arguments {
        Arguments::new(self.engine.driver)
    }

    /// Returns the cache of the store.
    #[must_use]
    pub fn cache(self) -> &'a CacheManager {
        &self.engine.cache
    }

    /// Returns what names the entries of the cache that a write concerns; where there is no cache, it names none.
    pub(crate) fn if_cached<T>(self, names: fn(&T) -> Vec<Invalidate>) -> fn(&T) -> Vec<Invalidate> {
        if self.engine.cache.is_enabled() { names } else { |_| Vec::new() }
    }

    /// Runs `validate` where validation is on.
    ///
    /// # Errors
    /// `Invalid` with every violation.
    pub fn check(self, validate: impl FnOnce() -> Result<(), Violations>) -> Result<()> {
        if self.engine.validates { validate().map_err(Error::from) } else { Ok(()) }
    }

    /// Has the database show statements the rows of this tenant, where it hides those of others.
    #[must_use]
    #[doc(hidden)]
    pub fn of_tenant<'b>(self, tenant: Option<&'b str>) -> Executor<'b>
    where
        'a: 'b,
    {
        Executor { tenant, ..self }
    }

    /// Makes sure that statements without a tenant see the rows of a table or entity.
    pub(crate) async fn sees_all_of(self, name: &str) -> Result<()> {
        self.engine.sees_all_of(name).await
    }

    /// Gives a statement what holds for all that run here.
    fn stamp(self, statement: Statement) -> Statement {
        let tenant = self.engine.tenant_setting(self.tenant);
        Statement { within: self.within, origin: self.origin, tenant, ..statement }
    }

    /// Begins a transaction, or joins the one there is.
    ///
    /// # Errors
    /// `Timeout` when no connection is free, `Unavailable` when none can be made.
    pub async fn unit(self) -> Result<Unit<'a>> {
        self.unit_with(TransactionMode::default()).await
    }

    async fn unit_with(self, mode: TransactionMode) -> Result<Unit<'a>> {
        Ok(Unit::begin(self.engine, self.shared, self.within, mode, self.tenant).await?.noted_by(self.reads))
    }

    /// Runs `work` in a transaction, or as a part of the one there is. An error of a part keeps the whole from
    /// committing.
    ///
    /// # Errors
    /// That of `work`, or of BEGIN and COMMIT.
    pub async fn transaction<T, E: From<Error>>(
        self,
        work: impl AsyncFnOnce(Executor<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transaction_with(TransactionOptions::new(), work).await
    }

    /// The same with options; a part of a transaction has none of its own.
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction).
    pub async fn transaction_with<T, E: From<Error>>(
        self,
        options: TransactionOptions,
        work: impl AsyncFnOnce(Executor<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let unit = self.limited_by(options).unit_with(options.mode).await?;
        let result = work(unit.executor()).await;
        unit.end(result).await
    }

    /// The same, begun again after a pause when it fails because of another transaction: by a deadlock, a serialization
    /// failure, a row that was changed meanwhile. Inside a transaction it is begun once.
    ///
    /// # Errors
    /// Those of the last attempt.
    pub async fn retry_transaction<T, E: From<Error>>(
        self,
        options: TransactionOptions,
        work: impl AsyncFnOnce(Executor<'_>) -> Result<T, E> + Clone,
    ) -> Result<T, E> {
        let mut attempts = Attempts::at_most(options.attempts, self);
        loop {
            let mut unit = self.limited_by(options).unit_with(options.mode).await?;
            let result = work.clone()(unit.executor()).await;
            let (result, has_conflicted) = unit.end_and_tell(result).await;
            drop(unit);
            if !has_conflicted || result.is_ok() {
                return result;
            }
            let Some(pause) = attempts.next_pause() else { return result };
            tokio::time::sleep(pause).await;
        }
    }

    fn limited_by(self, options: TransactionOptions) -> Self {
        if self.in_transaction() { self } else { self.with_limit(options.within.or(self.within)) }
    }

    /// Has `work` done once the transaction has committed, before its caller goes on; without one at once. If the
    /// transaction is not committed it is never begun.
    pub fn after_commit(self, work: impl Future<Output = ()> + Send + 'static) {
        match self.shared.filter(|shared| shared.in_transaction()) {
            Some(shared) => shared.after_commit(work),
            None => drop(tokio::spawn(work)),
        }
    }

    /// Runs `work`, which is one write, so that its failure leaves a surrounding transaction usable: in a savepoint
    /// there. Statements that run beside it on the same transaction share its fate.
    ///
    /// # Errors
    /// That of `work`, or of the savepoint.
    pub async fn attempt<T>(self, work: impl AsyncFnOnce(Executor<'_>) -> Result<T>) -> Result<T> {
        let Some(shared) = self.shared.filter(|shared| shared.in_transaction()) else { return work(self).await };
        let depth = shared.save(self.engine).await?;
        let guard = DoomOnDrop(Some(shared));
        let result = match work(self).await {
            Ok(value) => shared.release(self.engine, depth).await.map(|()| value),
            Err(error) => {
                shared.return_to(self.engine, depth).await;
                Err(error)
            }
        };
        guard.disarm();
        result
    }
}

/// A dropped attempt leaves a savepoint nobody will return to.
struct DoomOnDrop<'a>(Option<&'a SharedConnection>);

impl DoomOnDrop<'_> {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for DoomOnDrop<'_> {
    fn drop(&mut self) {
        if let Some(shared) = self.0 {
            shared.doom();
        }
    }
}
