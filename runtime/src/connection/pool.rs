//! The pool: places, waiters, idle connections.

mod call;
mod canceller;
mod held;
mod holders;
mod lease;
mod reaper;
mod shared;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use larder_format::Dialect;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;

use crate::config::DatabaseConfig;
use crate::error::{Error, ErrorKind, Result, TimeoutStage};
use crate::statistics::{DatabaseCells, DatabaseEvent, Label, PoolStatus};
use holders::Holders;
use shared::{Place, Shared, closed};

pub(crate) use call::{Call, Manner};
pub(crate) use held::Wire;
pub(crate) use lease::{Ended, Lease};

/// A connection that was idle for longer is pinged before a write by itself is sent on it.
const PROBE_BEFORE_WRITE: Duration = Duration::from_millis(100);

/// A last-in-first-out pool: the connection used last is warm and the others may grow old and be closed.
pub(crate) struct Pool {
    shared: Arc<Shared>,
    /// SQLite has one writer: writers queue here, in order, instead of failing with SQLITE_BUSY.
    writer: Option<Arc<Writer>>,
    reaper: AbortHandle,
}

struct Writer {
    permit: Arc<Semaphore>,
    holders: Holders,
}

impl Pool {
    pub(crate) fn open(config: &DatabaseConfig, counted: Arc<DatabaseCells>) -> Result<Self> {
        let is_memory = config.is_private_memory();
        let most = if is_memory { 1 } else { config.max_connections.max(1) as usize };
        let kept = if is_memory { config.clone().kept_open() } else { config.clone() };
        let writer = (config.dialect()? == Dialect::Sqlite)
            .then(|| Arc::new(Writer { permit: Arc::new(Semaphore::new(1)), holders: Holders::default() }));
        let shared = Arc::new(Shared::new(kept, most, counted));
        let reaper = reaper::spawn(&shared);
        Ok(Self { shared, writer, reaper })
    }

    /// Takes a connection; `label` is shown to those who wait for it.
    pub(crate) async fn acquire(&self, label: Label) -> Result<Lease> {
        let taken = self.take(label, self.shared.config.probe_after, None).await;
        taken.inspect_err(|error| self.counted().failed(error))
    }

    /// Takes a connection for a transaction. On SQLite the caller first becomes the only writer.
    pub(crate) async fn acquire_writer(&self, label: Label) -> Result<Lease> {
        self.take_as_writer(label, self.shared.config.probe_after).await
    }

    /// Takes a connection for a write by itself, which cannot be sent again when its answer is missing: so a connection
    /// that was idle for less time than for others is asked first.
    pub(crate) async fn acquire_for_write(&self, label: Label) -> Result<Lease> {
        self.take_as_writer(label, self.shared.config.probe_after.min(PROBE_BEFORE_WRITE)).await
    }

    /// Both waits, to write and for a connection, end at one deadline.
    async fn take_as_writer(&self, label: Label, probe_after: Duration) -> Result<Lease> {
        let begun = self.writer.is_some().then(Instant::now);
        let taken = async {
            let permit = self.write_permit(label, begun).await?;
            let mut lease = self.take(label, probe_after, begun).await?;
            lease.keep_permit(permit);
            Ok(lease)
        };
        taken.await.inspect_err(|error| self.counted().failed(error))
    }

    /// `begun` is when the caller began to wait, if that was before.
    async fn take(&self, label: Label, probe_after: Duration, begun: Option<Instant>) -> Result<Lease> {
        let place = match self.shared.free_place() {
            Some(place) => {
                self.counted().did_not_wait();
                place
            }
            None => Box::pin(self.wait(begun)).await?,
        };
        let mut lease = self.shared.lend(place, probe_after).await?;
        lease.hold(label);
        if lease.is_outdated() {
            Box::pin(lease.renew()).await.map_err(|source| {
                Error::with_source(ErrorKind::Unavailable("a connection was lost".to_owned()), source)
            })?;
        }
        Ok(lease)
    }

    async fn wait(&self, begun: Option<Instant>) -> Result<Place> {
        let _waiting = Waiting::new(&self.shared.waiting);
        let start = Instant::now();
        let place = until(self.deadline(begun.unwrap_or(start)), self.shared.place()).await;
        self.counted().waited(start.elapsed());
        match place {
            Ok(Some(place)) => Ok(place),
            Ok(None) => Err(closed()),
            Err(Late) => {
                self.counted().add(DatabaseEvent::AcquireTimedOut);
                Err(self.exhausted())
            }
        }
    }

    async fn write_permit(&self, label: Label, begun: Option<Instant>) -> Result<Option<Permit>> {
        let (Some(writer), Some(start)) = (&self.writer, begun) else { return Ok(None) };
        let permit = until(self.deadline(start), Arc::clone(&writer.permit).acquire_owned()).await;
        self.counted().waited_for_writer(start.elapsed());
        match permit {
            Ok(Ok(permit)) => {
                let holder = writer.holders.register();
                holder.hold(label);
                Ok(Some(Permit { _permit: permit, _holder: holder }))
            }
            Ok(Err(_)) => Err(closed()),
            Err(Late) => {
                self.counted().add(DatabaseEvent::AcquireTimedOut);
                let what = format!(
                    "{label} waited {:?} for the write lock; SQLite allows one writer, held by {}",
                    self.limit(),
                    writer.holders.describe()
                );
                Err(Error::timeout(TimeoutStage::Connection, what))
            }
        }
    }

    pub(crate) fn status(&self) -> PoolStatus {
        let idle = self.shared.idle_count();
        let size = self.shared.open_count().max(idle);
        PoolStatus::new(size, idle, self.shared.waiting.load(Ordering::Relaxed), self.shared.most)
    }

    /// Whether there is one connection, with which the database ends.
    pub(crate) fn is_single(&self) -> bool {
        self.shared.config.is_private_memory()
    }

    fn counted(&self) -> &DatabaseCells {
        &self.shared.counted
    }

    /// Refuses new leases, waits up to `limit` for those in use, and closes every connection.
    pub(crate) async fn close(&self, limit: Duration) {
        self.reaper.abort();
        let deadline = Instant::now() + limit;
        for held in self.shared.shut() {
            held.close().await;
        }
        while self.shared.open_count() > 0 && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.shared.canceller.close().await;
    }

    /// When a wait ends that began then; `None` where that is beyond what the clock can say.
    fn deadline(&self, begun: Instant) -> Option<Instant> {
        begun.checked_add(self.limit())
    }

    fn limit(&self) -> Duration {
        self.shared.config.acquire_timeout
    }

    fn exhausted(&self) -> Error {
        let status = self.status();
        let what = format!(
            "no connection became free within {:?}; {} of {} in use, {} waiting; held by {}",
            self.limit(),
            status.in_use,
            status.max,
            status.waiting,
            self.shared.holders.describe()
        );
        Error::timeout(TimeoutStage::Connection, what)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.reaper.abort();
    }
}

/// A wait has timed out.
struct Late;

async fn until<T>(deadline: Option<Instant>, waiting: impl Future<Output = T>) -> Result<T, Late> {
    match deadline {
        None => Ok(waiting.await),
        Some(deadline) => tokio::time::timeout_at(deadline.into(), waiting).await.map_err(|_| Late),
    }
}

/// One caller that waits.
struct Waiting<'p>(&'p AtomicUsize);

impl<'p> Waiting<'p> {
    fn new(count: &'p AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The right to write to an SQLite database.
pub(crate) struct Permit {
    _permit: OwnedSemaphorePermit,
    _holder: Arc<holders::Holder>,
}
