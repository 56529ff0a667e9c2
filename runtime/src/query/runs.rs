//! What own statements run on.

use super::touches::Touches;
use crate::config::BorrowedConnection;
use crate::error::Result;
use crate::handle::{Executor, Session, Transaction};
use crate::store::Runtime;

/// Where a [`Query`](crate::Query) runs: a store, a session, the scope of a tenant, a transaction.
#[diagnostic::on_unimplemented(
    message = "no statement runs on `{Self}`",
    note = "a statement runs on a reference to a `Store`, a `Session`, a `TenantScope` or a `StoreTransaction`"
)]
pub trait Runs {
    /// Returns where its statements run.
    #[doc(hidden)]
    fn executor(&self) -> Executor<'_>;

    /// Lends a connection to `work`, which may change the rows that `touched` names: the one of the session or
    /// transaction, elsewhere one of the pool. Errors of sqlx become larder's.
    ///
    /// `work` has no time limit but the server's. In a transaction it runs in a savepoint: an error undoes what it
    /// did and leaves the transaction usable. It must not end the transaction, also not by a `sqlx::Transaction`, which
    /// knows of none here; that is an error. A connection that was lent goes back to the pool as a fresh one: on
    /// PostgreSQL by `DISCARD ALL`, elsewhere it is closed. If the future is dropped, it is closed too.
    ///
    /// # Errors
    /// Those of `work`, and what taking a connection meets.
    fn with_connection<T>(
        &self,
        touched: Touches,
        work: impl AsyncFnOnce(&mut BorrowedConnection<'_>) -> Result<T, sqlx::Error>,
    ) -> impl Future<Output = Result<T>>
    where
        Self: Sized,
    {
        self.executor().with_connection(touched.0, work)
    }

    /// Has `work` done when the transaction has committed, after the cache was invalidated and before the call that
    /// commits returns; outside a transaction at once, in a task. Work is done in the order in which it was given, and
    /// never for a transaction that is not committed. A process that ends meanwhile loses it: what must not be lost
    /// is a row that the transaction writes.
    fn after_commit(&self, work: impl Future<Output = ()> + Send + 'static)
    where
        Self: Sized,
    {
        self.executor().after_commit(work);
    }
}

impl Runs for Executor<'_> {
    fn executor(&self) -> Executor<'_> {
        *self
    }
}

impl Runs for Runtime {
    fn executor(&self) -> Executor<'_> {
        Self::executor(self)
    }
}

impl Runs for Session {
    fn executor(&self) -> Executor<'_> {
        Self::executor(self)
    }
}

impl Runs for Transaction {
    fn executor(&self) -> Executor<'_> {
        Self::executor(self)
    }
}
