//! A unit of work: a transaction, or a part of the one around it.

use crate::config::Within;
use crate::error::{Error, Result};
use crate::execute::Engine;
use crate::handle::executor::Executor;
use crate::handle::shared_connection::SharedConnection;
use crate::statistics::Label;

/// A unit of work: a transaction of its own, or a part of the one around it.
///
/// Dropped without [`commit`](Self::commit), its own transaction is rolled back; the one around it can then no longer
/// commit.
pub struct Unit<'a> {
    engine: &'a Engine,
    place: Place<'a>,
    within: Option<Within>,
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
        engine: &'a Engine,
        around: Option<&'a SharedConnection>,
        within: Option<Within>,
    ) -> Result<Self> {
        let place = match around {
            None => Place::Own(SharedConnection::begin(engine, Label::of_none("transaction")).await?),
            Some(shared) if shared.in_transaction() => Place::Joined(shared),
            Some(shared) => {
                shared.open(engine).await?;
                Place::Session(shared)
            }
        };
        Ok(Self { engine, place, within, done: false })
    }

    /// Returns where statements of this unit run.
    #[must_use]
    pub fn executor(&self) -> Executor<'_> {
        let shared = match &self.place {
            Place::Own(shared) => shared,
            Place::Session(shared) | Place::Joined(shared) => shared,
        };
        Executor::on(self.engine, shared).with_limit(self.within)
    }

    /// Commits. In a surrounding transaction nothing happens until that one commits.
    ///
    /// # Errors
    /// `UnknownOutcome` when the connection was lost while COMMIT was under way; any other error means nothing was
    /// applied.
    pub async fn commit(mut self) -> Result<()> {
        self.done = true;
        match &self.place {
            Place::Own(shared) => shared.commit(self.engine, false).await,
            Place::Session(shared) => shared.commit(self.engine, true).await,
            Place::Joined(_) => Ok(()),
        }
    }

    /// Commits what succeeded, and rolls back what did not.
    pub(crate) async fn end<T, E: From<Error>>(self, result: Result<T, E>) -> Result<T, E> {
        match result {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(error) => {
                self.rollback().await;
                Err(error)
            }
        }
    }

    /// Rolls back at once, where a drop would do it in the background.
    pub async fn rollback(mut self) {
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
