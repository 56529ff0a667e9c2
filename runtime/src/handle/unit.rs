//! A unit of work: a transaction, or a part of the one around it.

use std::sync::Arc;

use crate::config::Within;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Engine;
use crate::handle::executor::Executor;
use crate::handle::options::TransactionMode;
use crate::handle::shared_connection::SharedConnection;
use crate::replica::ReplicaReads;
use crate::statistics::Label;

/// A unit of work: a transaction of its own, or a part of the one around it.
///
/// Dropped without [`commit`](Self::commit), its own transaction is rolled back; the one around it can then no longer
/// commit.
pub struct Unit<'a> {
    engine: &'a Arc<Engine>,
    place: Place<'a>,
    within: Option<Within>,
    /// Whose rows its statements see, where the database hides those of others.
    tenant: Option<&'a str>,
    /// Who shall see what is written here.
    reads: Option<&'a ReplicaReads>,
    done: bool,
}

#[allow(clippy::large_enum_variant, reason = "a box would cost every transaction an allocation")]
enum Place<'a> {
    Own(SharedConnection),
    Session(&'a SharedConnection),
    Joined(&'a SharedConnection),
}

impl<'a> Unit<'a> {
    pub(crate) async fn begin(
        engine: &'a Arc<Engine>,
        around: Option<&'a SharedConnection>,
        within: Option<Within>,
        mode: TransactionMode,
        tenant: Option<&'a str>,
    ) -> Result<Self> {
        let place = match around {
            None => Place::Own(SharedConnection::begin(engine, Label::of_none("transaction"), mode, tenant).await?),
            Some(shared) if shared.in_transaction() && mode == TransactionMode::default() => Place::Joined(shared),
            Some(shared) if shared.in_transaction() => return Err(has_no_mode()),
            Some(shared) => {
                shared.open(engine, mode, tenant).await?;
                Place::Session(shared)
            }
        };
        Ok(Self { engine, place, within, tenant, reads: None, done: false })
    }

    pub(crate) fn noted_by(mut self, reads: Option<&'a ReplicaReads>) -> Self {
        self.reads = reads;
        self
    }

    /// Returns where statements of this unit run.
    #[must_use]
    pub fn executor(&self) -> Executor<'_> {
        Executor::on(self.engine, self.shared()).with_limit(self.within).of_tenant(self.tenant)
    }

    pub(crate) fn shared(&self) -> &SharedConnection {
        match &self.place {
            Place::Own(shared) => shared,
            Place::Session(shared) | Place::Joined(shared) => shared,
        }
    }

    /// Commits. In a surrounding transaction nothing happens until that one commits.
    ///
    /// # Errors
    /// `UnknownOutcome` when the connection was lost while COMMIT was under way; any other error means nothing was
    /// applied.
    pub async fn commit(mut self) -> Result<()> {
        self.conclude().await
    }

    async fn conclude(&mut self) -> Result<()> {
        self.done = true;
        let _mark = self.reads.map(ReplicaReads::write);
        match &self.place {
            Place::Own(shared) => shared.commit(self.engine, false).await,
            Place::Session(shared) => shared.commit(self.engine, true).await,
            Place::Joined(_) => Ok(()),
        }
    }

    /// Commits what succeeded, and rolls back what did not.
    pub(crate) async fn end<T, E: From<Error>>(mut self, result: Result<T, E>) -> Result<T, E> {
        self.end_and_tell(result).await.0
    }

    /// The same; tells also whether it failed because of another transaction, and may succeed if it is begun again.
    pub(crate) async fn end_and_tell<T, E: From<Error>>(&mut self, result: Result<T, E>) -> (Result<T, E>, bool) {
        match result {
            Ok(value) => match self.conclude().await {
                Ok(()) => (Ok(value), false),
                Err(error) => {
                    let has_conflicted = error.is_conflict() || self.shared().has_conflicted();
                    (Err(error.into()), has_conflicted)
                }
            },
            Err(error) => {
                self.undo().await;
                (Err(error), self.shared().has_conflicted())
            }
        }
    }

    /// Rolls back at once, where a drop would do it in the background.
    pub async fn rollback(mut self) {
        self.undo().await;
    }

    async fn undo(&mut self) {
        self.done = true;
        // A rollback that cannot be sent ends with the connection, which rolls back as well.
        let _ = match &self.place {
            Place::Own(shared) => shared.roll_back(self.engine, false).await,
            Place::Session(shared) => shared.roll_back(self.engine, true).await,
            Place::Joined(shared) => {
                shared.doom();
                Ok(())
            }
        };
    }
}

impl Drop for Unit<'_> {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        match &self.place {
            // The connection is rolled back as the lease is dropped.
            Place::Own(_) => {}
            Place::Session(shared) => shared.abandon(),
            Place::Joined(shared) => shared.doom(),
        }
    }
}

fn has_no_mode() -> Error {
    let what = "a part of a transaction has no isolation of its own: give it to the transaction around it";
    Error::new(ErrorKind::Database(what.to_owned()))
}
