//! Asks every server in the background how far it has come.

use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use super::history::Noted;
use super::sample::{self, Part};
use super::{Replicas, server::Replica};
use crate::error::{Error, ErrorKind, Result};
use crate::execute::Engine;

/// Nobody has read for this long: nothing is asked until somebody does.
const AFTER: Duration = Duration::from_secs(1);

/// A sample that takes longer says nothing.
const LONGEST: Duration = Duration::from_secs(1);

/// Starts a task for each server; each ends with the store.
pub(super) fn start(replicas: &Arc<Replicas>) {
    let mut tasks = vec![tokio::spawn(run(Arc::downgrade(replicas), None)).abort_handle()];
    for number in 0..replicas.all.len() {
        tasks.push(tokio::spawn(run(Arc::downgrade(replicas), Some(number))).abort_handle());
    }
    *replicas.tasks.lock().unwrap_or_else(PoisonError::into_inner) = tasks;
}

async fn run(store: Weak<Replicas>, number: Option<usize>) {
    loop {
        let Some(replicas) = store.upgrade() else { return };
        let wake = Arc::clone(&replicas.wake);
        let woken = wake.notified();
        if replicas.read.get().since(replicas.ticks.now()) > AFTER {
            drop(replicas);
            woken.await;
            continue;
        }
        match number.and_then(|number| replicas.all.get(number)) {
            Some(replica) => of_replica(&replicas, replica).await,
            None => of_primary(&replicas).await,
        }
        let interval = replicas.interval;
        drop(replicas);
        tokio::time::sleep(interval).await;
    }
}

async fn of_primary(replicas: &Replicas) {
    let began = replicas.ticks.now();
    let sample = match in_time(&replicas.primary, Part::Primary).await {
        Ok(sample) if sample.is_read_only => {
            replicas.primary_is(Some("the primary's URL leads to a server that takes no writes"));
            return;
        }
        Ok(sample) => sample,
        Err(error) => {
            tracing::debug!(target: "larder::replica", %error, "the primary was not sampled");
            replicas.primary_is(Some("the primary's position cannot be read"));
            return;
        }
    };
    replicas.primary_is(None);
    if replicas.history().note(began, sample, replicas.max_lag) == Noted::Promoted {
        tracing::warn!(target: "larder::replica", "the primary is another one; what was seen of replicas is forgotten");
        replicas.counted.promoted();
        replicas.all.iter().for_each(Replica::forget);
    }
    replicas.noted.notify_waiters();
}

async fn of_replica(replicas: &Replicas, replica: &Replica) {
    let sample = in_time(&replica.sampled, Part::Replica).await;
    if let Err(error) = &sample {
        tracing::debug!(target: "larder::replica", replica = replica.place, %error, "was not sampled");
    }
    let history = replicas.history();
    replica.note(replicas.ticks.now(), sample, &history, &replicas.engine);
}

async fn in_time(engine: &Engine, part: Part) -> Result<sample::Sample> {
    let late = |_| Error::new(ErrorKind::Unavailable("no sample came in time".to_owned()));
    tokio::time::timeout(LONGEST, Box::pin(sample::take(engine, part))).await.map_err(late)?
}
