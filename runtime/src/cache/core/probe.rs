//! Some hits are compared with the database, to find out whether the cache keeps what it promises.

use std::sync::Arc;
use std::time::Duration;

use super::Core;
use crate::cache::chance::random_range;
use crate::cache::counters::CacheEvent;
use crate::cache::memory::Lookup;
use crate::cache::model::cached::Payload;
use crate::cache::time::sleep;
use crate::statistics::SAMPLING;
use crate::{Error, Result};

/// How long a write may go unheard of where nobody tells of any.
const UNTOLD: Duration = Duration::from_secs(1);

impl<T: Payload> Core<T> {
    /// Reads like the others, and compares some of what was found in process with the database.
    pub(super) async fn read_sampled<F>(&self, at: Lookup<'_>, load: F) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>, Error>,
    {
        match self.recall_timed(at) {
            Some(hit) if self.is_probed() => {
                self.probe(at, hit.as_deref(), load).await;
                Ok(hit)
            }
            Some(hit) => Ok(hit),
            None => self.limited(self.miss(at, load)).await,
        }
    }

    /// Whether this sample is one that is compared.
    fn is_probed(&self) -> bool {
        self.parts.config.probe.is_some_and(|hits| random_range(0..(hits / SAMPLING).max(1)) == 0)
    }

    async fn probe<F>(&self, at: Lookup<'_>, hit: Option<&T>, load: F)
    where
        F: AsyncFnOnce() -> Result<Option<T>, Error>,
    {
        let before = self.epoch(at);
        // A database that does not answer is no news of the cache.
        let Ok(stored) = self.load(load).await else { return };
        let bytes = |value: Option<&T>| value.map(|value| value.encode(Vec::new()));
        if bytes(hit) == bytes(stored.as_ref()) {
            return self.count(CacheEvent::ProbeAgreed);
        }
        // A write that is under way, or that this instance is yet to hear of, moves the epoch.
        let pause = self.parts.config.redis.as_ref().map_or(UNTOLD, |redis| 2 * redis.max_lag);
        let (state, counters) = (Arc::clone(&self.state), self.counters);
        let at = Lookup { hash: at.hash, tenant_hash: at.tenant_hash, bytes: &[], tenant_len: at.tenant_len };
        self.parts.background.spawn(async move {
            sleep(pause).await;
            if state.epochs.of(at) == before {
                tracing::error!(region = state.name, "a cached row is not what the database has");
                counters(&state).add(CacheEvent::ProbeStale);
            }
        });
    }
}
