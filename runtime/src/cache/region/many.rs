//! Reads of many keys at once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Instant;

use super::Region;
use crate::Result;
use crate::cache::CacheKey;
use crate::cache::codec::frame::{KeyState, LeaseToken};
use crate::cache::core::Start;
use crate::cache::core::claim::{FillLease, holding};
use crate::cache::counters::CacheEvent;
use crate::cache::model::cached::Cached;
use crate::cache::redis::{Generation, Redis, Unavailable};

/// One key of a batch on its way.
pub(super) struct WantedRow<T> {
    start: Start<'static>,
    pub(super) answer: Option<Option<Arc<T>>>,
    pub(super) lease: Option<FillLease>,
    pub(super) may_fill: bool,
}

impl<T: Cached> Region<T> {
    /// Reads many rows: one look in process each, one command to Redis, one call of `load` for all that are missing.
    ///
    /// `load` gets the positions of the missing keys, ascending, and returns the rows that exist in any order; `key_of`
    /// says which is which. The result has one place for each key, in their order.
    ///
    /// # Errors
    ///
    /// Only those of `load`.
    pub async fn read_many<F>(
        &self,
        keys: &[CacheKey],
        bypass: bool,
        key_of: impl Fn(&T) -> CacheKey,
        load: F,
    ) -> Result<Vec<Option<Arc<T>>>>
    where
        F: AsyncFnOnce(Vec<usize>) -> Result<Vec<T>>,
    {
        let rows = &self.0.rows;
        let is_cached = !bypass && rows.parts.config.enabled;
        let read = self.read_wanted(keys, is_cached, key_of, load);
        if is_cached { rows.limited(read).await } else { read.await }
    }

    async fn read_wanted<F>(
        &self,
        keys: &[CacheKey],
        is_cached: bool,
        key_of: impl Fn(&T) -> CacheKey,
        load: F,
    ) -> Result<Vec<Option<Arc<T>>>>
    where
        F: AsyncFnOnce(Vec<usize>) -> Result<Vec<T>>,
    {
        let rows = &self.0.rows;
        let mut wanted: Vec<_> = keys.iter().map(|key| self.want(key, is_cached)).collect();
        let mut missing: Vec<_> = (0..keys.len()).filter(|at| wanted[*at].answer.is_none()).collect();
        let repeats = take_repeats(keys, &mut missing);
        let found_elsewhere = missing.clone();
        if !is_cached {
            rows.counters().add_many(CacheEvent::Bypassed, keys.len() as u64);
        } else if !missing.is_empty() {
            Box::pin(self.find_shared(keys, &mut wanted, &missing)).await;
            missing.retain(|at| wanted[*at].answer.is_none());
        }
        if !missing.is_empty() {
            let leases: Vec<_> = missing.iter().filter_map(|at| wanted[*at].lease.as_ref()).collect();
            let loaded = Box::pin(holding(&leases, rows.load(async || load(missing.clone()).await))).await?;
            drop(leases);
            let loaded: HashMap<_, _> = loaded.into_iter().map(|row| (key_of(&row), Arc::new(row))).collect();
            for at in missing {
                let row = loaded.get(&keys[at]).cloned();
                if is_cached {
                    self.settle(&keys[at], &mut wanted[at], row.clone());
                }
                wanted[at].answer = Some(row);
            }
        }
        for (at, first) in repeats {
            wanted[at].answer = wanted[first].answer.clone();
        }
        if is_cached {
            found_elsewhere.iter().for_each(|at| rows.note_use(wanted[*at].answer.as_ref().and_then(Option::as_deref)));
        }
        Ok(wanted.into_iter().map(|wanted| wanted.answer.flatten()).collect())
    }

    /// Stores a loaded row, if this instance may.
    pub(super) fn settle(&self, key: &CacheKey, wanted: &mut WantedRow<T>, row: Option<Arc<T>>) {
        let (rows, at) = (&self.0.rows, self.row(key));
        if wanted.may_fill {
            rows.fill(at, wanted.start, wanted.lease.take(), row);
        } else {
            rows.pass(at, wanted.start, row.as_deref());
        }
    }

    pub(super) fn want(&self, key: &CacheKey, is_cached: bool) -> WantedRow<T> {
        let (rows, at) = (&self.0.rows, self.row(key));
        let start = rows.start(at);
        let answer = if is_cached { rows.recall(at) } else { None };
        if is_cached && answer.is_none() {
            rows.count(CacheEvent::MemoryMiss);
        }
        WantedRow { start, answer, lease: None, may_fill: is_cached }
    }

    pub(super) async fn find_shared(&self, keys: &[CacheKey], wanted: &mut [WantedRow<T>], missing: &[usize]) {
        let Some(redis) = self.0.rows.quick_redis() else { return };
        if self.claim_many(redis, keys, wanted, missing).await.is_err() {
            self.0.rows.count(CacheEvent::SharedError);
        }
    }

    /// Reads the entries that exist and takes the leases of those that do not. Nobody is waited for: a key that another
    /// instance is filling is loaded, but not filled.
    async fn claim_many(
        &self,
        redis: &Redis,
        keys: &[CacheKey],
        wanted: &mut [WantedRow<T>],
        missing: &[usize],
    ) -> Result<(), Unavailable> {
        let rows = &self.0.rows;
        let redis_keys: Vec<_> = missing.iter().map(|at| rows.state.redis_key(self.row(&keys[*at]))).collect();
        let (asked, connection) = (Instant::now(), redis.connection());
        let (generations, found) = tokio::join!(self.generations(redis, keys, missing), redis.read_many(&redis_keys));
        let (generations, found) = (generations?, found?);
        redis.still(connection)?;
        rows.counters().shared_reads.record(asked.elapsed());
        let mut open = Vec::new();
        for ((at, state), redis_key) in missing.iter().zip(found).zip(redis_keys) {
            let wanted = &mut wanted[*at];
            let Some(generation) = generations[tenant_of(&keys[*at])] else {
                wanted.may_fill = false;
                continue;
            };
            match state {
                KeyState::Value(bytes) => match rows.decode(&bytes, generation) {
                    Some(found) => {
                        rows.count(if found.value.is_some() {
                            CacheEvent::SharedHit
                        } else {
                            CacheEvent::SharedNegativeHit
                        });
                        rows.keep(self.row(&keys[*at]), wanted.start, found.value.clone(), found.remaining);
                        wanted.answer = Some(found.value);
                    }
                    None => {
                        let token = LeaseToken::random();
                        wanted.may_fill = redis.lease_over(&redis_key, &bytes, token).await == Ok(true);
                        wanted.lease = wanted.may_fill.then(|| rows.lease(redis, redis_key, token, generation));
                    }
                },
                KeyState::Absent => open.push((*at, generation, redis_key, LeaseToken::random())),
                KeyState::Leased | KeyState::Fenced => wanted.may_fill = false,
            }
        }
        let asked: Vec<_> = open.iter().map(|(_, _, key, token)| (key.clone(), *token)).collect();
        let won = redis.lease_many(&asked).await;
        for ((at, generation, redis_key, token), won) in open.into_iter().zip(won) {
            rows.count(CacheEvent::SharedMiss);
            rows.count(if won { CacheEvent::LeaseWon } else { CacheEvent::LeaseDenied });
            wanted[at].may_fill = won;
            wanted[at].lease = won.then(|| rows.lease(redis, redis_key, token, generation));
        }
        Ok(())
    }

    /// The generation for each tenant of a batch, most often one.
    async fn generations<'a>(
        &self,
        redis: &Redis,
        keys: &'a [CacheKey],
        missing: &[usize],
    ) -> Result<HashMap<&'a [u8], Generation>, Unavailable> {
        let mut generations = HashMap::new();
        for at in missing {
            let key = &keys[*at];
            if !generations.contains_key(tenant_of(key)) {
                let generation = redis.generation(&self.0.rows.state.generation_keys(self.row(key))).await?;
                generations.insert(tenant_of(key), generation);
            }
        }
        Ok(generations)
    }
}

/// Takes those keys out of the missing ones that are missing twice; says for each where it stands first.
fn take_repeats(keys: &[CacheKey], missing: &mut Vec<usize>) -> Vec<(usize, usize)> {
    let mut repeats = Vec::new();
    let mut first = HashMap::with_capacity(missing.len());
    missing.retain(|at| match first.entry(&keys[*at]) {
        Entry::Vacant(place) => {
            place.insert(*at);
            true
        }
        Entry::Occupied(place) => {
            repeats.push((*at, *place.get()));
            false
        }
    });
    repeats
}

fn tenant_of(key: &CacheKey) -> &[u8] {
    &key.as_bytes()[..key.tenant_len()]
}
