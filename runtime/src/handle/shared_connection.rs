//! One held connection that several handles share.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Mutex as SyncMutex, MutexGuard as SyncMutexGuard, PoisonError};

use tokio::sync::{Mutex, MutexGuard};
use tracing::{Instrument as _, Span};

use crate::cache::Invalidate;
use crate::connection::Lease;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::{self, Engine, trace};
use crate::handle::after_commit::{AfterCommit, perform};
use crate::handle::invalidation::{Invalidation, is_uncertain};
use crate::handle::invalidation_log;
use crate::handle::options::TransactionMode;
use crate::handle::slot::{Lent, Slot};
use crate::statistics::{DatabaseEvent, Label};

/// One held connection that several handles share; statements queue at its lock.
pub(crate) struct SharedConnection {
    slot: Mutex<Slot>,
    state: AtomicU8,
    invalidated: SyncMutex<Vec<Invalidate>>,
    depth: AtomicU8,
    /// Whether the transaction met another one, so that it may succeed if it is begun again.
    has_conflicted: AtomicBool,
    after_commit: AfterCommit,
    /// That of the transaction; statements are a part of it.
    span: SyncMutex<Span>,
}

/// No transaction: each statement commits by itself.
const AUTOCOMMIT: u8 = 0;
/// A transaction that may commit.
const OPEN: u8 = 1;
/// A transaction that can only be rolled back.
const DOOMED: u8 = 2;
/// A session whose unit of work was dropped; rolled back before the next statement.
const ABANDONED: u8 = 3;

impl SharedConnection {
    /// Takes a connection without a transaction.
    pub(crate) async fn hold(engine: &Engine, label: Label) -> Result<Self> {
        Ok(Self::new(engine.pool.acquire(label).await?, AUTOCOMMIT, Span::none()))
    }

    /// Takes a connection and begins a transaction on it.
    pub(crate) async fn begin(
        engine: &Engine,
        label: Label,
        mode: TransactionMode,
        tenant: Option<&str>,
    ) -> Result<Self> {
        let span = trace::transaction(engine);
        let mut lease = acquire(engine, label, mode).await?;
        if let Err(error) = send_begin(engine, &mut lease, mode, tenant).instrument(span.clone()).await {
            if !lease.was_dead(&error) {
                return Err(error);
            }
            // The connection had died while it was idle. Nothing was begun, so another may be asked.
            drop(lease);
            lease = acquire(engine, label, mode).await?;
            send_begin(engine, &mut lease, mode, tenant).instrument(span.clone()).await?;
        }
        Ok(Self::new(lease, OPEN, span))
    }

    fn new(lease: Lease, state: u8, span: Span) -> Self {
        Self {
            slot: Mutex::new(Slot::new(lease)),
            state: AtomicU8::new(state),
            invalidated: SyncMutex::new(Vec::new()),
            depth: AtomicU8::new(0),
            has_conflicted: AtomicBool::new(false),
            after_commit: AfterCommit::default(),
            span: SyncMutex::new(span),
        }
    }

    pub(crate) fn in_transaction(&self) -> bool {
        matches!(self.state(), OPEN | DOOMED)
    }

    /// Whether the transaction may still commit.
    pub(crate) fn is_open(&self) -> bool {
        self.state() == OPEN
    }

    /// Begins a transaction on a held connection that has none.
    pub(crate) async fn open(&self, engine: &Engine, mode: TransactionMode, tenant: Option<&str>) -> Result<()> {
        let mut slot = self.slot.lock().await;
        let lease = self.usable(engine, &mut slot).await?;
        // Set first: if this future is dropped, the next statement rolls back whatever was begun.
        self.set(ABANDONED);
        let span = trace::transaction(engine);
        self.has_conflicted.store(false, Ordering::Release);
        send_begin(engine, lease, mode, tenant).instrument(span.clone()).await?;
        *self.span_place() = span;
        self.set(OPEN);
        Ok(())
    }

    /// Runs one statement. In a transaction a failure leaves nothing but rolling back: PostgreSQL demands it, and the
    /// others follow so that a program behaves the same on all three.
    pub(crate) async fn run<T>(&self, engine: &Engine, call: impl AsyncFnOnce(&mut Lease) -> Result<T>) -> Result<T> {
        let mut slot = self.slot.lock().await;
        let lease = self.usable(engine, &mut slot).await?;
        let result = call(lease).instrument(self.span()).await;
        if let Err(error) = &result {
            self.has_conflicted.fetch_or(error.is_conflict(), Ordering::AcqRel);
            self.doom();
        }
        result
    }

    /// Whether a statement failed because of another transaction.
    pub(crate) fn has_conflicted(&self) -> bool {
        self.has_conflicted.load(Ordering::Acquire)
    }

    /// Keeps work until the transaction has committed.
    pub(crate) fn after_commit(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.after_commit.add(work);
    }

    /// Records what to invalidate once the transaction commits.
    pub(crate) fn invalidate(&self, invalidated: Vec<Invalidate>) {
        self.invalidated.lock().unwrap_or_else(PoisonError::into_inner).extend(invalidated);
    }

    /// Forbids the commit of a transaction.
    pub(crate) fn doom(&self) {
        // Only an open transaction can be doomed; a failure outside one ends with its statement.
        let _ = self.state.compare_exchange(OPEN, DOOMED, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Leaves a session's transaction to be rolled back before the next statement.
    pub(crate) fn abandon(&self) {
        self.set(ABANDONED);
    }

    /// Commits and gives the connection back, unless it is a session's.
    pub(crate) async fn commit(&self, engine: &Engine, keep: bool) -> Result<()> {
        let mut slot = self.slot.lock().await;
        let mut lease = self.last_lease(&mut slot).await?;
        if self.state() != OPEN || !lease.is_usable() {
            self.end(engine, &mut lease).await;
            self.give_back(&mut slot, lease, keep);
            return Err(doomed());
        }
        // The touched set is complete here, before COMMIT is sent.
        let invalidated = std::mem::take(&mut *self.invalidated.lock().unwrap_or_else(PoisonError::into_inner));
        let invalidation = match Invalidation::arm(engine, &invalidated, None).await {
            Ok(invalidation) => invalidation,
            Err(error) => {
                self.end(engine, &mut lease).await;
                self.give_back(&mut slot, lease, keep);
                return Err(error);
            }
        };
        if let Some(entry) = invalidation.entry()
            && let Err(error) = invalidation_log::add(engine, &mut lease, entry).await
        {
            self.end(engine, &mut lease).await;
            self.give_back(&mut slot, lease, keep);
            invalidation.lift();
            return Err(error);
        }
        match execute::commit(engine, &mut lease, invalidation.keeper()).instrument(self.span()).await {
            Ok(()) => {
                self.end_span("committed");
                lease.set_in_transaction(false);
                self.set(AUTOCOMMIT);
                engine.counted.add(DatabaseEvent::Committed);
                self.give_back(&mut slot, lease, keep);
                drop(slot);
                let work = self.after_commit.take();
                invalidation.finish().await;
                perform(work).await;
                Ok(())
            }
            Err(error) if is_uncertain(&error) => {
                engine.counted.add(DatabaseEvent::OutcomeUnknown);
                self.end_span("unknown");
                lease.condemn();
                drop(lease);
                drop(slot);
                invalidation.after(&error);
                Err(unknown(error))
            }
            Err(error) => {
                self.end(engine, &mut lease).await;
                self.give_back(&mut slot, lease, keep);
                invalidation.after(&error);
                Err(error)
            }
        }
    }

    /// Rolls back and gives the connection back, unless it is a session's.
    pub(crate) async fn roll_back(&self, engine: &Engine, keep: bool) -> Result<()> {
        let mut slot = self.slot.lock().await;
        let mut lease = self.last_lease(&mut slot).await?;
        self.end(engine, &mut lease).await;
        self.give_back(&mut slot, lease, keep);
        Ok(())
    }

    /// Sets a savepoint and returns its depth.
    pub(crate) async fn save(&self, engine: &Engine) -> Result<u8> {
        let depth = self.depth.fetch_add(1, Ordering::AcqRel);
        let set = match SAVEPOINTS.get(usize::from(depth)) {
            Some(savepoint) => {
                self.run(engine, async |lease| execute::control(engine, lease, savepoint.set).await).await
            }
            None => Err(Error::new(ErrorKind::Database("attempts are nested too deeply".to_owned()))),
        };
        if set.is_err() {
            self.depth.fetch_sub(1, Ordering::AcqRel);
        }
        set.map(|()| depth)
    }

    /// Keeps what was done since the savepoint.
    pub(crate) async fn release(&self, engine: &Engine, depth: u8) -> Result<()> {
        self.depth.store(depth, Ordering::Release);
        self.run(engine, async |lease| execute::control(engine, lease, SAVEPOINTS[usize::from(depth)].release).await)
            .await
    }

    /// Undoes what was done since the savepoint; the transaction is usable again if it still exists on the server.
    pub(crate) async fn return_to(&self, engine: &Engine, depth: u8) {
        self.depth.store(depth, Ordering::Release);
        let mut slot = self.slot.lock().await;
        if self.reclaim(&mut slot).await.is_err() {
            return self.doom();
        }
        let Some(lease) = slot.lease.as_mut() else { return };
        if !lease.is_usable() {
            return;
        }
        let savepoint = &SAVEPOINTS[usize::from(depth)];
        let undone = execute::go_back(engine, lease, savepoint.undo).await;
        let released = if undone.is_ok() { execute::control(engine, lease, savepoint.release).await } else { undone };
        self.set(if released.is_ok() { OPEN } else { DOOMED });
    }

    /// Lends the connection to a stream, until that is read or dropped.
    pub(crate) async fn lend(&self, engine: &Engine) -> Result<Lent> {
        let mut slot = self.slot.lock().await;
        self.usable(engine, &mut slot).await?;
        slot.lend().ok_or_else(over)
    }

    /// Takes a connection back that a stream had.
    async fn reclaim(&self, slot: &mut Slot) -> Result<()> {
        if slot.reclaim().await? {
            self.doom();
        }
        Ok(())
    }

    async fn last_lease(&self, slot: &mut Slot) -> Result<Lease> {
        self.reclaim(slot).await?;
        slot.lease.take().ok_or_else(over)
    }

    async fn usable<'l>(&self, engine: &Engine, slot: &'l mut MutexGuard<'_, Slot>) -> Result<&'l mut Lease> {
        self.reclaim(slot).await?;
        let lease = slot.lease.as_mut().ok_or_else(over)?;
        if !lease.is_usable() {
            self.doom();
            return Err(Error::new(ErrorKind::Unavailable(
                "an earlier statement broke or abandoned the connection".to_owned(),
            )));
        }
        match self.state() {
            DOOMED => Err(doomed()),
            ABANDONED => {
                self.end(engine, lease).await;
                if lease.is_usable() { Ok(lease) } else { Err(over()) }
            }
            _ => Ok(lease),
        }
    }

    async fn end(&self, engine: &Engine, lease: &mut Lease) {
        self.after_commit.take();
        self.invalidated.lock().unwrap_or_else(PoisonError::into_inner).clear();
        if !lease.is_usable() {
            return;
        }
        let ended = execute::roll_back(engine, lease).instrument(self.span()).await;
        self.end_span("rolled_back");
        match ended {
            Ok(()) => {
                lease.set_in_transaction(false);
                self.set(AUTOCOMMIT);
                engine.counted.add(DatabaseEvent::RolledBack);
            }
            Err(_) => {
                // The server rolls back what ends with its connection.
                engine.counted.add(DatabaseEvent::RolledBack);
                lease.condemn();
            }
        }
    }

    fn give_back(&self, slot: &mut Slot, lease: Lease, keep: bool) {
        if keep {
            slot.lease = Some(lease);
        }
    }

    pub(crate) fn span(&self) -> Span {
        self.span_place().clone()
    }

    fn span_place(&self) -> SyncMutexGuard<'_, Span> {
        self.span.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how the transaction ended; its span ends with it.
    fn end_span(&self, outcome: &'static str) {
        std::mem::replace(&mut *self.span_place(), Span::none()).record("larder.outcome", outcome);
    }

    fn state(&self) -> u8 {
        self.state.load(Ordering::Acquire)
    }

    fn set(&self, state: u8) {
        self.state.store(state, Ordering::Release);
    }
}

struct Savepoint {
    set: &'static str,
    release: &'static str,
    undo: &'static str,
}

/// MySQL forgets the outer savepoint when an inner one has its name.
const SAVEPOINTS: [Savepoint; 4] = [
    Savepoint {
        set: "SAVEPOINT larder_1",
        release: "RELEASE SAVEPOINT larder_1",
        undo: "ROLLBACK TO SAVEPOINT larder_1",
    },
    Savepoint {
        set: "SAVEPOINT larder_2",
        release: "RELEASE SAVEPOINT larder_2",
        undo: "ROLLBACK TO SAVEPOINT larder_2",
    },
    Savepoint {
        set: "SAVEPOINT larder_3",
        release: "RELEASE SAVEPOINT larder_3",
        undo: "ROLLBACK TO SAVEPOINT larder_3",
    },
    Savepoint {
        set: "SAVEPOINT larder_4",
        release: "RELEASE SAVEPOINT larder_4",
        undo: "ROLLBACK TO SAVEPOINT larder_4",
    },
];

/// Takes a connection for a transaction; one that writes may have to wait for its turn.
async fn acquire(engine: &Engine, label: Label, mode: TransactionMode) -> Result<Lease> {
    if mode.is_read_only { engine.pool.acquire(label).await } else { engine.pool.acquire_writer(label).await }
}

async fn send_begin(engine: &Engine, lease: &mut Lease, mode: TransactionMode, tenant: Option<&str>) -> Result<()> {
    let begin = mode.begin(engine.driver.dialect());
    // Set before it is sent: a future dropped now must not hand the connection on with a transaction open.
    lease.set_in_transaction(true);
    lease.set_read_only(mode.is_read_only);
    let begun = execute::begin(engine, lease, engine.tenant_setting(tenant), begin).await;
    begun.inspect(|()| engine.counted.add(DatabaseEvent::Begun))
}

/// COMMIT was sent and not answered, or answered by a server that went away.
fn unknown(error: Error) -> Error {
    Error::with_source(ErrorKind::UnknownOutcome(format!("COMMIT was sent; {error}")), error)
}

fn doomed() -> Error {
    Error::new(ErrorKind::Database(
        "the transaction was rolled back because one of its statements failed or was abandoned".to_owned(),
    ))
}

fn over() -> Error {
    Error::new(ErrorKind::Unavailable("the transaction or session has ended".to_owned()))
}
