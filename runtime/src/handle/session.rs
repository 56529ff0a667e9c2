//! One connection held across several statements.

use std::sync::Arc;

use crate::error::Result;
use crate::execute::Engine;
use crate::handle::at::At;
use crate::handle::line::Line;

/// One connection held for several statements, each of which commits by itself.
#[must_use = "a session holds a connection until it is dropped"]
pub struct Session {
    engine: Arc<Engine>,
    line: Line,
}

impl Session {
    pub(crate) async fn hold(engine: Arc<Engine>) -> Result<Self> {
        let line = Line::hold(&engine, "session").await?;
        Ok(Self { engine, line })
    }

    /// Returns where statements of this session run.
    #[must_use]
    pub fn at(&self) -> At<'_> {
        At::on(&self.engine, &self.line)
    }
}
