//! The connection with its circuit breaker, reopened in the background.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use std::time::Duration;

use redis::{
    AsyncConnectionConfig, Cmd, ErrorKind, FromRedisValue, PushInfo, RedisError, RedisResult, ServerErrorKind, cmd,
};
use tokio::runtime::Handle;
use tracing::Instrument as _;

use super::commands::{CommandCounters, Failure, Purpose};
use super::connection::{RedisConnection, ToldConnection};
use super::pace::Pace;
use super::script::LuaScript;
use super::target::Target;
use super::{Unavailable, configuration, refusal};
use crate::Result;
use crate::cache::backoff::Backoff;
use crate::cache::time::{Instant, sleep, timeout};
use crate::config::RedisConfig;

/// Answers in a row that may be missing before the connection counts as lost.
const FAILURES: u32 = 3;
/// Longer than the pauses after which every instance has found Redis again, and removed there what it wrote meanwhile.
const QUARANTINE: Duration = Duration::from_secs(2);
/// Pause between two looks whether a slow server is quick again.
const PROBE: Duration = Duration::from_millis(100);
const REPORT_INTERVAL: Duration = Duration::from_secs(60);

/// The connection with its circuit breaker: while Redis is away there is no connection, every operation fails at once,
/// and one task in the background tries to open a new one.
pub(super) struct Link {
    target: Target,
    config: RedisConfig,
    open: RwLock<Option<Open>>,
    /// How many connections were opened.
    opened: AtomicU64,
    failures: AtomicU32,
    reopening: AtomicBool,
    was_away: AtomicBool,
    /// When a refusal was last logged.
    reported: Mutex<Option<Instant>>,
    pub(super) commands: CommandCounters,
    pub(super) pace: Pace,
    /// What is done once Redis is reached again.
    returned: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

/// A connection and where it leads.
#[derive(Clone)]
struct Open {
    connection: RedisConnection,
    /// Names the run of the server; none for a Cluster, whose nodes are restarted one by one.
    run: u64,
    number: u64,
    /// When it was opened, if another one was lost before.
    reopened: Option<Instant>,
}

/// Why there is no connection.
enum Unopened {
    Away(String),
    /// The server is there and lets nobody in with these settings.
    Refused(String),
}

impl Link {
    pub(super) async fn open(config: &RedisConfig) -> Result<Arc<Self>> {
        let link = Arc::new(Self {
            target: Target::of(config)?,
            config: config.clone(),
            open: RwLock::new(None),
            opened: AtomicU64::new(0),
            failures: AtomicU32::new(0),
            reopening: AtomicBool::new(false),
            was_away: AtomicBool::new(false),
            reported: Mutex::new(None),
            commands: CommandCounters::default(),
            pace: Pace::new(config.response_timeout),
            returned: OnceLock::new(),
        });
        match link.try_open().await {
            Ok(()) => {}
            Err(Unopened::Away(why)) => {
                tracing::warn!(why, "Redis is unreachable");
                link.reopen();
            }
            Err(Unopened::Refused(why)) => {
                return Err(configuration(format!("Redis refused the connection: {why}")));
            }
        }
        Ok(link)
    }

    /// Sets what is done once Redis is reached again after it was away, whether it is the same server or another.
    pub(super) fn on_return(&self, act: impl Fn() + Send + Sync + 'static) {
        // There is one who asks.
        let _ = self.returned.set(Box::new(act));
    }

    pub(super) fn limits(&self) -> &RedisConfig {
        &self.config
    }

    pub(super) fn is_trusted(&self) -> bool {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().is_some_and(|open| open.reopened.is_none_or(|at| at.elapsed() >= QUARANTINE))
    }

    /// Numbers the connection over which commands are sent at present; no other one had or will have it.
    pub(super) fn connection(&self) -> Option<u64> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|open| open.number)
    }

    /// Names the run of the server that it leads to.
    pub(super) fn server_run(&self) -> Option<u64> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|open| open.run)
    }

    /// Opens a connection of its own to the server that holds `key`, and that tells.
    pub(super) async fn told(
        &self,
        key: &[u8],
        limit: Duration,
        hear: impl Fn(PushInfo) -> Result<(), ()> + Clone + Send + Sync + 'static,
    ) -> RedisResult<ToldConnection> {
        let opening = Some(self.config.connection_timeout);
        let limits = || AsyncConnectionConfig::new().set_connection_timeout(opening);
        self.target.told(key, limit, limits, hear).await
    }

    fn current(&self) -> Option<Open> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether keys are spread over several nodes.
    pub(super) fn spreads(&self) -> bool {
        matches!(self.target, Target::Cluster(_))
    }

    pub(super) fn is_up(&self) -> bool {
        self.open.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Sends one command.
    pub(super) async fn ask<T: FromRedisValue>(
        self: &Arc<Self>,
        purpose: Purpose,
        command: &Cmd,
    ) -> Result<T, Unavailable> {
        self.send(purpose, command).await.map_err(|_| Unavailable)
    }

    /// Runs a script by its hash, sending its text to a server that does not know it.
    pub(super) async fn run(
        self: &Arc<Self>,
        purpose: Purpose,
        script: LuaScript,
        keys: &[impl AsRef<[u8]>],
        arguments: impl Fn(&mut Cmd) -> &mut Cmd,
    ) -> Result<bool, Unavailable> {
        let on_keys = |command: &'static str, text: &str| {
            let mut command = cmd(command);
            command.arg(text).arg(keys.len());
            keys.iter().for_each(|key| {
                command.arg(key.as_ref());
            });
            arguments(&mut command);
            command
        };
        let by_hash = on_keys("EVALSHA", script.hash());
        match self.send(purpose, &by_hash).await {
            Err(Some(error)) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.ask(purpose, &on_keys("EVAL", script.text())).await
            }
            answer => answer.map_err(|_| Unavailable),
        }
    }

    /// Asks several questions of the servers themselves, which count as one command.
    pub(super) async fn inquire<T>(
        self: &Arc<Self>,
        ask: impl AsyncFnOnce(RedisConnection) -> RedisResult<T>,
    ) -> Result<T, Unavailable> {
        let open = self.current().ok_or_else(|| {
            self.commands.failed(Purpose::Inspect, Failure::Disconnected);
            Unavailable
        })?;
        let start = Instant::now();
        match ask(open.connection).await {
            Ok(answer) => {
                self.commands.answered(Purpose::Inspect, start.elapsed());
                Ok(answer)
            }
            Err(error) => {
                self.commands.failed(Purpose::Inspect, failure(&error));
                self.note(&error);
                Err(Unavailable)
            }
        }
    }

    /// Fails with no error while there is no connection.
    async fn send<T: FromRedisValue>(
        self: &Arc<Self>,
        purpose: Purpose,
        command: &Cmd,
    ) -> Result<T, Option<RedisError>> {
        let Some(Open { mut connection, .. }) = self.current() else {
            self.commands.failed(purpose, Failure::Disconnected);
            return Err(None);
        };
        let span = tracing::debug_span!(
            target: "larder::redis",
            "redis",
            "otel.name" = purpose.name(),
            "otel.kind" = "client",
            "db.system.name" = "redis",
            "db.operation.name" = purpose.name(),
            "error.type" = tracing::field::Empty,
        );
        let start = Instant::now();
        match connection.query(command).instrument(span.clone()).await {
            Ok(answer) => {
                let elapsed = start.elapsed();
                self.commands.answered(purpose, elapsed);
                self.failures.store(0, Ordering::Relaxed);
                if matches!(purpose, Purpose::Read) && self.pace.note(elapsed) {
                    self.do_without();
                }
                Ok(answer)
            }
            Err(error) => {
                match error.kind() {
                    // It knows no such script yet, and is sent its text.
                    ErrorKind::Server(ServerErrorKind::NoScript) => self.commands.answered(purpose, start.elapsed()),
                    _ => {
                        let failure = failure(&error);
                        span.record("error.type", failure.name());
                        self.commands.failed(purpose, failure);
                    }
                }
                self.note(&error);
                Err(Some(error))
            }
        }
    }

    /// Gives the connection up when the error says so, or after several in a row.
    fn note(self: &Arc<Self>, error: &RedisError) {
        let refusal = refusal::of(error);
        if let Some(why) = &refusal {
            self.report(why);
        }
        let lost = match error.kind() {
            // A command that is not allowed says nothing of the others.
            ErrorKind::Server(ServerErrorKind::NoScript | ServerErrorKind::NoPerm) => return,
            ErrorKind::Server(
                ServerErrorKind::ReadOnly
                | ServerErrorKind::MasterDown
                | ServerErrorKind::BusyLoading
                | ServerErrorKind::ClusterDown,
            ) => true,
            _ if refusal.is_some() => true,
            _ => (error.is_io_error() && !error.is_timeout()) || error.is_unrecoverable_error(),
        };
        let failures = self.failures.fetch_add(1, Ordering::Relaxed) + 1;
        if lost || failures >= FAILURES {
            *self.open.write().unwrap_or_else(PoisonError::into_inner) = None;
            self.reopen();
        }
    }

    /// Starts the task that reconnects, unless it runs already. It ends with the last user of the link.
    fn reopen(self: &Arc<Self>) {
        let Ok(runtime) = Handle::try_current() else { return };
        self.was_away.store(true, Ordering::Release);
        if self.reopening.swap(true, Ordering::AcqRel) {
            return;
        }
        tracing::warn!("Redis is unavailable; reads go to the database");
        runtime.spawn(keep_trying(Arc::downgrade(self)));
    }

    /// Starts the task that finds out when a slow server is quick again.
    fn do_without(self: &Arc<Self>) {
        if let Ok(runtime) = Handle::try_current() {
            tracing::warn!("Redis answers slowly; reads go to the database");
            runtime.spawn(keep_probing(Arc::downgrade(self)));
        }
    }

    /// Finds out whether the connection still leads to somebody.
    pub(super) fn look(self: &Arc<Self>) {
        let link = Arc::clone(self);
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { link.ask::<()>(Purpose::Inspect, &cmd("PING")).await });
        }
    }

    /// Logs what only a change of the settings mends, from time to time for all that it makes fail.
    fn report(&self, why: &str) {
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        if reported.is_none_or(|at| at.elapsed() >= REPORT_INTERVAL) {
            *reported = Some(Instant::now());
            tracing::error!(why, "Redis refused the connection; reads go to the database");
        }
    }

    async fn try_open(&self) -> Result<(), Unopened> {
        // Opening a Cluster connection has no limit of its own (redis-rs #1953).
        let limit = self.config.connection_timeout * 2;
        let connect = async {
            let mut connection = self.target.connect(&self.config).await?;
            let run = connection.run().await?;
            Ok((connection, run))
        };
        let opened = timeout(limit, connect).await;
        let away = |why: String| Unopened::Away(why);
        let (connection, run) =
            opened.map_err(|_| away(format!("no response within {limit:?}")))?.map_err(|error| {
                refusal::of(&error).map_or_else(|| away(error.category().to_owned()), Unopened::Refused)
            })?;
        self.failures.store(0, Ordering::Relaxed);
        let number = self.opened.fetch_add(1, Ordering::Relaxed);
        let reopened = self.was_away.load(Ordering::Acquire).then(Instant::now);
        let open = Open { connection, run, number, reopened };
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(open);
        Ok(())
    }
}

fn failure(error: &RedisError) -> Failure {
    if error.is_timeout() {
        Failure::TimedOut
    } else if error.is_io_error() || error.is_unrecoverable_error() {
        Failure::Disconnected
    } else {
        Failure::Refused
    }
}

async fn keep_probing(link: Weak<Link>) {
    loop {
        sleep(PROBE).await;
        let Some(link) = link.upgrade() else { return };
        let start = Instant::now();
        let answer = link.ask::<()>(Purpose::Inspect, &cmd("PING")).await;
        if link.pace.note_probe(answer.is_ok().then(|| start.elapsed())) {
            tracing::info!("Redis answers in time again");
            return;
        }
    }
}

async fn keep_trying(link: Weak<Link>) {
    let mut backoff = Backoff::new();
    loop {
        backoff.pause().await;
        let Some(link) = link.upgrade() else { return };
        // Cleared first: a connection lost right after it was opened starts its own task.
        link.reopening.store(false, Ordering::Release);
        match link.try_open().await {
            Ok(()) => {
                tracing::info!("Redis is available again");
                if let Some(act) = link.returned.get() {
                    act();
                }
                return;
            }
            Err(Unopened::Refused(why)) => link.report(&why),
            Err(Unopened::Away(_)) => {}
        }
        if link.reopening.swap(true, Ordering::AcqRel) {
            return;
        }
        backoff.grow();
    }
}
