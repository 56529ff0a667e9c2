//! A transaction as an owned value.

use std::sync::Arc;

use crate::error::Result;
use crate::execute::Engine;
use crate::handle::at::At;
use crate::handle::line::Line;

/// A transaction as an owned value, for code where a closure does not fit.
///
/// If it is dropped without [`commit`](Self::commit), it is rolled back in the background.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction {
    engine: Arc<Engine>,
    line: Line,
}

impl Transaction {
    pub(crate) async fn begin(engine: Arc<Engine>) -> Result<Self> {
        let line = Line::begin(&engine, "transaction").await?;
        Ok(Self { engine, line })
    }

    /// Returns where statements of this transaction run.
    #[must_use]
    pub fn at(&self) -> At<'_> {
        At::on(&self.engine, &self.line)
    }

    /// Commits.
    ///
    /// # Errors
    /// `UnknownOutcome` when the connection was lost while COMMIT was under way; any other error means nothing was
    /// applied.
    pub async fn commit(self) -> Result<()> {
        self.line.commit(&self.engine, false).await
    }

    /// Rolls back and waits for it; dropping would roll back in the background.
    ///
    /// # Errors
    /// `Unavailable` if the transaction has already ended.
    pub async fn rollback(self) -> Result<()> {
        self.line.roll_back(&self.engine, false).await
    }
}
