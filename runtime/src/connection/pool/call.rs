//! A call on a connection, and what becomes of it when its caller leaves.
//!
//! A driver's future that is dropped half-way leaves the server at work and the connection in an unknown state. So a
//! call owns its connection, and a caller that leaves drops only its interest in the answer: the call is handed to a
//! task that asks the server to stop the statement and waits for its end.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::canceller::End;
use super::held::{Fitness, Held, Wire};
use super::lease::{Lease, Loan};
use super::shared::Shared;
use crate::connection::answer::is_fatal;
use crate::statistics::{DatabaseEvent, Label};

/// A call of a driver; it gives the connection back with its result.
pub(crate) type Call<T> = Pin<Box<dyn Future<Output = (Wire, Result<T, sqlx::Error>)> + Send>>;

/// Most calls whose caller leaves end by themselves within this time, before the server need be asked. What runs in
/// this process costs nothing to ask, and works on a core until it is.
const HEAD_START: Duration = Duration::from_millis(5);
/// If a statement still runs this long after the server was asked to stop it, its session is closed.
const STOP_LIMIT: Duration = Duration::from_secs(5);
/// A connection whose server says nothing at all is dropped after this much more, and its place is free.
const LAST_LIMIT: Duration = Duration::from_secs(5);

/// What is to happen when the caller leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// The server is asked to stop.
    Stop,
    /// It is left where it is: the server does nothing for it.
    Probe,
    /// It completes: stopping it would gain nothing.
    Finish,
    /// It completes and ends the transaction: a COMMIT that was sent must not be left undecided.
    Commit,
}

/// A call under way on a lease.
pub(super) struct Running<'l, T: Send + 'static> {
    loan: &'l mut Option<Loan>,
    call: Option<Call<T>>,
    manner: Manner,
}

impl<'l, T: Send + 'static> Running<'l, T> {
    pub(super) fn new(loan: &'l mut Option<Loan>, call: Call<T>, manner: Manner) -> Self {
        Self { loan, call: Some(call), manner }
    }

    /// Waits for the end.
    pub(super) async fn end(&mut self) -> Result<T, sqlx::Error> {
        let call = self.call.as_mut().expect("a call ends once");
        let (wire, result) = call.await;
        self.call = None;
        if let Some(loan) = self.loan.as_mut() {
            loan.held.wire = Some(wire);
        }
        result
    }

    /// Drops it with its connection.
    pub(super) fn discard(&mut self) {
        self.call = None;
    }

    /// Asks the server to stop it, and waits for the end; `None` when that does not come within `limit`.
    pub(super) async fn stop(&mut self, limit: Duration, end: End) -> Option<Result<T, sqlx::Error>> {
        let (call, loan) = (self.call.as_mut()?, self.loan.as_mut()?);
        let shared = Arc::clone(loan.place.shared());
        let (wire, result) = stop(call, &mut loan.held, &shared, self.manner, end, Some(limit)).await?;
        self.call = None;
        loan.held.wire = Some(wire);
        Some(result)
    }
}

impl<T: Send + 'static> Drop for Running<'_, T> {
    fn drop(&mut self) {
        let Some(call) = self.call.take() else { return };
        let Some(loan) = self.loan.take() else { return };
        loan.place.shared().counted.add(DatabaseEvent::CallAbandoned);
        if self.manner == Manner::Stop {
            // At once: until its task runs, the statement would keep a core from everybody else.
            loan.held.interrupt(true);
        }
        // Without a runtime both are dropped, which closes the socket.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let call: Call<()> = Box::pin(async move {
            let (wire, result) = call.await;
            (wire, result.map(drop))
        });
        runtime.spawn(finish(loan, call, self.manner));
    }
}

/// Sees to the end of a call whose caller has left, and gives its connection back.
async fn finish(mut loan: Loan, mut call: Call<()>, manner: Manner) {
    loan.held.holder.hold(Label::of_none("a call whose caller has left"));
    let shared = Arc::clone(loan.place.shared());
    let head_start = if loan.held.stop.is_some() { Duration::ZERO } else { HEAD_START };
    let mut ended = tokio::time::timeout(head_start, &mut call).await.ok();
    let was_stopped = ended.is_none() && manner == Manner::Stop;
    if ended.is_some() {
        loan.held.interrupt(false);
    }
    if ended.is_none() {
        // A database in memory ends with its connection, so its statement is waited for; it stops by itself.
        let limit = (!loan.held.is_only).then_some(STOP_LIMIT);
        ended = stop(&mut call, &mut loan.held, &shared, manner, End::Statement, limit).await;
    }
    if ended.is_none() && manner != Manner::Probe {
        // A session that commits is not ended: its transaction would be left undecided.
        let last = if manner == Manner::Commit { Manner::Commit } else { Manner::Stop };
        ended = stop(&mut call, &mut loan.held, &shared, last, End::Session, Some(LAST_LIMIT)).await;
    }
    let Some((wire, result)) = ended else {
        tracing::warn!(target: "larder::pool", "connection dropped: the server does not respond");
        shared.suspect_all();
        return;
    };
    loan.held.wire = Some(wire);
    loan.held.is_weary = manner == Manner::Stop && loan.held.stop.is_some();
    match result {
        Err(error) if is_fatal(&error) => loan.held.condemn(),
        Ok(()) if manner == Manner::Commit => loan.held.in_transaction = false,
        _ => {}
    }
    // A request that came late, or a savepoint of larder's own outside a transaction: a rollback ends all of it.
    if was_stopped && loan.held.state == Fitness::Fit && loan.held.backend.leaves_remains() {
        loan.held.state = Fitness::Unclean;
    }
    drop(Lease::new(loan));
}

/// Asks for the end of a call and waits until both it and the request have ended: a request that is still on its way
/// would stop the next statement.
async fn stop<T>(
    call: &mut Call<T>,
    held: &mut Held,
    shared: &Shared,
    manner: Manner,
    end: End,
    limit: Option<Duration>,
) -> Option<(Wire, Result<T, sqlx::Error>)> {
    let has_ended = AtomicBool::new(manner != Manner::Stop);
    if manner == Manner::Stop {
        held.interrupt(true);
    }
    let mut is_asked = false;
    let mut answer = None;
    {
        let mut asking = pin!(shared.canceller.end(shared, &held.backend, end, &has_ended));
        let mut over = pin!(async {
            match limit {
                Some(limit) => tokio::time::sleep(limit).await,
                None => std::future::pending().await,
            }
        });
        while !is_asked || answer.is_none() {
            tokio::select! {
                biased;
                ended = &mut *call, if answer.is_none() => {
                    has_ended.store(true, Ordering::Relaxed);
                    answer = Some(ended);
                }
                () = &mut asking, if !is_asked => is_asked = true,
                () = &mut over => break,
            }
        }
    }
    if answer.is_some() {
        held.interrupt(false);
        if !is_asked {
            held.condemn();
        }
    }
    answer
}
