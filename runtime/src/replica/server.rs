//! One replica: its connections, and what was last seen of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use larder_format::Dialect;
use tokio::sync::Notify;

use super::history::PrimaryHistory;
use super::reachability::{Reachability, ReachabilityChange};
use super::sample::{MARIADB_SERVER, MYSQL_SERVER, POSTGRES_SERVER, Sample};
use super::tick::Tick;
use crate::config::{AfterConnect, DatabaseConfig, ReplicaConfig, redact};
use crate::error::Result;
use crate::execute::Engine;

/// Longest wait for a connection to a replica: the primary can be asked instead.
const ACQUIRE: Duration = Duration::from_secs(1);
const CONNECT: Duration = Duration::from_secs(2);

/// One replica.
pub(crate) struct Replica {
    /// Where it is, without user and password.
    pub(crate) place: String,
    pub(crate) weight: u32,
    /// What the connections of reads are made by.
    config: DatabaseConfig,
    /// The one connection that samples are taken on, so that reads never keep them waiting.
    pub(super) sampled: Arc<Engine>,
    seen: Mutex<ReplicaState>,
    /// Told when it is left out, so that reads under way go elsewhere.
    pub(super) left_out: Notify,
}

/// What was last seen of a replica.
#[derive(Default)]
pub(crate) struct ReplicaState {
    pub(crate) health: Reachability,
    /// The last sample, and when it was there.
    pub(crate) last: Option<(Tick, Sample)>,
    /// It has everything that was acknowledged before this moment; `None` where that is not known.
    pub(crate) covers: Option<Tick>,
    /// Whether the last sample was of the primary's history and of a replica.
    pub(crate) is_follower: bool,
    /// The connections of reads, to the server that was sampled and no other.
    reading: Option<Arc<Engine>>,
    /// Counts the servers that were seen under this URL.
    pub(crate) incarnation: u32,
    pub(crate) failures: u64,
}

impl Replica {
    pub(crate) fn open(config: &DatabaseConfig, replica: &ReplicaConfig, primary: &Engine) -> Result<Self> {
        let mut own = config.clone();
        own.url.clone_from(&replica.url);
        own.source = None;
        own.replicas = Vec::new();
        own.max_connections = replica.max_connections.unwrap_or(config.max_connections);
        own.min_idle = 0;
        own.acquire_timeout = own.acquire_timeout.min(ACQUIRE);
        own.connect_timeout = own.connect_timeout.min(CONNECT);
        Ok(Self {
            place: redact(&replica.url),
            weight: replica.weight,
            sampled: Arc::new(primary.sampling(&own)?),
            config: own,
            seen: Mutex::default(),
            left_out: Notify::new(),
        })
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, ReplicaState> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a sample, or that none came.
    pub(super) fn note(&self, now: Tick, sample: Result<Sample>, history: &PrimaryHistory, primary: &Engine) {
        let mut seen = self.seen();
        let sample = sample.inspect_err(|_| seen.failures += 1).ok();
        let turn = seen.health.note(sample.is_some());
        match turn {
            ReachabilityChange::Up => tracing::info!(target: "larder::replica", replica = self.place, "answers"),
            ReachabilityChange::Down => {
                tracing::warn!(target: "larder::replica", replica = self.place, "does not answer")
            }
            ReachabilityChange::None => {}
        }
        if turn == ReachabilityChange::Down {
            self.left_out.notify_waiters();
        }
        let Some(sample) = sample else { return };
        if seen.last.as_ref().is_none_or(|(_, last)| last.server != sample.server) {
            // Connections that were made before may lead to another server.
            seen.incarnation += 1;
            seen.reading = self.connections(&sample, primary).ok().map(Arc::new);
        }
        let is_follower = sample.is_read_only && history.is_of(&sample);
        if is_follower != seen.is_follower {
            let why = if sample.is_read_only { "history" } else { "role" };
            match is_follower {
                true => tracing::info!(target: "larder::replica", replica = self.place, "follows the primary"),
                false => tracing::warn!(target: "larder::replica", replica = self.place, why, "is left out"),
            }
        }
        seen.is_follower = is_follower;
        seen.covers = if is_follower { history.passed_by(&sample) } else { None };
        seen.last = Some((now, sample));
    }

    /// Forgets what it was seen at: the primary's history is another one.
    pub(super) fn forget(&self) {
        self.seen().covers = None;
    }

    pub(super) fn reading(seen: &ReplicaState) -> Option<&Arc<Engine>> {
        seen.reading.as_ref()
    }

    /// Opens connections that are closed again where they lead to another server than the one that was sampled: behind
    /// a name or a balancer there may be several.
    fn connections(&self, sample: &Sample, primary: &Engine) -> Result<Engine> {
        let mut config = self.config.clone();
        let (expected, of_application) = (sample.server.clone(), config.after_connect.take());
        let text = match (primary.driver.dialect(), &sample.position) {
            (Dialect::Postgres, _) => POSTGRES_SERVER,
            (_, super::position::Position::Domains(_)) => MARIADB_SERVER,
            _ => MYSQL_SERVER,
        };
        config.after_connect = Some(AfterConnect::new(move |mut on| {
            let (expected, of_application) = (expected.clone(), of_application.clone());
            Box::pin(async move {
                let found = on.text(text).await?;
                if found != expected {
                    let what = "the replica's URL leads to another server than the one that was sampled";
                    return Err(sqlx::Error::Configuration(what.into()));
                }
                match of_application {
                    Some(work) => work.run(on).await,
                    None => Ok(()),
                }
            })
        }));
        primary.beside(&config)
    }
}
