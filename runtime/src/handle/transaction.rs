//! A transaction as an owned value.

use std::sync::Arc;

use crate::error::Result;
use crate::execute::Engine;
use crate::handle::executor::Executor;
use crate::handle::options::TransactionMode;
use crate::handle::shared_connection::SharedConnection;
use crate::statistics::Label;

/// A transaction as an owned value, for code where a closure does not fit.
///
/// If it is dropped without [`commit`](Self::commit), it is rolled back in the background.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction {
    engine: Arc<Engine>,
    shared: SharedConnection,
}

impl Transaction {
    pub(crate) async fn begin(engine: Arc<Engine>, mode: TransactionMode) -> Result<Self> {
        let shared = SharedConnection::begin(&engine, Label::of_none("transaction"), mode, None).await?;
        Ok(Self { engine, shared })
    }

    /// Returns where statements of this transaction run.
    #[must_use]
    pub fn executor(&self) -> Executor<'_> {
        Executor::on(&self.engine, &self.shared)
    }

    /// Commits.
    ///
    /// # Errors
    /// `UnknownOutcome` when the connection was lost while COMMIT was under way; any other error means nothing was
    /// applied.
    pub async fn commit(self) -> Result<()> {
        self.shared.commit(&self.engine, false).await
    }

    /// Rolls back and waits for it; dropping would roll back in the background.
    ///
    /// # Errors
    /// `Unavailable` if the transaction has already ended.
    pub async fn rollback(self) -> Result<()> {
        self.shared.roll_back(&self.engine, false).await
    }
}
