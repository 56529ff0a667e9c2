//! The place of a held connection: there, or lent to a stream that gives it back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use crate::connection::Lease;
use crate::error::{Error, ErrorKind, Result};

/// The place of a held connection.
pub(super) struct Slot {
    /// `None` while a stream has it, and when the transaction or session has ended.
    pub(super) lease: Option<Lease>,
    away: Option<Away>,
}

/// A connection that a stream has.
struct Away {
    back: oneshot::Receiver<Returned>,
    is_read: Arc<AtomicBool>,
}

/// A connection that a stream gives back.
struct Returned {
    lease: Lease,
    has_failed: bool,
}

/// A held connection that a stream has. Dropped, it does not come back, and the transaction is rolled back.
pub(crate) struct Lent {
    pub(crate) lease: Lease,
    back: oneshot::Sender<Returned>,
    is_read: Arc<AtomicBool>,
}

impl Slot {
    pub(super) fn new(lease: Lease) -> Self {
        Self { lease: Some(lease), away: None }
    }

    /// Lends the connection to a stream; `None` when it has ended.
    pub(super) fn lend(&mut self) -> Option<Lent> {
        let lease = self.lease.take()?;
        let (sender, back) = oneshot::channel();
        let is_read = Arc::new(AtomicBool::new(true));
        self.away = Some(Away { back, is_read: Arc::clone(&is_read) });
        Some(Lent { lease, back: sender, is_read })
    }

    /// Waits for a connection that a stream has and nobody reads from any more. Returns whether its statement failed.
    ///
    /// # Errors
    /// `Database` while the stream is read: whoever waits for its end may be the one who reads it.
    pub(super) async fn reclaim(&mut self) -> Result<bool> {
        let Some(away) = &mut self.away else { return Ok(false) };
        let returned = match away.back.try_recv() {
            Err(TryRecvError::Empty) if away.is_read.load(Ordering::Acquire) => return Err(is_streaming()),
            Err(TryRecvError::Empty) => (&mut away.back).await.ok(),
            arrived => arrived.ok(),
        };
        self.away = None;
        let has_failed = returned.as_ref().is_none_or(|returned| returned.has_failed);
        self.lease = returned.map(|returned| returned.lease);
        Ok(has_failed)
    }
}

impl Lent {
    /// Returns the mark that the stream is still read.
    pub(crate) fn mark(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_read)
    }

    /// Gives the connection back. If the transaction has ended meanwhile, it is rolled back.
    pub(crate) fn give_back(self, has_failed: bool) {
        // Without a receiver the lease is dropped, which cleans the connection.
        let _ = self.back.send(Returned { lease: self.lease, has_failed });
    }
}

fn is_streaming() -> Error {
    Error::new(ErrorKind::Database(
        "a stream is read on this transaction or session: read it to its end or drop it before the next statement"
            .to_owned(),
    ))
}
