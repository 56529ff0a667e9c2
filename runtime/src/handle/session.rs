//! One connection held across several statements.

use std::sync::Arc;

use crate::error::Result;
use crate::execute::Engine;
use crate::handle::executor::Executor;
use crate::handle::shared_connection::SharedConnection;
use crate::statistics::Label;

/// One connection held for several statements, each of which commits by itself.
#[must_use = "a session holds a connection until it is dropped"]
pub struct Session {
    engine: Arc<Engine>,
    shared: SharedConnection,
}

impl Session {
    pub(crate) async fn hold(engine: Arc<Engine>) -> Result<Self> {
        let shared = SharedConnection::hold(&engine, Label::of_none("session")).await?;
        Ok(Self { engine, shared })
    }

    /// Returns where statements of this session run.
    #[must_use]
    pub fn executor(&self) -> Executor<'_> {
        Executor::on(&self.engine, &self.shared)
    }
}
