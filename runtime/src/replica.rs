//! Replicas of the database, and reads from them that see what their reader wrote.
//!
//! A position of the primary that was asked for after a write was acknowledged is behind that write. So each server is
//! asked in the background how far it has come, and a reader needs no more than the moment of its last write: a replica
//! that was seen past a sample of the primary begun later has the write. The position must have been seen in an earlier
//! statement than the read, since a snapshot may be older than what the same statement says of the server.

mod choice;
mod history;
#[cfg(test)]
mod model;
mod position;
mod reachability;
mod reads;
mod sample;
mod sampler;
mod server;
mod tick;
mod token;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use larder_format::Dialect;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::config::DatabaseConfig;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Engine;
use crate::statistics::{ReplicaCells, ReplicaStatistics, ReplicasStatistics};
use history::PrimaryHistory;
pub use reads::ReplicaReads;
pub(crate) use reads::WriteMark;
use server::Replica;
use tick::{LastTick, Ticks};

/// The replicas of a store.
pub(crate) struct Replicas {
    all: Vec<Replica>,
    /// The pool of the primary.
    engine: Arc<Engine>,
    /// The one connection on which the primary is sampled.
    primary: Engine,
    history: Mutex<PrimaryHistory>,
    interval: Duration,
    max_lag: Duration,
    ticks: Ticks,
    /// When somebody last wanted to read from a replica.
    read: LastTick,
    wake: Arc<Notify>,
    /// Told after each sample of the primary.
    noted: Notify,
    counted: ReplicaCells,
    /// Why the primary is none, where it is none.
    problem: Mutex<Option<&'static str>>,
    tasks: Mutex<Vec<AbortHandle>>,
}

impl Replicas {
    /// Opens what is needed to read from replicas; `None` where there are none.
    ///
    /// # Errors
    /// `Configuration` for SQLite, and for a URL of another database.
    pub(crate) fn open(config: &DatabaseConfig, engine: &Arc<Engine>) -> Result<Option<Arc<Self>>> {
        if config.replicas.is_empty() {
            return Ok(None);
        }
        let refused = |what: String| Err(Error::new(ErrorKind::Configuration(what)));
        let dialect = config.dialect()?;
        if dialect == Dialect::Sqlite {
            return refused("SQLite has no replicas: unset DATABASE_REPLICA_URLS (`replicas`)".to_owned());
        }
        let mut all = Vec::with_capacity(config.replicas.len());
        for replica in &config.replicas {
            let one = Replica::open(config, replica, engine)?;
            if Dialect::of_url(&replica.url) != Some(dialect) {
                return refused(format!("the replica {} is another kind of database than the primary", one.place));
            }
            all.push(one);
        }
        let ticks = Ticks::new();
        let replicas = Arc::new(Self {
            all,
            primary: engine.sampling(config)?,
            engine: Arc::clone(engine),
            history: Mutex::default(),
            interval: config.replica_sample,
            max_lag: config.replica_max_lag,
            ticks,
            read: LastTick::default(),
            wake: Arc::default(),
            noted: Notify::new(),
            counted: ReplicaCells::default(),
            problem: Mutex::default(),
            tasks: Mutex::default(),
        });
        // A store that is opened is going to be read from.
        replicas.read.reach(ticks.now());
        sampler::start(&replicas);
        Ok(Some(replicas))
    }

    fn history(&self) -> MutexGuard<'_, PrimaryHistory> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes why the primary cannot be one; logged once.
    fn primary_is(&self, problem: Option<&'static str>) {
        let mut known = self.problem.lock().unwrap_or_else(PoisonError::into_inner);
        if *known != problem {
            match problem {
                Some(why) => tracing::warn!(target: "larder::replica", why, "replicas are not proven any more"),
                None => tracing::info!(target: "larder::replica", "the primary's position is known again"),
            }
            *known = problem;
        }
    }

    /// Has the servers sampled, as somebody reads.
    fn is_wanted(&self) {
        let now = self.ticks.now();
        let last = self.read.get();
        self.read.reach(now);
        if last.since(now) > Duration::from_millis(500) {
            self.wake.notify_waiters();
        }
    }

    /// Returns what was read where, and how the replicas stand.
    pub(crate) fn statistics(&self) -> ReplicasStatistics {
        let now = self.ticks.now();
        let of = |replica: &Replica| {
            let seen = replica.seen();
            ReplicaStatistics {
                place: replica.place.clone(),
                is_up: seen.health.is_up() && seen.is_follower,
                lag: seen.covers.map(|covers| covers.since(now)),
                sample_failures: seen.failures,
                pool: Replica::reading(&seen).map(|engine| engine.pool.status()),
            }
        };
        self.counted.copy(self.all.iter().map(of).collect())
    }

    /// Stops sampling and closes the connections.
    pub(crate) async fn close(&self, limit: Duration) {
        self.stop();
        self.primary.pool.close(limit).await;
        for replica in &self.all {
            replica.sampled.pool.close(limit).await;
            let reading = Replica::reading(&replica.seen()).cloned();
            if let Some(engine) = reading {
                engine.pool.close(limit).await;
            }
        }
    }

    fn stop(&self) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..).for_each(|task| task.abort());
    }
}

impl Drop for Replicas {
    fn drop(&mut self) {
        self.stop();
    }
}
