//! Values that are loaded anew before they expire, so that those that are read often are never missing.

use std::sync::Arc;

use super::claim::Hit;
use super::{Core, Start};
use crate::cache::chance::random_range;
use crate::cache::codec::frame::LeaseToken;
use crate::cache::counters::CacheEvent;
use crate::cache::memory::Lookup;
use crate::cache::model::cached::Payload;
use crate::cache::model::ttl::{jittered, millis};
use crate::{Error, Result};

/// Part of its life at whose end a value is loaded anew, even if that takes no time,
const AHEAD: u32 = 50;
/// and the longest part of it, however long that takes.
const LONGEST: u32 = 4;

/// A value of Redis that expires soon, and by what it is known.
pub(crate) struct Due {
    pub(super) key: Vec<u8>,
    pub(super) header: Vec<u8>,
    pub(super) generation: u64,
}

impl<T: Payload> Core<T> {
    /// Whether a value is to be loaded anew by who reads it now. The nearer its end, the likelier; and the earlier the
    /// longer its load takes, so that most often one reader has done so when it comes (Vattani et al., 2015).
    pub(super) fn is_due(&self, hit: &Hit<T>) -> bool {
        let span = hit.load.max(self.lives.ttl / AHEAD).min(self.lives.ttl / LONGEST);
        hit.value.is_some() && span.mul_f64(-random_range(f64::MIN_POSITIVE..1.0).ln()) >= hit.remaining
    }

    /// Loads what is about to expire, if nobody else does, and puts it in the place of what was read there. A write
    /// that has begun since has taken that away. `start` is from before it was read.
    pub(super) async fn refresh<F>(&self, at: Lookup<'_>, start: Start<'_>, due: Due, load: F) -> Option<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>, Error>,
    {
        let (redis, token) = (self.quick_redis()?.clone(), LeaseToken::random());
        if redis.lease_many(&[(self.state.refresh_key(at), token)]).await != [true] {
            return None;
        }
        let began = self.parts.clock.now();
        let value = self.load(load).await.ok()?.map(Arc::new);
        self.count(CacheEvent::Refreshed);
        let ttl = jittered(self.lives.of(value.is_none()));
        let load_millis = millis(self.parts.clock.now().since(began));
        if let Some(frame) = self.frame(value.as_deref(), due.generation, token, ttl, load_millis) {
            let (state, counters) = (Arc::clone(&self.state), self.counters);
            self.parts.background.spawn(async move {
                let outcome = match redis.replace(&due.key, &due.header, &frame, ttl).await {
                    Ok(true) => CacheEvent::SharedFill,
                    Ok(false) => CacheEvent::SharedFillRejected,
                    Err(_) => CacheEvent::SharedError,
                };
                counters(&state).add(outcome);
            });
        }
        self.keep(at, start, value.clone(), ttl);
        Some(value)
    }
}
