//! Both levels of one kind of entry: look-up, load, fill.

pub(super) mod claim;
pub(super) mod flight;
pub(super) mod hand_out;
mod leftover;
mod look;
mod probe;
mod refresh;
pub(super) mod soft;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tracing::Instrument as _;

use self::claim::{Claim, FillLease, Hit, holding};
use self::flight::{Cargo, Flights, Turn};
use self::hand_out::Doors;
use self::refresh::Due;
use super::codec::buffer::Encoded;
use super::codec::frame::{Header, LeaseToken};
use super::counters::{CacheEvent, RegionCounters};
use super::memory::epochs::Epoch;
use super::memory::served::Ticket;
use super::memory::{Lookup, Memory, QuickMemory, Room};
use super::model::cached::{Alias, Payload};
use super::model::ttl::{jittered, millis};
use super::parts::used::UsedKeys;
use super::parts::{Parts, RegionState};
use crate::clock::Moment;
use crate::config::{CacheConfig, LoadLimits};
use crate::statistics::is_sampled;
use crate::{Error, Result};

const NEGATIVE_TTL: Duration = Duration::from_secs(30);

/// Both levels of one kind of entry: a region has one for its rows and one for its aliases.
pub(crate) struct Core<T> {
    pub(crate) parts: Arc<Parts>,
    pub(crate) state: Arc<RegionState>,
    /// Name that decoded aliases get.
    pub(crate) region: &'static str,
    counters: fn(&RegionState) -> &RegionCounters,
    pub(super) memory: Box<dyn Memory<T>>,
    /// Which row an alias leads to hangs on every row of the tenant.
    pub(super) is_of_aliases: bool,
    /// The other ways to a row than its key.
    pub(super) doors: Option<Doors>,
    flights: Flights<T>,
    pub(crate) lives: Lives,
    pub(super) limits: LoadLimits,
    /// Where it is noted what is read, and as what.
    used: OnceLock<(Arc<UsedKeys>, UseName<T>)>,
}

/// Names a row for the list of what was read last.
pub(crate) type UseName<T> = fn(&T) -> Vec<u8>;

/// How things stood for a key before it was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start<'a> {
    pub(crate) epoch: Epoch,
    pub(crate) ticket: Ticket,
    pub(crate) began: Moment,
    /// The alias by which a row was asked for.
    pub(crate) asked: Option<Lookup<'a>>,
}

impl Start<'_> {
    /// The same for what follows from a value that was handed out at `noted`.
    pub(crate) fn following(self, noted: Option<Ticket>) -> Self {
        Self { ticket: noted.unwrap_or(self.ticket), ..self }
    }
}

/// Why a read was not answered at once.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Missed {
    /// It is one of those that are timed and may be compared with the database.
    Sampled,
    Absent,
    /// What is there may be taken if the load takes long.
    Expired,
}

/// How long entries live.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lives {
    pub(crate) ttl: Duration,
    negative: Duration,
}

impl Lives {
    pub(crate) fn new(config: &CacheConfig, ttl: Option<Duration>, negative: Option<Duration>) -> Self {
        let ttl = ttl.unwrap_or(config.default_ttl);
        Self { ttl, negative: negative.unwrap_or(NEGATIVE_TTL).min(ttl) }
    }

    fn of(self, is_negative: bool) -> Duration {
        if is_negative { self.negative } else { self.ttl }
    }
}

impl<T: Payload> Core<T> {
    pub(crate) fn new(
        parts: Arc<Parts>,
        state: Arc<RegionState>,
        region: &'static str,
        counters: fn(&RegionState) -> &RegionCounters,
        (lives, room): (Lives, Room),
    ) -> Self {
        state.note_ttl(lives.ttl);
        // A manager that is switched off stores nothing, so its tables stay small.
        let room = if parts.config.enabled { room } else { Room { entries: 1, bytes: 1 } };
        let memory = Box::new(QuickMemory::new(room));
        Self {
            parts,
            state,
            region,
            counters,
            memory,
            is_of_aliases: false,
            doors: None,
            flights: Flights::new(),
            lives,
            limits: LoadLimits::default(),
            used: OnceLock::new(),
        }
    }

    pub(crate) fn limited_by(mut self, limits: LoadLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Has it noted from now on what is read: every load, and a sample of what is found in process.
    pub(crate) fn note_uses(&self, used: Arc<UsedKeys>, name: UseName<T>) {
        // The first one stays.
        let _ = self.used.set((used, name));
    }

    pub(crate) fn note_use(&self, value: Option<&T>) {
        if let Some((used, name)) = self.used.get()
            && let Some(value) = value
        {
            used.note(name(value), self.parts.clock.wall_millis());
        }
    }

    pub(crate) fn of_aliases(mut self) -> Self {
        self.is_of_aliases = true;
        self
    }

    pub(crate) fn with_aliases(mut self, aliases: Arc<Core<Alias>>) -> Self {
        self.doors = Some(Doors::new(aliases));
        self
    }

    pub(crate) fn lookup<'a>(&self, bytes: &'a [u8], tenant_len: usize) -> Lookup<'a> {
        self.state.lookup(&self.parts, bytes, tenant_len)
    }

    pub(crate) fn count(&self, event: CacheEvent) {
        self.counters().add(event);
    }

    pub(crate) fn counters(&self) -> &RegionCounters {
        (self.counters)(&self.state)
    }

    pub(crate) fn entries(&self) -> usize {
        self.memory.len()
    }

    /// Reads through both levels; `load` is called at most once for all who miss the key together.
    pub(crate) async fn read<F>(&self, at: Lookup<'_>, bypass: bool, load: F) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        if bypass || !self.parts.config.enabled {
            self.count(CacheEvent::Bypassed);
            return Ok(self.load(load).await?.map(Arc::new));
        }
        match self.quick(at) {
            Ok(hit) => Ok(hit),
            // Boxed, so that the hits, which are most reads, do not carry the other futures.
            Err(missed) => Box::pin(self.read_slowly(at, missed, load)).await,
        }
    }

    /// Looks in process only; what is found there is returned as it is.
    #[inline]
    pub(crate) fn quick(&self, at: Lookup<'_>) -> Result<Option<Arc<T>>, Missed> {
        if is_sampled() {
            return Err(Missed::Sampled);
        }
        self.recall_now(at, self.parts.clock.now()).ok_or(Missed::Absent)
    }

    /// Reads what [`quick`](Self::quick) did not.
    pub(crate) async fn read_slowly<F>(&self, at: Lookup<'_>, missed: Missed, load: F) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        match missed {
            Missed::Sampled => self.read_sampled(at, load).await,
            Missed::Absent => self.limited(self.miss(at, load)).await,
            // Somebody may have been given what was there; the load goes on for those who come later.
            Missed::Expired => self.miss(at, load).await,
        }
    }

    async fn miss<F>(&self, at: Lookup<'_>, load: F) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        let span = tracing::debug_span!(target: "larder::cache", "cache miss", "larder.region" = self.state.name);
        let read = self.fly(at, load).instrument(span).await;
        if let Ok(value) = &read {
            self.note_use(value.as_deref());
        }
        read
    }

    async fn fly<F>(&self, at: Lookup<'_>, load: F) -> Result<Option<Arc<T>>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        self.count(CacheEvent::MemoryMiss);
        let began = self.parts.served.ticket();
        let mut is_second = false;
        loop {
            let seat = self.flights.board(at, self.epoch(at));
            let controls = match seat.turn().await {
                Turn::Arrived(Ok(cargo)) if !cargo.is_current(began) && !is_second => {
                    // The next flight begins after this read did, so whatever it brings will do.
                    is_second = true;
                    continue;
                }
                Turn::Arrived(result) => {
                    self.count(CacheEvent::Coalesced);
                    return result.map(|cargo| cargo.value);
                }
                Turn::Leader(controls) => controls,
            };
            // A load that landed between the miss and the boarding has left its value here.
            if let Some(hit) = self.recall(at) {
                return Ok(hit);
            }
            let start = self.start(at);
            let (result, due) = self.fetch(at, start, load).await;
            seat.land(controls, &result);
            let cargo = result?;
            return Ok(match due {
                Some((due, load)) => {
                    let loaded = self.refresh(at, start.following(cargo.noted), due, load).await;
                    loaded.unwrap_or(cargo.value)
                }
                None => cargo.value,
            });
        }
    }

    /// Notes how things stand before a fetch begins.
    pub(crate) fn start<'a>(&self, at: Lookup<'_>) -> Start<'a> {
        let (ticket, began) = (self.parts.served.ticket(), self.parts.clock.now());
        Start { epoch: self.epoch(at), ticket, began, asked: None }
    }

    pub(crate) fn epoch(&self, at: Lookup<'_>) -> Epoch {
        // Without Redis there is one instance, which invalidates every alias that a row gets.
        let is_told = !self.is_of_aliases || self.parts.redis.is_none();
        if is_told { self.state.epochs.of(at) } else { self.state.epochs.of_alias(at) }
    }

    /// Looks in process only; the inner `None` says that there is no such row.
    pub(crate) fn recall(&self, at: Lookup<'_>) -> Option<Option<Arc<T>>> {
        if is_sampled() { self.recall_timed(at) } else { self.recall_now(at, self.parts.clock.now()) }
    }

    #[cold]
    pub(crate) fn recall_timed(&self, at: Lookup<'_>) -> Option<Option<Arc<T>>> {
        let start = Instant::now();
        let found = self.recall_now(at, self.parts.clock.now());
        if let Some(value) = &found {
            self.counters().memory_reads.record(start.elapsed());
            self.note_use(value.as_deref());
        }
        found
    }

    /// The same, as things stand at `now`.
    pub(crate) fn recall_now(&self, at: Lookup<'_>, now: Moment) -> Option<Option<Arc<T>>> {
        let entry = self.memory.get(at)?;
        if entry.epoch != self.epoch(at) || now >= entry.deadline || !self.parts.bound.allows(now) {
            return None;
        }
        self.count(if entry.value.is_some() { CacheEvent::MemoryHit } else { CacheEvent::MemoryNegativeHit });
        Some(entry.value)
    }

    /// Asks Redis, then the loader, and fills what was missing. Where Redis has what expires soon, the loader is left
    /// for whoever has read it.
    async fn fetch<F>(&self, at: Lookup<'_>, start: Start<'_>, load: F) -> (Result<Cargo<T>>, Option<(Due, F)>)
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        match self.claim(at).await {
            Claim::Hit(Hit { value, remaining, due, .. }) => {
                let noted = self.keep(at, start, value.clone(), remaining);
                (Ok(Cargo { value, noted }), due.map(|due| (due, load)))
            }
            claim => (self.load_for(at, start, claim, load).await, None),
        }
    }

    /// Loads what Redis does not have.
    async fn load_for<F>(&self, at: Lookup<'_>, start: Start<'_>, claim: Claim<T>, load: F) -> Result<Cargo<T>>
    where
        F: AsyncFnOnce() -> Result<Option<T>>,
    {
        let lease = match claim {
            Claim::Denied => {
                let value = self.load(load).await?.map(Arc::new);
                let noted = self.pass(at, start, value.as_deref());
                return Ok(Cargo { value, noted });
            }
            Claim::Granted(lease) => Some(lease),
            Claim::Hit(_) | Claim::Unavailable => None,
        };
        let leases: Vec<_> = lease.iter().collect();
        let value = holding(&leases, self.load(load)).await?.map(Arc::new);
        drop(leases);
        let noted = self.fill(at, start, lease, value.clone());
        Ok(Cargo { value, noted })
    }

    pub(crate) async fn load<V>(&self, load: impl AsyncFnOnce() -> Result<V>) -> Result<V, Error> {
        let start = Instant::now();
        let loaded = load().await;
        self.counters().loads.record(start.elapsed());
        loaded.inspect_err(|_| self.count(CacheEvent::LoadError))
    }

    /// Stores a loaded value in process and, under the lease, in Redis; the caller does not wait for Redis.
    pub(crate) fn fill(
        &self,
        at: Lookup<'_>,
        start: Start<'_>,
        lease: Option<FillLease>,
        value: Option<Arc<T>>,
    ) -> Option<Ticket> {
        let ttl = jittered(self.lives.of(value.is_none()));
        // Without a lease nobody has asked whether a write was under way as the load began, and it told of itself then.
        let may_keep = lease.is_some() || self.parts.redis.is_none() || !self.parts.bound.is_told();
        if let Some(lease) = lease {
            let load_millis = millis(self.parts.clock.now().since(start.began));
            match self.frame(value.as_deref(), lease.generation, lease.token, ttl, load_millis) {
                Some(frame) => self.send(lease, frame, ttl),
                None => self.count(CacheEvent::SharedFillRejected),
            }
        }
        if may_keep { self.keep(at, start, value, ttl) } else { self.pass(at, start, value.as_deref()) }
    }

    fn send(&self, lease: FillLease, frame: Encoded, ttl: Duration) {
        let Some(redis) = self.parts.redis.clone() else { return };
        let (state, counters, token) = (Arc::clone(&self.state), self.counters, lease.token);
        let key = lease.into_key();
        self.parts.background.spawn(async move {
            let outcome = match redis.fill(&key, token, &frame, ttl).await {
                Ok(true) => CacheEvent::SharedFill,
                Ok(false) => CacheEvent::SharedFillRejected,
                Err(_) => CacheEvent::SharedError,
            };
            counters(&state).add(outcome);
        });
    }

    /// The bytes of a value for Redis; `None` when its type cannot be written.
    pub(crate) fn frame(
        &self,
        value: Option<&T>,
        generation: u64,
        token: LeaseToken,
        ttl: Duration,
        load_millis: u64,
    ) -> Option<Encoded> {
        let header = Header {
            negative: value.is_none(),
            fingerprint: T::FINGERPRINT,
            generation,
            expires: self.parts.clock.wall_millis().saturating_add(millis(ttl)),
            load_millis,
        };
        let bytes = header.write(token);
        let bytes = match value {
            Some(value) => value.encode(bytes)?,
            None => bytes,
        };
        Some(self.parts.buffers.hold(bytes))
    }
}
