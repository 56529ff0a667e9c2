//! A connection with what must be known before it is lent again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::holders::Holder;
use crate::connection::Connection;
use crate::connection::connect::Backend;
use crate::connection::prepared::Preparation;
use crate::statistics::{DatabaseCells, DatabaseEvent};

/// A goodbye that takes longer is left unsaid.
const FAREWELL: Duration = Duration::from_secs(2);

/// A connection with what must be known before it is handed on.
pub(super) struct Held {
    /// `None` while a call has it.
    pub(super) wire: Option<Wire>,
    pub(super) state: Fitness,
    /// BEGIN was sent and neither COMMIT nor ROLLBACK has succeeded.
    pub(super) in_transaction: bool,
    /// The transaction that is open on it takes no writes.
    pub(super) is_read_only: bool,
    /// Other code had it, which may have left anything on it.
    pub(super) was_borrowed: bool,
    /// Its server has other limits than those of the pool.
    pub(super) is_raised: bool,
    pub(super) holder: Arc<Holder>,
    /// What the server knows it by.
    pub(super) backend: Backend,
    /// When it was last given back.
    pub(super) used: Instant,
    /// How long it had been idle when it was lent.
    pub(super) rested: Duration,
    /// How many failures the pool had seen when the last call on it succeeded.
    pub(super) failures: u64,
    /// How often the pool had given up all its connections when this one was made.
    pub(super) generation: u64,
    pub(super) expires: Instant,
    /// Stops the statement under way, where that is in this process.
    pub(super) stop: Option<Arc<AtomicBool>>,
    /// A statement of somebody who left was just stopped on it: others are lent first.
    pub(super) is_weary: bool,
    /// The database ends with this connection.
    pub(super) is_only: bool,
    pub(super) _open: OpenConnection,
}

/// What a call has to itself: a connection, and how its statements are prepared.
pub(crate) struct Wire {
    pub(crate) connection: Connection,
    pub(crate) preparation: Preparation,
}

/// What can be done with a connection that no call has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fitness {
    Fit,
    /// Somebody changed its settings.
    Unsettled,
    /// Something may be open on it: to be rolled back before anybody else has it.
    Unclean,
    /// No call can succeed on it.
    Broken,
}

impl Held {
    pub(super) fn is_usable(&self) -> bool {
        self.state == Fitness::Fit && self.wire.is_some()
    }

    /// Whether the next caller may have it as it is.
    pub(super) fn is_clean(&self) -> bool {
        self.is_usable()
            && !self.in_transaction
            && self.wire.as_ref().is_some_and(|wire| !wire.connection.should_flush())
    }

    pub(super) fn is_expired(&self, now: Instant) -> bool {
        now >= self.expires
    }

    /// Makes it unfit for further use. A database in memory would end with it, so there it is rolled back instead.
    pub(super) fn condemn(&mut self) {
        self.state = if self.is_only { Fitness::Unclean } else { Fitness::Broken };
    }

    /// Stops what runs in this process, or lets it continue.
    pub(super) fn interrupt(&self, stopped: bool) {
        if let Some(stop) = &self.stop {
            stop.store(stopped, Ordering::Relaxed);
        }
    }

    /// Says goodbye to the server where that is still possible.
    pub(super) async fn close(mut self) {
        let is_clean = self.is_clean();
        let Some(Wire { connection, .. }) = self.wire.take() else { return };
        let closing = async { if is_clean { connection.close().await } else { connection.close_hard().await } };
        // A connection that cannot be closed in time is dropped, which closes its socket.
        let _ = tokio::time::timeout(FAREWELL, closing).await;
    }
}

/// One of the connections that are open, or are being opened.
pub(super) struct OpenConnection {
    count: Arc<AtomicUsize>,
    counted: Arc<DatabaseCells>,
    has_succeeded: bool,
}

impl OpenConnection {
    pub(super) fn new(count: &Arc<AtomicUsize>, counted: &Arc<DatabaseCells>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self { count: Arc::clone(count), counted: Arc::clone(counted), has_succeeded: false }
    }

    /// The server let it in.
    pub(super) fn succeeded(&mut self) {
        self.has_succeeded = true;
        self.counted.add(DatabaseEvent::ConnectionOpened);
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
        let ended = if self.has_succeeded { DatabaseEvent::ConnectionClosed } else { DatabaseEvent::ConnectionFailed };
        self.counted.add(ended);
    }
}
