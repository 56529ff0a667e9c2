//! Work of other code on a connection of larder's.

use std::pin::pin;

use super::{DoomOnDrop, Executor};
use crate::cache::{Invalidate, Keeper};
use crate::config::BorrowedConnection;
use crate::connection::Lease;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::{self, Engine};
use crate::handle::invalidation::Invalidation;
use crate::handle::shared_connection::SharedConnection;
use crate::statistics::Label;

/// What such work is called.
const LABEL: Label = Label::of_none("with_connection");

impl Executor<'_> {
    /// Lends the connection to `work`, which may change what `touched` names.
    pub(crate) async fn with_connection<T>(
        self,
        touched: Vec<Invalidate>,
        work: impl AsyncFnOnce(&mut BorrowedConnection<'_>) -> Result<T, sqlx::Error>,
    ) -> Result<T> {
        let engine = self.engine;
        let _mark = self.write_mark();
        if let Some(shared) = self.shared {
            if shared.in_transaction() {
                return self.within_transaction(shared, touched, work).await;
            }
            let invalidation = Invalidation::arm(engine, &touched, self.within).await?;
            let keeper = invalidation.keeper();
            let lend = async |lease: &mut _| {
                self.show(lease).await?;
                execute::lend(engine, lease, LABEL, keeper, work).await
            };
            let done = shared.run(engine, lend).await;
            return ended(engine, Some(shared), invalidation, done).await;
        }
        let mut lease = engine.pool.acquire_for_write(LABEL).await?;
        let is_told = self.engine.tenant_setting(self.tenant).is_some();
        if !lease.keeps_statements() || (is_told && lease.is_pooled()) {
            // Behind a pooler nothing but a transaction holds on to one session of the server.
            drop(lease);
            let unit = self.unit().await?;
            let executor = unit.executor();
            let done = match executor.shared {
                Some(shared) => executor.within_transaction(shared, touched, work).await,
                None => Err(Error::new(ErrorKind::Database("a transaction has no connection".to_owned()))),
            };
            return unit.end(done).await;
        }
        self.show(&mut lease).await?;
        let invalidation = Invalidation::arm(engine, &touched, self.within).await?;
        let done = execute::lend(engine, &mut lease, LABEL, invalidation.keeper(), work).await;
        drop(lease);
        ended(engine, None, invalidation, done).await
    }

    /// Has the database show the work what it shows statements.
    async fn show(self, lease: &mut Lease) -> Result<()> {
        match self.engine.tenant_setting(self.tenant) {
            Some(tenant) => execute::show(self.engine, lease, tenant).await,
            None => Ok(()),
        }
    }

    /// Lends the connection of a transaction, in a savepoint: work that fails leaves the transaction usable, and work
    /// that ended the transaction takes the savepoint with it.
    async fn within_transaction<T>(
        self,
        shared: &SharedConnection,
        touched: Vec<Invalidate>,
        work: impl AsyncFnOnce(&mut BorrowedConnection<'_>) -> Result<T, sqlx::Error>,
    ) -> Result<T> {
        let engine = self.engine;
        shared.invalidate(touched);
        let depth = shared.save(engine).await?;
        let guard = DoomOnDrop(Some(shared));
        let lend = async |lease: &mut _| {
            self.show(lease).await?;
            execute::lend(engine, lease, LABEL, Keeper::default(), work).await
        };
        let done = match shared.run(engine, lend).await {
            Ok(value) => shared.release(engine, depth).await.map(|()| value).map_err(ended_by_work),
            Err(error) => {
                shared.return_to(engine, depth).await;
                Err(error)
            }
        };
        guard.disarm();
        done
    }
}

/// The work failed or not, it may have written. It had the connection for itself, so that no transaction of larder's
/// could tell the invalidation log.
async fn ended<T>(
    engine: &Engine,
    session: Option<&SharedConnection>,
    invalidation: Invalidation,
    done: Result<T>,
) -> Result<T> {
    let told = pin!(invalidation.tell(engine, session)).await;
    pin!(invalidation.finish()).await;
    done.and_then(|value| told.map(|()| value))
}

fn ended_by_work(source: Error) -> Error {
    let what = "the code that borrowed the connection ended the transaction, which larder alone may do".to_owned();
    Error::with_source(ErrorKind::Database(what), source)
}
