//! A named cache for arbitrary values.

mod soft;
mod tags;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::codec::frame::{KeyState, LeaseToken};
use super::core::{Core, Lives, Missed, Start};
use super::counters::CacheEvent;
use super::memory::epochs::Reach;
use super::memory::{Lookup, Room};
use super::model::entry_state::EntryState;
use super::model::key::{CacheKey, escaped};
use super::model::tagged::Tagged;
use super::parts::invalidation::{InvalidationOrder, remove};
use super::parts::{Handle, Parts, RegionState};
use crate::config::LoadLimits;
use crate::statistics::RegionStatistics;
use crate::{Error, ErrorKind, Result};

/// How often a value is made that is cleared while it is.
const ATTEMPTS: usize = 3;
/// What statistics and settings set before the name.
pub(super) const PREFIX: &str = "values ";

/// A named cache for arbitrary values, in both levels; clones are the same cache.
///
/// A value is readable on this instance at once, and on others within half a second. While Redis is configured and
/// away, none is. If the cache is disabled, nothing is stored and every `get` returns `None`.
#[derive(Clone)]
pub struct Values(Arc<Core<Tagged>>);

impl Values {
    pub(crate) fn new(parts: Arc<Parts>, state: Arc<RegionState>) -> Self {
        let room = Room { entries: parts.config.capacity, bytes: parts.config.memory_of(&state.name, None) };
        let size = (Lives::new(&parts.config, None, None), room);
        let limits = parts.config.limits_of(&format!("{PREFIX}{}", state.name), LoadLimits::default());
        Self(Arc::new(Core::new(parts, state, "", |state| &state.rows, size).limited_by(limits)))
    }

    /// Returns the bytes stored under `key`.
    pub async fn get(&self, key: &str) -> Option<Vec<u8>> {
        self.find(key).await.map(|value| value.bytes.clone())
    }

    /// Stores bytes for `ttl`, or for the default time to live.
    pub async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) {
        self.put(key, Tagged { tags: Vec::new(), bytes: value }, ttl).await;
    }

    /// Stores bytes as [`set`](Self::set) does, to go when one of the tags is cleared ([`clear_tag`](Self::clear_tag)).
    /// Reading them takes a round trip more where Redis has them, none in process.
    pub async fn set_tagged(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>, tags: &[&str]) {
        match self.tags(tags).await {
            Ok(tags) => self.put(key, Tagged { tags, bytes: value }, ttl).await,
            // Nobody could tell whether it is current.
            Err(_) => self.delete(key).await,
        }
    }

    async fn put(&self, key: &str, value: Tagged, ttl: Option<Duration>) {
        let core = &self.0;
        if !core.parts.config.enabled {
            return;
        }
        let key = escaped(key);
        let at = core.lookup(key.as_bytes(), 0);
        let (ttl, value) = (ttl.unwrap_or(core.lives.ttl), Arc::new(value));
        core.state.note_ttl(ttl);
        let before = core.start(at);
        let writing = Writing::begin(core, at);
        if !self.share(at, &value, ttl).await {
            self.remove(at).await;
        }
        drop(writing);
        core.keep(at, Start { epoch: before.epoch.next(), ..core.start(at) }, Some(value), ttl);
    }

    /// Returns the value stored as JSON under `key`.
    ///
    /// # Errors
    ///
    /// [`Decode`](ErrorKind::Decode) if the stored value is not a `V`.
    pub async fn get_json<V: DeserializeOwned>(&self, key: &str) -> Result<Option<V>> {
        self.find(key).await.map(|value| from_json(&value)).transpose()
    }

    /// Stores a value as JSON for `ttl`, or for the default time to live.
    ///
    /// # Errors
    ///
    /// [`Cache`](ErrorKind::Cache) when the value cannot be serialized as JSON.
    pub async fn set_json<V: Serialize>(&self, key: &str, value: &V, ttl: Option<Duration>) -> Result<()> {
        self.set(key, to_json(value)?, ttl).await;
        Ok(())
    }

    /// Returns the value under `key`, or loads it and stores it as JSON for the default time to live. Concurrent misses
    /// share one load, on all instances while Redis is up. A missing value is also remembered, for a short time.
    ///
    /// # Errors
    ///
    /// Those of `load`, and [`Decode`](ErrorKind::Decode) if the stored value is not a `V`.
    pub async fn get_or_load<V, F>(&self, key: &str, load: F) -> Result<Option<V>>
    where
        V: Serialize + DeserializeOwned,
        F: AsyncFnOnce() -> Result<Option<V>>,
    {
        let found = self.find_or_make(key, Missed::Absent, load).await?;
        found.map(|value| from_json(&value)).transpose()
    }

    async fn find_or_make<V, F>(&self, key: &str, missed: Missed, load: F) -> Result<Option<Arc<Tagged>>>
    where
        V: Serialize,
        F: AsyncFnOnce() -> Result<Option<V>>,
    {
        let key = escaped(key);
        let at = self.0.lookup(key.as_bytes(), 0);
        let mut load = Some(load);
        loop {
            let once = async || {
                let Some(load) = load.take() else { return Ok(None) };
                let Some(value) = load().await? else { return Ok(None) };
                Ok(Some(Tagged { tags: Vec::new(), bytes: to_json(&value)? }))
            };
            let found = match missed {
                Missed::Expired => self.0.read_slowly(at, missed, once).await?,
                _ => self.0.read(at, false, once).await?,
            };
            match found {
                Some(value) if load.is_some() && !self.is_valid(&value).await => self.forget(at).await,
                found => return Ok(found),
            }
        }
    }

    /// The same for a value that goes when one of the tags is cleared. `load` is called again if one is meanwhile.
    ///
    /// # Errors
    ///
    /// As [`get_or_load`](Self::get_or_load).
    pub async fn get_or_load_tagged<V, F>(&self, key: &str, tags: &[&str], load: F) -> Result<Option<V>>
    where
        V: Serialize + DeserializeOwned,
        F: AsyncFn() -> Result<Option<V>>,
    {
        let tagged = async || {
            // As they stand before the value is made.
            let tags = self.tags(tags).await;
            let Some(value) = load().await? else { return Ok(None) };
            let tags = tags.unwrap_or_else(|_| tags::uncertain());
            Ok(Some(Tagged { tags, bytes: to_json(&value)? }))
        };
        for _ in 0..ATTEMPTS {
            if let Some(value) = self.find(key).await {
                return from_json(&value).map(Some);
            }
            let key = escaped(key);
            let at = self.0.lookup(key.as_bytes(), 0);
            let Some(value) = self.0.read(at, false, &tagged).await? else { return Ok(None) };
            if self.is_valid(&value).await {
                return from_json(&value).map(Some);
            }
            self.forget(at).await;
        }
        load().await
    }

    /// Deletes what is stored under `key` in both levels.
    pub async fn delete(&self, key: &str) {
        let key = escaped(key);
        let at = self.0.lookup(key.as_bytes(), 0);
        self.0.count(CacheEvent::Invalidation);
        let _writing = Writing::begin(&self.0, at);
        self.remove(at).await;
    }

    /// Deletes everything that is stored in both levels.
    pub async fn clear(&self) {
        let core = &self.0;
        core.count(CacheEvent::Invalidation);
        let _writing = Writing::of(core, Reach::Region);
        if let Some(redis) = &core.parts.redis {
            let key = core.state.region_generation();
            let order = InvalidationOrder { region: Arc::clone(&core.state), key, token: LeaseToken::random() };
            remove(&core.parts, redis, vec![order]).await;
        }
    }

    async fn find(&self, key: &str) -> Option<Arc<Tagged>> {
        let core = &self.0;
        if !core.parts.config.enabled {
            return None;
        }
        let key = escaped(key);
        let at = core.lookup(key.as_bytes(), 0);
        match core.recall(at) {
            Some(Some(hit)) if !self.is_current(&hit) => core.discard(at),
            Some(hit) => return hit,
            None => {}
        }
        core.count(CacheEvent::MemoryMiss);
        let start = core.start(at);
        let redis = core.usable_redis()?;
        let asked = std::time::Instant::now();
        let read = redis.read(&core.state.redis_key(at), &core.state.generation_keys(at)).await;
        if read.is_ok() {
            core.counters().shared_reads.record(asked.elapsed());
        }
        let Ok((KeyState::Value(bytes), generation)) = read else {
            core.count(if read.is_err() { CacheEvent::SharedError } else { CacheEvent::SharedMiss });
            return None;
        };
        let found = core.decode(&bytes, generation?)?;
        core.count(if found.value.is_some() { CacheEvent::SharedHit } else { CacheEvent::SharedNegativeHit });
        let mut value = Arc::into_inner(found.value?)?;
        value.tags = self.standing(&value).await?;
        let value = Arc::new(value);
        core.keep(at, start, Some(Arc::clone(&value)), found.remaining);
        Some(value)
    }

    /// Writes to Redis; false when an older value may still stand there.
    async fn share(&self, at: Lookup<'_>, value: &Tagged, ttl: Duration) -> bool {
        let core = &self.0;
        let Some(redis) = &core.parts.redis else { return true };
        let Ok(Some(generation)) = redis.generation(&core.state.generation_keys(at)).await else { return false };
        let Some(frame) = core.frame(Some(value), generation, LeaseToken::random(), ttl, 0) else { return false };
        redis.set(&core.state.redis_key(at), &frame, ttl).await.is_ok()
    }

    /// Removes what is of a tag that was cleared.
    async fn forget(&self, at: Lookup<'_>) {
        self.0.discard(at);
        self.remove(at).await;
    }

    async fn remove(&self, at: Lookup<'_>) {
        let core = &self.0;
        if let Some(redis) = &core.parts.redis {
            let order = InvalidationOrder {
                region: Arc::clone(&core.state),
                key: core.state.redis_key(at),
                token: LeaseToken::random(),
            };
            remove(&core.parts, redis, vec![order]).await;
        }
    }
}

/// Keeps a key out of the process while it is changed in Redis, where a reader might still find the older value.
struct Writing<'a>(&'a Core<Tagged>, Reach);

impl<'a> Writing<'a> {
    fn begin(core: &'a Core<Tagged>, at: Lookup<'_>) -> Self {
        Self::of(core, Reach::Key { hash: at.hash, tenant_hash: at.tenant_hash })
    }

    fn of(core: &'a Core<Tagged>, reach: Reach) -> Self {
        core.state.epochs.begin(reach);
        Self(core, reach)
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.state.epochs.end(self.1);
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Values").field(&self.0.state.name).finish()
    }
}

impl Handle for Values {
    fn collect(&self, into: &mut Vec<RegionStatistics>) {
        let name = format!("{PREFIX}{}", self.0.state.name);
        into.push(self.0.counters().read(name, self.0.entries()));
    }

    fn limits(&self) -> LoadLimits {
        self.0.limits
    }

    #[cfg(feature = "admin")]
    fn region(&self) -> Option<&'static str> {
        None
    }

    fn look<'a>(&'a self, key: &'a CacheKey) -> BoxFuture<'a, EntryState> {
        Box::pin(self.0.look(self.0.lookup(key.as_bytes(), key.tenant_len())))
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync> {
        self
    }
}

fn to_json<V: Serialize>(value: &V) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| {
        Error::with_source(ErrorKind::Cache("the value cannot be serialized as JSON".to_owned()), error)
    })
}

fn from_json<V: DeserializeOwned>(value: &Tagged) -> Result<V> {
    serde_json::from_slice(&value.bytes).map_err(|error| {
        Error::with_source(ErrorKind::Decode("the cached JSON has a different shape".to_owned()), error)
    })
}
