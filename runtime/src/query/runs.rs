//! What own statements run on.

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
