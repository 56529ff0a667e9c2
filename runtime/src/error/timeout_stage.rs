//! What was waited for when the time was up.

use std::fmt;

/// What was waited for when a [`Timeout`](super::ErrorKind::Timeout) ended the wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutStage {
    /// A connection, or SQLite's right to write: nothing was sent. The pool is too small for the load, or somebody
    /// holds its connections for long.
    Connection,
    /// The end of a statement. The server stopped it, or it was a read or a part of a transaction that will not be
    /// committed.
    Statement,
    /// Another transaction's lock.
    Lock,
    /// The next statement of a transaction, or its end: the server allows a transaction no longer, and has rolled it
    /// back.
    Transaction,
    /// What the cache has not: the entity's hard timeout has passed.
    Load,
}

impl fmt::Display for TimeoutStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connection => "waiting for a connection",
            Self::Statement => "running a statement",
            Self::Lock => "waiting for a lock",
            Self::Transaction => "in a transaction",
            Self::Load => "waiting for a load",
        })
    }
}
