mod holders;
mod lease;
mod manager;
mod reaper;

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::managed::{PoolError, QueueMode, TimeoutType, Timeouts};
use larder_format::Dialect;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;

use crate::config::DatabaseConfig;
use crate::error::{Error, ErrorKind, Result, TimeoutStage};
use holders::Holders;
use manager::Manager;

pub(crate) use lease::Lease;
pub(crate) use manager::Held;

type Inner = deadpool::managed::Pool<Manager, Lease>;

/// A last-in-first-out pool: the connection used last is warm and the others may grow old and be closed.
pub(crate) struct Pool {
    inner: Inner,
    holders: Arc<Holders>,
    /// SQLite has one writer: writers queue here, in order, instead of failing with SQLITE_BUSY.
    writer: Option<Arc<Writer>>,
    acquire_timeout: Duration,
    reaper: AbortHandle,
}

struct Writer {
    permit: Arc<Semaphore>,
    holders: Holders,
}

/// How the pool stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// Open connections.
    pub size: usize,
    /// Open connections nobody uses.
    pub idle: usize,
    /// Connections in use.
    pub in_use: usize,
    /// Callers that wait for a connection.
    pub waiting: usize,
    /// Most connections.
    pub max: usize,
}

impl Pool {
    pub(crate) fn open(config: &DatabaseConfig) -> Result<Self> {
        let most = if config.is_private_memory() { 1 } else { config.max_connections.max(1) as usize };
        let config = &if config.is_private_memory() { config.clone().kept_open() } else { config.clone() };
        let holders = Arc::new(Holders::default());
        let manager = Manager::new(config.clone(), Arc::clone(&holders));
        let timeouts = Timeouts { wait: Some(config.acquire_timeout), create: None, recycle: None };
        let inner = Inner::builder(manager)
            .max_size(most)
            .timeouts(timeouts)
            .queue_mode(QueueMode::Lifo)
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| {
                Error::with_source(ErrorKind::Configuration("the pool cannot be built".to_owned()), error)
            })?;
        let writer = (config.dialect()? == Dialect::Sqlite)
            .then(|| Arc::new(Writer { permit: Arc::new(Semaphore::new(1)), holders: Holders::default() }));
        let reaper = reaper::spawn(&inner, config.clone(), most);
        Ok(Self { inner, holders, writer, acquire_timeout: config.acquire_timeout, reaper })
    }

    /// Takes a connection; `label` is shown to those who wait for it.
    pub(crate) async fn acquire(&self, label: &'static str) -> Result<Lease> {
        match self.inner.get().await {
            Ok(mut lease) => {
                lease.hold(label);
                lease.renew().await.map_err(|source| {
                    Error::with_source(ErrorKind::Unavailable("a connection was lost".to_owned()), source)
                })?;
                Ok(lease)
            }
            Err(error) => Err(self.unavailable(error)),
        }
    }

    /// Takes a connection to write with. On SQLite the caller first becomes the only writer.
    pub(crate) async fn acquire_writer(&self, label: &'static str) -> Result<Lease> {
        let permit = self.write_permit(label).await?;
        let mut lease = self.acquire(label).await?;
        lease.keep_permit(permit);
        Ok(lease)
    }

    async fn write_permit(&self, label: &'static str) -> Result<Option<Permit>> {
        let Some(writer) = &self.writer else { return Ok(None) };
        let waiting = Arc::clone(&writer.permit).acquire_owned();
        match tokio::time::timeout(self.acquire_timeout, waiting).await {
            Ok(Ok(permit)) => {
                let holder = writer.holders.register();
                holder.hold(label);
                Ok(Some(Permit { _permit: permit, _holder: holder }))
            }
            Ok(Err(_)) => Err(closed()),
            Err(_) => Err(Error::timeout(
                TimeoutStage::Connection,
                format!(
                    "{label} waited {:?} to write; SQLite allows one writer: {}",
                    self.acquire_timeout,
                    writer.holders.describe()
                ),
            )),
        }
    }

    pub(crate) fn status(&self) -> PoolStatus {
        let status = self.inner.status();
        PoolStatus {
            size: status.size,
            idle: status.available,
            in_use: status.size - status.available,
            waiting: status.waiting,
            max: status.max_size,
        }
    }

    /// Refuses new leases, waits up to `patience` for those in use, and closes every connection.
    pub(crate) async fn close(&self, patience: Duration) {
        self.reaper.abort();
        let deadline = Instant::now() + patience;
        let idle = self.inner.retain(|_, _| false);
        for held in idle.removed {
            held.close().await;
        }
        self.inner.close();
        while self.holders.in_use() > 0 && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn unavailable(&self, error: PoolError<Error>) -> Error {
        match error {
            PoolError::Backend(error) => error,
            PoolError::Closed => closed(),
            PoolError::Timeout(TimeoutType::Wait) => {
                let status = self.status();
                let what = format!(
                    "no connection became free within {:?}; {} of {} in use, {} waiting; held by {}",
                    self.acquire_timeout,
                    status.in_use,
                    status.max,
                    status.waiting,
                    self.holders.describe()
                );
                Error::timeout(TimeoutStage::Connection, what)
            }
            other => {
                Error::with_source(ErrorKind::Unavailable("the pool could not open a connection".to_owned()), other)
            }
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.reaper.abort();
    }
}

/// The right to write to an SQLite database.
pub(crate) struct Permit {
    _permit: OwnedSemaphorePermit,
    _holder: Arc<holders::Holder>,
}

fn closed() -> Error {
    Error::new(ErrorKind::Unavailable("the store is closed".to_owned()))
}
