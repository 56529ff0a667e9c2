//! The state of a pool that its leases and tasks share.

#![expect(clippy::vec_box, reason = "a connection is handed on by its address, which every call does")]

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::canceller::Canceller;
use super::held::{Fitness, Held, OpenConnection, Wire};
use super::holders::Holders;
use super::lease::{Lease, Loan};
use crate::config::{DatabaseConfig, Limits, Pooler};
use crate::connection::connect::{Opened, connect_limited};
use crate::connection::prepared::{Preparation, Renewals};
use crate::error::{Error, ErrorKind, Result};
use crate::statistics::DatabaseCells;

/// A probe that takes longer than this counts as a broken connection.
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// Connections are given up all at once no more often than this.
const BETWEEN_RENEWALS: Duration = Duration::from_secs(1);

/// What the pool, its leases and its tasks share.
pub(super) struct Shared {
    pub(super) config: DatabaseConfig,
    pub(super) limits: Limits,
    pub(super) most: usize,
    /// One for each connection there may be. Who opens, uses, ends or closes one has a place.
    places: Semaphore,
    idle: Mutex<Idle>,
    open: Arc<AtomicUsize>,
    pub(super) counted: Arc<DatabaseCells>,
    pub(super) waiting: AtomicUsize,
    pub(super) holders: Holders,
    pub(super) canceller: Canceller,
    /// Calls that failed as only those of a dead connection do. One that has not succeeded since is suspect.
    failures: AtomicU64,
    /// Rises when every connection leads to a server that is the wrong one now.
    generation: AtomicU64,
    /// What the first connection found out to stand before the server.
    pooler: OnceLock<Pooler>,
    renewals: Arc<Renewals>,
}

struct Idle {
    /// The last one was used last: it is warm, and the others may grow old and be closed. Behind them all are those on
    /// which a statement was stopped.
    connections: Vec<Box<Held>>,
    renewed: Option<Instant>,
    is_closed: bool,
}

/// The right to one connection of the server's.
pub(super) struct Place(Arc<Shared>);

impl Place {
    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.places.add_permits(1);
    }
}

impl Shared {
    pub(super) fn new(config: DatabaseConfig, most: usize, counted: Arc<DatabaseCells>) -> Self {
        Self {
            limits: Limits::of(&config),
            config,
            most,
            places: Semaphore::new(most),
            idle: Mutex::new(Idle { connections: Vec::with_capacity(most), renewed: None, is_closed: false }),
            open: Arc::default(),
            counted,
            waiting: AtomicUsize::new(0),
            holders: Holders::default(),
            canceller: Canceller::default(),
            failures: AtomicU64::new(0),
            generation: AtomicU64::new(0),
            pooler: OnceLock::new(),
            renewals: Arc::default(),
        }
    }

    /// Takes a place if one is free and nobody waits for it.
    pub(super) fn free_place(self: &Arc<Self>) -> Option<Place> {
        self.places.try_acquire().ok()?.forget();
        Some(Place(Arc::clone(self)))
    }

    /// Waits for a place, first come, first served; `None` when the pool is closed.
    pub(super) async fn place(self: &Arc<Self>) -> Option<Place> {
        self.places.acquire().await.ok()?.forget();
        Some(Place(Arc::clone(self)))
    }

    /// Returns an idle connection, or a new one, for a place.
    pub(super) async fn lend(self: &Arc<Self>, mut place: Place, probe_after: Duration) -> Result<Lease> {
        loop {
            let Some(mut held) = self.pop() else { return self.make(place).await };
            let now = Instant::now();
            if self.is_outdated(&held, now) {
                Box::pin(held.close()).await;
                continue;
            }
            held.rested = now.saturating_duration_since(held.used);
            let is_doubtful = self.is_doubtful(&held, probe_after);
            let mut lease = Lease::new(Loan { held, permit: None, place });
            if !is_doubtful {
                return Ok(lease);
            }
            match Box::pin(lease.probe(PROBE_TIMEOUT)).await {
                Some(true) => return Ok(lease),
                Some(false) => {}
                // The way to the server is dead. The others would take as long to say so.
                None => self.close_suspects(),
            }
            place = Box::pin(lease.close()).await.ok_or_else(closed)?;
        }
    }

    /// Whether a connection is not to be used again.
    pub(super) fn is_outdated(&self, held: &Held, now: Instant) -> bool {
        !held.is_only && (held.is_expired(now) || held.generation != self.generation())
    }

    /// Whether a connection may be dead. A database in memory is there as long as its connection.
    fn is_doubtful(&self, held: &Held, probe_after: Duration) -> bool {
        !held.is_only && (held.rested > probe_after || held.failures != self.failures())
    }

    /// Opens a connection in a task of its own: when the caller leaves, it becomes an idle one, and until then it has
    /// its place.
    pub(super) async fn make(self: &Arc<Self>, place: Place) -> Result<Lease> {
        let shared = Arc::clone(self);
        let made = tokio::spawn(async move {
            let held = shared.open().await?;
            Ok(Lease::new(Loan { held, permit: None, place }))
        });
        made.await.unwrap_or_else(|error| {
            let text = "opening the connection was abandoned".to_owned();
            Err(Error::with_source(ErrorKind::Unavailable(text), error))
        })
    }

    async fn open(&self) -> Result<Box<Held>> {
        let (failures, generation) = (self.failures(), self.generation());
        let mut open = OpenConnection::new(&self.open, &self.counted);
        let Opened { mut connection, backend, pooler } = self.connect().await?;
        let keeps = pooler != Pooler::Transaction && self.config.statement_cache > 0;
        let is_pooled = pooler != Pooler::None;
        let stop = connection.stop_switch().await.map_err(|source| {
            Error::with_source(ErrorKind::Unavailable("cannot set up the connection".to_owned()), source)
        })?;
        open.succeeded();
        self.counted.note_system(backend.system());
        // A tenth of spread, so that connections opened together are not all replaced together.
        let lifetime = self.config.max_lifetime.mul_f64(0.95 + 0.1 * rand::random::<f64>());
        let preparation = Preparation::new(keeps, is_pooled, Arc::clone(&self.renewals));
        Ok(Box::new(Held {
            wire: Some(Wire { connection, preparation }),
            state: Fitness::Fit,
            in_transaction: false,
            is_read_only: false,
            was_borrowed: false,
            is_raised: false,
            holder: self.holders.register(),
            backend,
            used: Instant::now(),
            rested: Duration::ZERO,
            failures,
            generation,
            expires: Instant::now() + lifetime,
            stop,
            is_weary: false,
            is_only: self.config.is_private_memory(),
            _open: open,
        }))
    }

    /// Opens a connection that belongs to no place yet.
    pub(super) async fn connect(&self) -> Result<Opened> {
        let pooler = self.pooler.get().copied().unwrap_or(self.config.pooler);
        let made = connect_limited(&self.config, &self.limits, pooler).await?;
        Ok(Opened { pooler: *self.pooler.get_or_init(|| made.pooler), ..made })
    }

    /// Takes back a connection that is fit for the next caller; its place is free afterwards.
    pub(super) fn take_back(&self, mut held: Box<Held>) -> Option<Box<Held>> {
        held.holder.release();
        held.used = Instant::now();
        let mut idle = self.idle();
        if idle.is_closed || self.is_outdated(&held, held.used) {
            return Some(held);
        }
        // On SQLite its thread was at work a moment ago, and waits for a core longer than one that rested.
        if std::mem::take(&mut held.is_weary) {
            idle.connections.insert(0, held);
        } else {
            idle.connections.push(held);
        }
        None
    }

    fn pop(&self) -> Option<Box<Held>> {
        self.idle().connections.pop()
    }

    /// Takes the connection that was idle for longest among those that `is_due`.
    pub(super) fn take_due(&self, mut is_due: impl FnMut(&Held) -> bool) -> Option<Box<Held>> {
        let mut idle = self.idle();
        let due = idle.connections.iter().position(|held| is_due(held))?;
        Some(idle.connections.remove(due))
    }

    pub(super) fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// A call failed as those of a dead connection do: the other connections are probed before they are used.
    pub(super) fn suspect_all(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// The server is none to write to any more: every connection is made anew before it is used again.
    pub(super) fn renew_all(&self) {
        let mut idle = self.idle();
        if idle.renewed.is_none_or(|last| last.elapsed() >= BETWEEN_RENEWALS) {
            idle.renewed = Some(Instant::now());
            self.generation.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn close_suspects(&self) {
        let failures = self.failures();
        let suspects = self.idle().connections.extract_if(.., |held| held.failures != failures).collect();
        close_aside(suspects);
    }

    /// Refuses new leases and returns the idle connections.
    pub(super) fn shut(&self) -> Vec<Box<Held>> {
        self.places.close();
        let mut idle = self.idle();
        idle.is_closed = true;
        std::mem::take(&mut idle.connections)
    }

    pub(super) fn open_count(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    pub(super) fn idle_count(&self) -> usize {
        self.idle().connections.len()
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes connections without anybody waiting for it.
fn close_aside(connections: Vec<Box<Held>>) {
    // Without a runtime they are dropped, which closes their sockets.
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    runtime.spawn(async move {
        for held in connections {
            held.close().await;
        }
    });
}

/// The error of a pool that was closed.
pub(super) fn closed() -> Error {
    Error::new(ErrorKind::Unavailable("the store is closed".to_owned()))
}
