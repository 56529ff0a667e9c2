//! How long a read waits for a load: at first as long as there is something to take in its place, then at most.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;

use tracing::Instrument as _;

use super::Core;
use crate::cache::counters::CacheEvent;
use crate::cache::memory::Lookup;
use crate::cache::model::cached::Payload;
use crate::cache::time::timeout;
use crate::error::TimeoutStage;
use crate::{Error, ErrorKind, Result};

impl<T: Payload> Core<T> {
    /// Gives a read up that takes longer than it may. What it was loading for itself is given up with it.
    pub(crate) async fn limited<V>(&self, read: impl Future<Output = Result<V>>) -> Result<V> {
        let Some(limit) = self.limits.hard else { return read.await };
        match timeout(limit, read).await {
            Ok(read) => read,
            Err(_) => Err(self.too_long()),
        }
    }

    fn too_long(&self) -> Error {
        self.count(CacheEvent::TimedOut);
        let what = format!("loading what the cache has not of {}", self.state.name);
        Error::timeout(TimeoutStage::Load, what)
    }

    /// Returns a copy in process, even if its time is over: one that would still be served if it were not. That takes
    /// another life after the first, no write that was heard of, and that none can have been missed. Without that
    /// nothing but its life bounds how old a copy is, and nothing is returned.
    pub(crate) fn expired(&self, at: Lookup<'_>) -> Option<Option<Arc<T>>> {
        let entry = self.memory.get(at).filter(|entry| entry.epoch == self.epoch(at))?;
        let (parts, now) = (&self.parts, self.parts.clock.now());
        let is_heard = parts.redis.is_none() || (parts.bound.is_told() && parts.bound.allows(now));
        (is_heard && now < entry.deadline.after(self.lives.ttl)).then_some(entry.value)
    }

    /// Whether there is such a copy, and its time is over.
    pub(crate) fn has_expired(&self, at: Lookup<'_>) -> bool {
        let is_over = |deadline| self.parts.clock.now() >= deadline;
        self.limits.soft.is_some()
            && self.memory.get(at).is_some_and(|entry| is_over(entry.deadline))
            && self.expired(at).is_some()
    }

    /// Waits for a read that runs by itself, and when it takes long for what `expired` returns. It goes on then.
    pub(crate) async fn softly<V: Send + 'static>(
        &self,
        read: impl Future<Output = Result<V>> + Send + 'static,
        expired: impl Fn() -> Option<V>,
    ) -> Result<V> {
        let Some(soft) = self.limits.soft else { return self.limited(read).await };
        let mut task = tokio::spawn(read.in_current_span());
        let ended = match timeout(soft, &mut task).await {
            Ok(ended) => ended,
            Err(_) => {
                if let Some(found) = expired() {
                    self.count(CacheEvent::ExpiredServed);
                    return Ok(found);
                }
                // A write has made it out of date meanwhile.
                let rest = self.limits.hard.map(|hard| hard.saturating_sub(soft));
                match rest {
                    None => (&mut task).await,
                    Some(rest) => match timeout(rest, &mut task).await {
                        Ok(ended) => ended,
                        Err(_) => {
                            task.abort();
                            return Err(self.too_long());
                        }
                    },
                }
            }
        };
        match ended.map_err(tokio::task::JoinError::try_into_panic) {
            Ok(read) => read,
            Err(Ok(panic)) => resume_unwind(panic),
            Err(Err(_)) => Err(Error::new(ErrorKind::Unavailable("the runtime is shutting down".to_owned()))),
        }
    }
}
