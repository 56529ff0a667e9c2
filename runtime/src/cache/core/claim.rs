//! What Redis says about a key before a load, and the right to fill it.

use std::future::Future;
use std::ops::RangeInclusive;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use super::Core;
use super::refresh::Due;
use crate::cache::chance::random_range;
use crate::cache::codec::frame::{HEADER, Header, KeyState, LeaseToken};
use crate::cache::counters::CacheEvent;
use crate::cache::memory::Lookup;
use crate::cache::model::cached::Payload;
use crate::cache::parts::background::Background;
use crate::cache::redis::Redis;
use crate::cache::time::{Instant, sleep, timeout};

/// Pauses between two looks at a key that another instance is filling: at first, and of a load that takes long.
const POLL_MILLIS: RangeInclusive<u64> = 5..=20;
const SLOW_POLL_MILLIS: RangeInclusive<u64> = 20..=60;
/// How long a load takes that takes long.
const SLOW: Duration = Duration::from_millis(200);
/// A lease is renewed so often before its life is over.
const RENEWALS: u32 = 3;

/// What Redis says about a key before a load.
pub(crate) enum Claim<T> {
    Hit(Hit<T>),
    /// The key was absent or unusable: the holder loads, then fills.
    Granted(FillLease),
    /// Another instance kept the lease to the end of the wait, or a writer is at work: load, but store nothing.
    Denied,
    /// There is no Redis, or none that answers.
    Unavailable,
}

/// A value read from Redis.
pub(crate) struct Hit<T> {
    pub(crate) value: Option<Arc<T>>,
    /// Time for which the in-process level may keep it.
    pub(crate) remaining: Duration,
    /// How long it took to load.
    pub(super) load: Duration,
    /// What it is known by, if who has read it is to load it anew.
    pub(super) due: Option<Due>,
}

/// The right to fill a key. Dropped without a fill, as after an error or a cancellation, it is given back.
pub(crate) struct FillLease {
    redis: Redis,
    background: Background,
    /// Empty once the lease is used.
    key: Vec<u8>,
    pub(crate) token: LeaseToken,
    pub(crate) generation: u64,
}

impl FillLease {
    pub(crate) fn into_key(mut self) -> Vec<u8> {
        std::mem::take(&mut self.key)
    }

    /// Makes the lease last on, beside the load.
    fn renew(&self) {
        let (redis, key, token) = (self.redis.clone(), self.key.clone(), self.token);
        self.background.spawn(async move {
            // One that cannot be renewed ends, and another instance loads too.
            let _ = redis.renew(&key, token).await;
        });
    }
}

/// Runs a load while its leases last, however long it takes. If its process dies, they end with their lives.
pub(crate) async fn holding<T>(leases: &[&FillLease], load: impl Future<Output = T>) -> T {
    let Some(first) = leases.first() else { return load.await };
    let pause = first.redis.lease_life() / RENEWALS;
    let mut load = pin!(load);
    loop {
        match timeout(pause, &mut load).await {
            Ok(loaded) => return loaded,
            Err(_) => leases.iter().for_each(|lease| lease.renew()),
        }
    }
}

impl Drop for FillLease {
    fn drop(&mut self) {
        if self.key.is_empty() {
            return;
        }
        let (redis, key, token) = (self.redis.clone(), std::mem::take(&mut self.key), self.token);
        self.background.spawn(async move {
            // A lease that cannot be given back expires by itself.
            let _ = redis.release(&key, token).await;
        });
    }
}

impl<T: Payload> Core<T> {
    /// Redis, unless it is known to be away or to hold something out of date.
    pub(crate) fn usable_redis(&self) -> Option<&Redis> {
        let redis = self.parts.redis.as_ref()?;
        if redis.is_trusted() && !self.state.is_unconfirmed() {
            return Some(redis);
        }
        self.count(CacheEvent::SharedError);
        None
    }

    /// The same, unless the database is quicker.
    pub(crate) fn quick_redis(&self) -> Option<&Redis> {
        let redis = self.usable_redis()?;
        if redis.is_slow() {
            self.count(CacheEvent::SharedError);
            return None;
        }
        Some(redis)
    }

    /// Reads a key or takes its lease, waiting a bounded time for another instance that holds it.
    pub(crate) async fn claim(&self, at: Lookup<'_>) -> Claim<T> {
        let Some(redis) = self.quick_redis() else { return Claim::Unavailable };
        let key = self.state.redis_key(at);
        let generations = self.state.generation_keys(at);
        let token = LeaseToken::random();
        let (began, wait) = (Instant::now(), redis.lease_wait());
        loop {
            let asked = Instant::now();
            let Ok((state, generation)) = redis.read_or_lease(&key, &generations, token).await else {
                self.count(CacheEvent::SharedError);
                return Claim::Unavailable;
            };
            let Some(generation) = generation else {
                if state == KeyState::Absent {
                    drop(self.lease(redis, key, token, 0));
                }
                return self.denied();
            };
            self.counters().shared_reads.record(asked.elapsed());
            let won = match &state {
                KeyState::Absent => true,
                KeyState::Leased => false,
                KeyState::Fenced => return self.denied(),
                KeyState::Value(bytes) => match self.decode(bytes, generation) {
                    Some(found) => {
                        let header = || bytes.iter().take(HEADER).copied().collect();
                        let due = self.is_due(&found).then(|| Due { header: header(), key, generation });
                        return self.counted(Hit { due, ..found });
                    }
                    None => redis.lease_over(&key, bytes, token).await == Ok(true),
                },
            };
            if won {
                self.count(CacheEvent::SharedMiss);
                self.count(CacheEvent::LeaseWon);
                return Claim::Granted(self.lease(redis, key, token, generation));
            }
            if began.elapsed() >= wait {
                return self.denied();
            }
            let pauses = if began.elapsed() < SLOW { POLL_MILLIS } else { SLOW_POLL_MILLIS };
            sleep(Duration::from_millis(random_range(pauses))).await;
        }
    }

    fn denied(&self) -> Claim<T> {
        self.count(CacheEvent::SharedMiss);
        self.count(CacheEvent::LeaseDenied);
        Claim::Denied
    }

    pub(crate) fn lease(&self, redis: &Redis, key: Vec<u8>, token: LeaseToken, generation: u64) -> FillLease {
        FillLease { redis: redis.clone(), background: self.parts.background.clone(), key, token, generation }
    }

    /// Decodes a value; `None` when it is of another fingerprint or generation, or damaged.
    pub(crate) fn decode(&self, bytes: &[u8], generation: u64) -> Option<Hit<T>> {
        let found = self.decode_quietly(bytes, generation);
        if found.is_none() {
            self.count(CacheEvent::SharedUnreadable);
        }
        found
    }

    fn decode_quietly(&self, bytes: &[u8], generation: u64) -> Option<Hit<T>> {
        let (header, payload) = Header::read(bytes)?;
        if header.fingerprint != T::FINGERPRINT || header.generation != generation {
            return None;
        }
        let value = if header.negative { None } else { Some(Arc::new(T::decode(payload, self.region)?)) };
        let remaining = Duration::from_millis(header.expires.saturating_sub(self.parts.clock.wall_millis()));
        Some(Hit { value, remaining, load: Duration::from_millis(header.load_millis), due: None })
    }

    fn counted(&self, found: Hit<T>) -> Claim<T> {
        self.count(if found.value.is_some() { CacheEvent::SharedHit } else { CacheEvent::SharedNegativeHit });
        Claim::Hit(found)
    }
}
