//! A lent connection, which checks itself in when it is dropped.

use std::time::Duration;

use super::Permit;
use super::call::{Call, Manner, Running};
use super::canceller::End;
use super::held::{Fitness, Held, Wire};
use super::shared::Place;
use crate::config::AfterConnect;
use crate::connection::Connection;
use crate::connection::answer::{is_fatal, is_interrupted, is_perhaps_ended, is_read_only};
use crate::connection::connect::{Backend, SETTLED};
use crate::error::{Error, ErrorKind};
use crate::statistics::{DatabaseEvent, Label};

/// The server may take this long to answer that it stopped a statement whose time is up.
const GRACE: Duration = Duration::from_millis(500);

/// A connection used within this time is taken to be alive: a statement on it is not kept to be sent again.
const WARM: Duration = Duration::from_millis(20);

/// The longest that a rollback may take before its connection is closed instead.
const ROLLBACK_LIMIT: Duration = Duration::from_secs(5);

/// A connection on loan. Dropped clean, it goes back; dropped in a transaction, it is rolled back first. A call whose
/// caller has left is stopped and ended first. Until then the connection has its place in the pool.
pub(crate) struct Lease(Option<Loan>);

/// What a lease returns, in the order in which it is dropped: the place is free when the connection is gone.
pub(super) struct Loan {
    /// Boxed, since it is handed on by every call.
    pub(super) held: Box<Held>,
    pub(super) permit: Option<Permit>,
    pub(super) place: Place,
}

/// How a call ended.
pub(crate) struct Ended<T> {
    /// `None` for one that is still running; the pool completes it.
    pub(crate) result: Option<Result<T, sqlx::Error>>,
    /// Its limit was over, and the server was asked to stop it.
    pub(crate) overran: bool,
}

impl Lease {
    pub(super) fn new(loan: Loan) -> Self {
        Self(Some(loan))
    }

    pub(super) fn hold(&mut self, label: Label) {
        if let Some(loan) = &self.0 {
            loan.held.holder.hold(label);
        }
    }

    pub(super) fn keep_permit(&mut self, permit: Option<Permit>) {
        if let Some(loan) = &mut self.0 {
            loan.permit = permit;
        }
    }

    /// Names the statement that runs, for those who wait.
    pub(crate) fn runs(&mut self, statement: Label) {
        if let Some(loan) = &self.0 {
            loan.held.holder.runs(statement);
        }
    }

    pub(crate) fn set_in_transaction(&mut self, open: bool) {
        if let Some(loan) = &mut self.0 {
            loan.held.in_transaction = open;
            loan.held.is_read_only &= open;
        }
    }

    pub(crate) fn set_read_only(&mut self, read_only: bool) {
        if let Some(loan) = &mut self.0 {
            loan.held.is_read_only = read_only;
        }
    }

    /// Whether the transaction that is open takes no writes.
    pub(crate) fn is_read_only(&self) -> bool {
        self.0.as_ref().is_some_and(|loan| loan.held.is_read_only)
    }

    pub(crate) fn set_raised(&mut self, raised: bool) {
        if let Some(loan) = &mut self.0 {
            loan.held.is_raised = raised;
        }
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.0.as_ref().is_some_and(|loan| loan.held.in_transaction)
    }

    /// Whether a statement can be sent: none is half done and none has broken the connection.
    pub(crate) fn is_usable(&self) -> bool {
        self.0.as_ref().is_some_and(|loan| loan.held.is_usable())
    }

    /// Whether the connection was idle for so long that its server may have gone meanwhile.
    pub(crate) fn is_cold(&self) -> bool {
        self.0.as_ref().is_some_and(|loan| !loan.held.is_only && loan.held.rested > WARM)
    }

    /// Whether a statement failed because its connection was dead before it was sent. It can be sent on another.
    pub(crate) fn was_dead(&self, error: &Error) -> bool {
        !self.is_usable() && matches!(error.kind(), ErrorKind::Unavailable(_))
    }

    /// Returns what the server knows the connection by.
    pub(crate) fn backend(&self) -> Option<&Backend> {
        self.0.as_ref().map(|loan| &loan.held.backend)
    }

    /// Makes the connection unfit for further use.
    pub(crate) fn condemn(&mut self) {
        if let Some(loan) = &mut self.0 {
            loan.held.condemn();
        }
    }

    /// Whether statements stay prepared; they do not behind a pooler in transaction mode.
    pub(crate) fn keeps_statements(&self) -> bool {
        self.wire().is_some_and(|wire| wire.preparation.keeps())
    }

    /// Whether others may have the same session between two transactions.
    pub(crate) fn is_pooled(&self) -> bool {
        self.wire().is_some_and(|wire| wire.preparation.is_pooled())
    }

    /// Whether another connection found out that what is prepared may be outdated.
    pub(super) fn is_outdated(&self) -> bool {
        self.wire().is_some_and(|wire| wire.preparation.is_outdated())
    }

    /// Forgets prepared statements, before somebody relies on them.
    pub(super) async fn renew(&mut self) -> Result<(), sqlx::Error> {
        let call = |mut wire: Wire| -> Call<()> {
            Box::pin(async move {
                let answer = wire.preparation.renew(&mut wire.connection).await;
                (wire, answer)
            })
        };
        self.with(Some(ROLLBACK_LIMIT), Manner::Finish, call).await.result.unwrap_or_else(|| Err(gone()))
    }

    fn wire(&self) -> Option<&Wire> {
        self.0.as_ref().and_then(|loan| loan.held.wire.as_ref())
    }

    /// Runs one call, which owns the connection until it ends. When `limit` is over the server is asked to stop it;
    /// when this future is dropped too, and the pool then completes it.
    pub(crate) async fn with<T: Send + 'static>(
        &mut self,
        limit: Option<Duration>,
        manner: Manner,
        call: impl FnOnce(Wire) -> Call<T>,
    ) -> Ended<T> {
        let wire = self.0.as_mut().and_then(|loan| loan.held.wire.take());
        let Some(wire) = wire else { return Ended { result: Some(Err(gone())), overran: false } };
        let mut running = Running::new(&mut self.0, call(wire), manner);
        let first = match limit {
            None => Some(running.end().await),
            Some(limit) => tokio::time::timeout(limit, running.end()).await.ok(),
        };
        let overran = first.is_none();
        let result = match first {
            Some(result) => Some(result),
            None => Box::pin(running.stop(GRACE, End::Statement)).await,
        };
        drop(running);
        match &result {
            Some(Ok(_)) => self.succeeded(),
            Some(Err(error)) => self.failed(error),
            None => {}
        }
        let is_ours = overran || manner != Manner::Stop;
        if !is_ours && matches!(&result, Some(Err(error)) if is_perhaps_ended(error)) {
            self.condemn();
        }
        if overran {
            Box::pin(self.forget_request()).await;
        }
        Ended { result, overran }
    }

    /// MySQL keeps a request to stop a statement that comes after its end for the next statement, which this one is.
    async fn forget_request(&mut self) {
        let Some(held) = self.0.as_mut().map(|loan| &mut loan.held) else { return };
        if !held.backend.leaves_remains() || held.in_transaction || !held.is_usable() {
            return;
        }
        let Some(Wire { connection, .. }) = &mut held.wire else { return };
        // If this future is dropped, nobody else gets the connection.
        held.state = Fitness::Broken;
        if tokio::time::timeout(GRACE, Box::pin(connection.roll_back())).await.is_ok() {
            held.state = Fitness::Fit;
        }
    }

    fn succeeded(&mut self) {
        if let Some(loan) = &mut self.0 {
            loan.held.failures = loan.place.shared().failures();
        }
    }

    /// Judges by an error what the connection, and those beside it, are still good for.
    fn failed(&mut self, error: &sqlx::Error) {
        let Some(loan) = &mut self.0 else { return };
        if loan.held.is_read_only && is_read_only(error) {
            // That is what the transaction asked for.
        } else if is_read_only(error) {
            loan.held.condemn();
            loan.place.shared().renew_all();
        } else if is_fatal(error) {
            loan.held.condemn();
            loan.place.shared().suspect_all();
        }
    }

    /// Asks whether the server still answers; `None` when it says nothing at all. Nothing that runs there is given up
    /// then.
    pub(super) async fn probe(&mut self, limit: Duration) -> Option<bool> {
        let wire = self.0.as_mut()?.held.wire.take();
        let mut wire = wire?;
        let call: Call<()> = Box::pin(async move {
            let answer = wire.connection.ping().await;
            (wire, answer)
        });
        let mut running = Running::new(&mut self.0, call, Manner::Probe);
        let answer = tokio::time::timeout(limit, running.end()).await.ok();
        if answer.is_none() {
            running.discard();
        }
        drop(running);
        if matches!(answer, Some(Ok(()))) {
            self.succeeded();
        }
        answer.map(|answer| answer.is_ok())
    }

    /// Ends what is open on the connection.
    pub(crate) async fn roll_back(&mut self, limit: Option<Duration>) -> Ended<()> {
        let call = |mut wire: Wire| -> Call<()> {
            Box::pin(async move {
                let answer = wire.connection.roll_back().await;
                (wire, answer)
            })
        };
        self.with(limit, Manner::Finish, call).await
    }

    /// Closes the connection and returns its place.
    pub(super) async fn close(mut self) -> Option<Place> {
        let Loan { held, permit, place } = self.0.take()?;
        held.close().await;
        drop(permit);
        Some(place)
    }

    /// Returns the connection for work that changes its settings. Until [`Self::settle`] it is fit for nobody else.
    pub(crate) fn unsettle(&mut self) -> &mut Connection {
        let held = self.0.as_mut().map(|loan| &mut loan.held);
        let connection = held.and_then(|held| {
            held.state = Fitness::Unsettled;
            held.wire.as_mut().map(|wire| &mut wire.connection)
        });
        connection.expect("only a call that was left under way has the connection, and a migrator makes none")
    }

    /// Returns the connection for work of other code. Until [`Self::take_back`] it is fit for nobody else, and when it
    /// is given back nothing of that work stays on it.
    pub(crate) fn borrow(&mut self) -> Option<&mut Connection> {
        let held = &mut self.0.as_mut()?.held;
        held.was_borrowed = true;
        held.condemn();
        let wire = held.wire.as_mut()?;
        wire.preparation.forget_tenants();
        Some(&mut wire.connection)
    }

    /// Ends what [`Self::borrow`] began.
    pub(crate) fn take_back(&mut self, is_alive: bool) {
        if let Some(loan) = self.0.as_mut().filter(|_| is_alive) {
            loan.held.state = Fitness::Fit;
        }
    }

    /// Declares the settings to be those that every connection has.
    pub(crate) fn settle(&mut self) {
        if let Some(loan) = &mut self.0 {
            loan.held.state = Fitness::Fit;
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut loan) = self.0.take() else { return };
        if loan.held.is_raised {
            loan.held.condemn();
        }
        if loan.held.was_borrowed && loan.held.is_usable() {
            restore_in_place(loan);
            return;
        }
        if loan.held.is_clean() {
            let Loan { held, permit, place } = loan;
            // Another writer may be let in as soon as the connection is back.
            drop(permit);
            let Some(held) = place.shared().take_back(held) else { return };
            close_in_place(held, place);
            return;
        }
        loan.held.holder.release();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            // Nothing can be awaited any more; dropping the connection closes its socket.
            return;
        };
        if loan.held.is_only && loan.held.state == Fitness::Unsettled {
            runtime.spawn(settle(loan));
            return;
        }
        let can_roll_back = loan.held.state == Fitness::Unclean || loan.held.is_usable() && loan.held.in_transaction;
        let is_flushed = loan.held.wire.as_ref().is_some_and(|wire| !wire.connection.should_flush());
        if can_roll_back && is_flushed {
            loan.held.state = Fitness::Fit;
            runtime.spawn(clean(loan));
        } else {
            runtime.spawn(async move {
                loan.held.close().await;
                drop((loan.permit, loan.place));
            });
        }
    }
}

fn close_in_place(held: Box<Held>, place: Place) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    runtime.spawn(async move {
        held.close().await;
        drop(place);
    });
}

/// Sees to it that nothing of other code's work stays on a connection, while its place is taken.
fn restore_in_place(mut loan: Loan) {
    loan.held.holder.release();
    loan.held.was_borrowed = false;
    // Without a runtime the connection is dropped, which closes its socket.
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    if loan.held.is_only {
        runtime.spawn(settle(loan));
    } else if matches!(loan.held.backend, Backend::Postgres { .. }) && loan.place.shared().config.source.is_none() {
        runtime.spawn(restore(loan));
    } else {
        // The others have no statement that takes everything back, or it would take larder's settings too.
        loan.held.condemn();
        drop(Lease::new(loan));
    }
}

/// Has a session of PostgreSQL's as it was when it began; if that fails, the connection is closed.
async fn restore(loan: Loan) {
    let after_connect = loan.place.shared().config.after_connect.clone();
    let mut lease = Lease::new(loan);
    let call = |mut wire: Wire| -> Call<()> {
        Box::pin(async move {
            let answer = restored(&mut wire, after_connect.as_ref()).await;
            (wire, answer)
        })
    };
    match lease.with(Some(ROLLBACK_LIMIT), Manner::Finish, call).await.result {
        Some(Ok(())) => lease.set_in_transaction(false),
        _ => lease.condemn(),
    }
}

async fn restored(wire: &mut Wire, after_connect: Option<&AfterConnect>) -> Result<(), sqlx::Error> {
    const DISCARD: &str = "DISCARD ALL";
    wire.preparation.renew(&mut wire.connection).await?;
    // It is refused while a transaction is open.
    if wire.connection.run(DISCARD).await.is_err() {
        wire.connection.roll_back().await?;
        wire.connection.run(DISCARD).await?;
    }
    match after_connect {
        Some(work) => work.run(wire.connection.borrowed()).await,
        None => Ok(()),
    }
}

/// Ends an abandoned transaction and hands the connection back; if that fails, the connection is closed.
///
/// The first rollback may be what a request to stop the statement before it meets, where that came late.
/// It is begun with the loan alone: a runtime that ends drops it unbegun, and a lease dropped there would begin
/// another.
async fn clean(loan: Loan) {
    let mut lease = Lease::new(loan);
    let mut ended = lease.roll_back(Some(ROLLBACK_LIMIT)).await;
    if let Some(Err(error)) = &ended.result
        && is_interrupted(error)
    {
        ended = lease.roll_back(Some(ROLLBACK_LIMIT)).await;
    }
    if let Some(loan) = lease.0.as_mut().filter(|loan| loan.held.in_transaction) {
        loan.place.shared().counted.add(DatabaseEvent::RolledBack);
    }
    if matches!(ended.result, Some(Ok(()))) {
        lease.set_in_transaction(false);
    } else {
        // Also in memory: what cannot even be rolled back is no database any more.
        if let Some(loan) = &mut lease.0 {
            loan.held.state = Fitness::Broken;
        }
    }
}

/// Takes a database in memory out of the hands of a migrator that was dropped at work.
async fn settle(mut loan: Loan) {
    loan.held.interrupt(true);
    if let Some(Wire { connection, .. }) = &mut loan.held.wire {
        // Answered when the statement under way has stopped.
        let _ = connection.ping().await;
    }
    loan.held.interrupt(false);
    if let Some(Wire { connection, .. }) = &mut loan.held.wire {
        // Nothing is open where it fails.
        let _ = connection.roll_back().await;
        for setting in SETTLED {
            if connection.run(setting).await.is_err() {
                tracing::warn!(setting, "a connection setting could not be reset");
            }
        }
    }
    loan.held.state = Fitness::Fit;
    drop(Lease::new(loan));
}

fn gone() -> sqlx::Error {
    sqlx::Error::InvalidArgument("an earlier call is still using the connection".to_owned())
}
