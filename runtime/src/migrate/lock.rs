//! One migrator at a time, on every server but SQLite, whose write transaction is the lock.

#[cfg(feature = "postgres")]
mod advisory;
pub(super) mod file;
#[cfg(feature = "mysql")]
mod lease;

use std::time::Duration;

use rand::RngExt as _;
use tokio::time::{Instant, sleep};

use super::connection::{Connector, MigratorConnection};
use super::report::event::Event;
use crate::config::Driver;
use crate::error::{Error, ErrorKind, Result};

/// How long to wait for the lock and how long to keep it without a sign of life.
#[derive(Debug, Clone, Copy)]
pub(super) struct LockTimes {
    pub(super) wait: Duration,
    pub(super) lease: Duration,
}

/// The lock, held on a connection of its own.
pub(super) enum Lock {
    #[cfg(feature = "postgres")]
    Advisory(advisory::Advisory),
    #[cfg(feature = "mysql")]
    Lease(lease::LeaseLock),
    /// Without a server's driver there is no lock of this kind.
    #[cfg(not(any(feature = "postgres", feature = "mysql")))]
    None(std::convert::Infallible),
}

/// What keeps other migrators away while one is at work.
pub(super) enum Guard<'a> {
    /// A lock beside the connection at work; each step has a transaction of its own.
    Lock(&'a mut Lock),
    /// The transaction that is open around the whole run: SQLite's, which no other writer gets past.
    WholeRun,
}

impl Guard<'_> {
    /// Whether one transaction is open around the whole run.
    pub(super) fn is_whole_run(&self) -> bool {
        matches!(self, Self::WholeRun)
    }

    /// Makes sure that nobody else is let in; see [`Lock::check`].
    pub(super) async fn check(&mut self, work: &mut MigratorConnection) -> Result<()> {
        match self {
            Self::Lock(lock) => lock.check(work).await,
            Self::WholeRun => Ok(()),
        }
    }

    /// Makes sure of it inside the transaction open on `work`; see [`Lock::fence`].
    pub(super) async fn fence(&self, work: &mut MigratorConnection) -> Result<()> {
        match self {
            Self::Lock(lock) => lock.fence(work).await,
            Self::WholeRun => Ok(()),
        }
    }
}

impl Lock {
    /// Waits for the lock until the deadline.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Locked`] names the holder.
    pub(super) async fn acquire(
        connector: &Connector,
        times: LockTimes,
        events: &(dyn Fn(&Event<'_>) + Sync),
    ) -> Result<Self> {
        match connector.driver()? {
            #[cfg(feature = "postgres")]
            Driver::Postgres => advisory::Advisory::acquire(connector, times, events).await.map(Self::Advisory),
            #[cfg(feature = "mysql")]
            Driver::MySql => lease::LeaseLock::acquire(connector, times, events).await.map(Self::Lease),
            #[cfg(feature = "sqlite")]
            Driver::Sqlite => {
                Err(Error::new(ErrorKind::Configuration("SQLite locks with its own write transaction".to_owned())))
            }
        }
    }

    /// Makes sure that the lock is still held; called outside a transaction, before every step and every retry of one.
    #[cfg_attr(not(feature = "mysql"), expect(unused_variables, reason = "a lease is renewed on it"))]
    pub(super) async fn check(&mut self, work: &mut MigratorConnection) -> Result<()> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Advisory(lock) => lock.check().await,
            #[cfg(feature = "mysql")]
            Self::Lease(lock) => lock.check(work).await,
            #[cfg(not(any(feature = "postgres", feature = "mysql")))]
            Self::None(never) => match *never {},
        }
    }

    /// Makes sure of it inside the transaction open on `work`, so that a lock lost meanwhile fails the commit.
    pub(super) async fn fence(&self, work: &mut MigratorConnection) -> Result<()> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Advisory(lock) => lock.fence(work).await,
            #[cfg(feature = "mysql")]
            Self::Lease(lock) => lock.fence(work).await,
            #[cfg(not(any(feature = "postgres", feature = "mysql")))]
            Self::None(never) => match *never {},
        }
    }

    pub(super) async fn release(self) {
        match self {
            #[cfg(feature = "postgres")]
            Self::Advisory(lock) => lock.release().await,
            #[cfg(feature = "mysql")]
            Self::Lease(lock) => lock.release().await,
            #[cfg(not(any(feature = "postgres", feature = "mysql")))]
            Self::None(never) => match never {},
        }
    }
}

/// Returns who holds the lock; `None` when nobody does, or nobody can tell.
pub(super) async fn holder(connector: &Connector) -> Result<Option<String>> {
    let driver = connector.driver()?;
    #[cfg(feature = "sqlite")]
    if driver == Driver::Sqlite {
        return Ok(connector.path().and_then(|path| file::holder(&path)));
    }
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(unused_mut, reason = "SQLite was answered above")
    )]
    let mut connection = connector.open().await?;
    let holder = match driver {
        #[cfg(feature = "postgres")]
        Driver::Postgres => advisory::current(&mut connection).await,
        #[cfg(feature = "mysql")]
        Driver::MySql => lease::current(&mut connection).await,
        #[cfg(feature = "sqlite")]
        Driver::Sqlite => Ok(None),
    };
    connection.close().await;
    holder.map_err(|error| super::report::failure::database("looking for the holder of the migration lock", error))
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn just_ended() -> String {
    "a migrator that has just ended".to_owned()
}

pub(super) fn lost() -> Error {
    Error::new(ErrorKind::Conflict(
        "the migration lock was lost to another migrator; nothing was started after that, run again".to_owned(),
    ))
}

/// Counts the time to the deadline in short, uneven pauses.
pub(super) struct Wait {
    deadline: Instant,
    announced: bool,
}

impl Wait {
    pub(super) fn new(limit: Duration) -> Self {
        Self { deadline: Instant::now() + limit, announced: false }
    }

    /// Pauses; returns false when the deadline has passed.
    pub(super) async fn pause(&mut self, events: &(dyn Fn(&Event<'_>) + Sync)) -> bool {
        if Instant::now() >= self.deadline {
            return false;
        }
        if !self.announced {
            self.announced = true;
            events(&Event::Waiting);
        }
        let pause = Duration::from_millis(rand::rng().random_range(60..140));
        sleep(pause.min(self.deadline.saturating_duration_since(Instant::now()))).await;
        true
    }
}

/// The name of this machine, as far as the environment tells it.
pub(super) fn host() -> String {
    let file = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = file().or_else(|| std::env::var("HOSTNAME").ok()).or_else(|| std::env::var("COMPUTERNAME").ok());
    name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}
