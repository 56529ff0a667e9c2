//! Listens to what other instances fence, and says how long the in-process level may be believed.
//!
//! One connection of its own gets the server's pushes (`CLIENT TRACKING`, RESP3), which are applied as they are read.
//! Every answer to a probe confirms that what was fenced before the probe *before it* was sent has been heard: pushes
//! of one turn of the server's loop may follow an answer of the same turn, but not one of the next.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use redis::{ErrorKind, PushInfo, PushKind, RedisError, RedisResult, ServerErrorKind, Value, cmd};
use tokio::runtime::Handle;

use super::beacon::{self, Sender};
use super::connection::ToldConnection;
use super::link::Link;
use crate::cache::backoff::Backoff;
use crate::cache::counters::WatchCounters;
use crate::cache::memory::bound::{Bound, Listener};
use crate::cache::time::{sleep, timeout};
use crate::clock::{Clock, Moment};

/// Probes for each bound.
const PROBES: u32 = 5;
/// Shortest pause between two probes; a longer one on schedules, of which probes are most.
const SHORTEST: Duration = Duration::from_millis(if cfg!(test) { 150 } else { 10 });
/// Pause before a server is asked again that said it cannot tell.
const UNABLE: Duration = Duration::from_secs(60);

/// What a watch needs for as long as it runs.
pub(super) struct FenceWatch {
    pub(super) prefix: Vec<u8>,
    /// Whose beacons tell nothing new.
    pub(super) own: Sender,
    pub(super) clock: Clock,
    pub(super) bound: Arc<Bound>,
    pub(super) counters: Arc<WatchCounters>,
    pub(super) listener: Arc<dyn Listener>,
}

impl FenceWatch {
    /// Listens once, so that the first reads find a level that may be believed, and goes on in the background.
    pub(super) async fn start(self, link: &Arc<Link>) {
        let Ok(runtime) = Handle::try_current() else { return };
        let session = if link.is_up() { self.listen(link).await } else { Err(lost()) };
        runtime.spawn(self.keep_on(Arc::downgrade(link), session));
    }

    async fn keep_on(self, link: Weak<Link>, mut session: RedisResult<Session>) {
        let mut backoff = Backoff::new();
        loop {
            let ended = match session {
                Ok(mut session) => {
                    backoff = Backoff::new();
                    let ended = self.probe_on(&link, &mut session).await;
                    self.counters.lost.fetch_add(1, Ordering::Relaxed);
                    ended
                }
                Err(error) => ControlFlow::Continue(error),
            };
            let ControlFlow::Continue(error) = ended else { return };
            if is_unable(&error) {
                if self.bound.is_told() {
                    tracing::warn!(
                        "Redis cannot tell of other instances' writes; entries in process last five seconds"
                    );
                    self.listener.miss();
                    self.bound.lift();
                }
                sleep(UNABLE).await;
            } else {
                self.bound.lose();
                // Whoever sends nothing would not notice that the server has gone, and has fences to place again.
                if let Some(link) = link.upgrade() {
                    link.look();
                }
                backoff.pause().await;
                backoff.grow();
            }
            let Some(link) = link.upgrade() else { return };
            session = self.listen(&link).await;
        }
    }

    /// Opens a connection that is told of every beacon from now on.
    async fn listen(&self, link: &Link) -> RedisResult<Session> {
        let limit = link.limits().connection_timeout * 2;
        let listened = timeout(limit, self.open(link)).await.map_err(|_| lost())??;
        Ok(listened)
    }

    async fn open(&self, link: &Link) -> RedisResult<Session> {
        let limit = link.limits().max_lag.max(link.limits().response_timeout);
        let connection = link.told(&self.prefix, limit, self.hearing()).await?;
        let mut session = Session { connection, sent: None };
        let mut track = cmd("CLIENT");
        track.arg("TRACKING").arg("ON").arg("BCAST").arg("PREFIX").arg(&self.prefix);
        session.connection.send(&track).await?;
        // After the server has begun to tell: what is kept from here on is told of.
        self.listener.miss();
        session.probe(self, link).await?;
        session.probe(self, link).await?;
        Ok(session)
    }

    /// Returns what is done with pushes, in the connection's driver, and so before any later answer is handed on.
    fn hearing(&self) -> impl Fn(PushInfo) -> Result<(), ()> + Clone + Send + Sync + 'static {
        let (listener, bound, counters) =
            (Arc::downgrade(&self.listener), Arc::clone(&self.bound), Arc::clone(&self.counters));
        let (prefix, own) = (self.prefix.clone(), self.own);
        move |push: PushInfo| {
            let Some(listener) = listener.upgrade() else { return Err(()) };
            match push.kind {
                PushKind::Disconnection => bound.lose(),
                PushKind::Invalidate => hear(&*listener, (&prefix, &own), &counters, &push.data),
                _ => {}
            }
            Ok(())
        }
    }

    async fn probe_on(&self, link: &Weak<Link>, session: &mut Session) -> ControlFlow<(), RedisError> {
        loop {
            let Some(link) = link.upgrade() else { return ControlFlow::Break(()) };
            let pause = (link.limits().max_lag / PROBES).max(SHORTEST);
            if let Err(error) = session.probe(self, &link).await {
                return ControlFlow::Continue(error);
            }
            drop(link);
            sleep(pause).await;
        }
    }
}

/// A connection that is told, and when the last probe was sent that it has answered.
struct Session {
    connection: ToldConnection,
    sent: Option<Moment>,
}

impl Session {
    /// Asks for an answer, one at a time. The probe is a write that changes nothing: a server that has become a replica
    /// refuses it, a node of a Cluster that no longer has the slot names the one that does.
    async fn probe(&mut self, watch: &FenceWatch, link: &Link) -> RedisResult<()> {
        let sent = watch.clock.now();
        self.connection.send(cmd("DEL").arg(&watch.prefix)).await?;
        if let Some(confirmed) = self.sent.replace(sent) {
            watch.bound.confirm(confirmed.after(link.limits().max_lag));
        }
        Ok(())
    }
}

fn hear(listener: &dyn Listener, (prefix, own): (&[u8], &Sender), counters: &WatchCounters, data: &[Value]) {
    match data.first() {
        Some(Value::Array(names)) => {
            for name in names {
                if let Value::BulkString(name) = name {
                    counters.heard.fetch_add(1, Ordering::Relaxed);
                    beacon::keys(prefix, own, name).for_each(|key| match key {
                        beacon::EVERYTHING => listener.miss(),
                        key => listener.hear(key),
                    });
                }
            }
        }
        // A server that was flushed tells of everything at once, and has forgotten the fences that stood.
        _ => listener.miss(),
    }
}

fn lost() -> RedisError {
    (ErrorKind::Io, "no answer").into()
}

/// Whether a server that answers will never tell.
fn is_unable(error: &RedisError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::RESP3NotSupported | ErrorKind::Server(ServerErrorKind::ResponseError | ServerErrorKind::NoPerm)
    )
}
