use deadpool::managed::Object;

use super::Permit;
use super::manager::{Held, Manager};
use crate::connection::Connection;
use crate::database_error::is_fatal;

/// A connection on loan. Dropped clean, it goes back; dropped in a transaction, it is rolled back first; dropped with a
/// statement under way, it is closed.
pub(crate) struct Lease {
    object: Option<Object<Manager>>,
    permit: Option<Permit>,
}

impl From<Object<Manager>> for Lease {
    fn from(object: Object<Manager>) -> Self {
        Self { object: Some(object), permit: None }
    }
}

impl Lease {
    pub(super) fn hold(&mut self, label: &'static str) {
        self.held().holder.hold(label);
    }

    pub(super) fn keep_permit(&mut self, permit: Option<Permit>) {
        self.permit = permit;
    }

    /// Names the statement that runs, for those who wait.
    pub(crate) fn runs(&mut self, statement: &'static str) {
        self.held().holder.runs(statement);
    }

    pub(crate) fn set_in_transaction(&mut self, open: bool) {
        self.held().in_transaction = open;
    }

    pub(crate) fn in_transaction(&mut self) -> bool {
        self.held().in_transaction
    }

    /// Whether a statement can be sent: none is half done and none has broken the connection.
    pub(crate) fn is_usable(&mut self) -> bool {
        let held = self.held();
        !held.busy && !held.broken
    }

    /// Makes the connection unfit for further use.
    pub(crate) fn condemn(&mut self) {
        self.held().broken = true;
    }

    /// Whether statements stay prepared; they do not behind a pooler in transaction mode.
    pub(crate) fn keeps_statements(&mut self) -> bool {
        self.held().preparation.keeps()
    }

    /// Forgets prepared statements that another connection found outdated, before somebody relies on them.
    pub(super) async fn renew(&mut self) -> Result<(), sqlx::Error> {
        if !self.held().preparation.is_outdated() {
            return Ok(());
        }
        self.with_held(async |held| held.preparation.renew(&mut held.connection).await).await
    }

    /// Runs one call. If this future is dropped, `busy` stays set and the connection is never handed on.
    pub(crate) async fn with<T>(
        &mut self,
        call: impl AsyncFnOnce(&mut Connection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        self.with_held(async |held| call(&mut held.connection).await).await
    }

    /// As [`Self::with`], with what is known of the connection.
    pub(crate) async fn with_held<T>(
        &mut self,
        call: impl AsyncFnOnce(&mut Held) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        let held = self.held();
        held.busy = true;
        let result = call(held).await;
        held.busy = false;
        if let Err(error) = &result
            && is_fatal(error)
        {
            held.broken = true;
        }
        result
    }

    /// Returns the connection for work that changes its settings. Until [`Self::settle`] it is fit for nobody else.
    pub(crate) fn unsettle(&mut self) -> &mut Connection {
        let held = self.held();
        held.busy = true;
        &mut held.connection
    }

    /// Declares the settings to be those that every connection has.
    pub(crate) fn settle(&mut self) {
        self.held().busy = false;
    }

    fn held(&mut self) -> &mut Held {
        self.object.as_mut().expect("a lease keeps its object until it is dropped")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut object) = self.object.take() else { return };
        object.holder.release();
        if object.is_clean() {
            return;
        }
        if object.busy {
            object.stop();
        }
        let permit = self.permit.take();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            // Nothing can be awaited any more; dropping the connection closes its socket.
            drop(Object::take(object));
            return;
        };
        if object.in_transaction && !object.busy && !object.broken && !object.connection.should_flush() {
            object.busy = true;
            runtime.spawn(async move {
                roll_back(object).await;
                drop(permit);
            });
        } else {
            let held = Object::take(object);
            runtime.spawn(async move {
                held.close().await;
                drop(permit);
            });
        }
    }
}

/// Ends an abandoned transaction and hands the connection back; if that fails, the connection is closed.
async fn roll_back(mut object: Object<Manager>) {
    let rolled_back = object.connection.run(crate::line::ROLLBACK).await;
    if rolled_back.is_ok() {
        object.busy = false;
        object.in_transaction = false;
    } else {
        Object::take(object).close().await;
    }
}
