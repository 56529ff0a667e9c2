//! Fences: while a write is under way, no instance reads from the cache or fills what the write changes.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;

use super::codec::frame::LeaseToken;
use super::manager::CacheManager;
use super::memory::epochs::Reach;
use super::model::invalidate::Invalidate;
use super::parts::invalidation::{Cleared, InvalidationOrder, remove};
use super::parts::recent::StandingFence;
use super::parts::{Parts, RegionState};
use super::time::{Instant, sleep, timeout};
use crate::config::{CacheMode, OnCacheDown};

/// Attempts to place a fence while Redis counts as up.
const ATTEMPTS: usize = 3;
/// A fence is renewed so often before its life is over, and may be cleared after the acknowledgement for as long.
const RENEWALS: u32 = 3;

/// A write in progress: from before it is sent until it has ended, nothing it affects is read from the cache or stored
/// there, by any instance. What the write made out of date is gone when the fence is.
///
/// However long the write takes, the fence is renewed while it is under way. Dropped, it stands until the calls that it
/// was given to have ended; where that will never be known, for the rest of its life, within which the database ends
/// the write.
pub(crate) struct Fence(Option<Arc<Standing>>);

/// Keeps a fence while a call is under way, even if its caller leaves.
#[derive(Clone, Default)]
pub(crate) struct Keeper(Option<Arc<Standing>>);

struct Standing {
    parts: Arc<Parts>,
    /// Empty once somebody has ended the fence.
    ground: Mutex<Option<Ground>>,
    life: Duration,
    /// When the last placing was sent that Redis has confirmed.
    placed: Mutex<Option<Instant>>,
    /// Calls that began and are not known to have ended.
    open: AtomicUsize,
    /// Held while the fence is renewed, so that it is not placed again after it was cleared.
    renewing: tokio::sync::Mutex<()>,
}

/// What is fenced; in process no longer than until it is dropped.
struct Ground {
    reaches: Vec<(Arc<RegionState>, Reach)>,
    orders: Vec<InvalidationOrder>,
}

impl CacheManager {
    /// Fences what a write is about to change. Redis that does not answer is no error: the fence then stands in process
    /// only, and Redis may serve what was there until the write has ended. `life` is how long the fence outlives this
    /// process.
    pub(crate) async fn fence(&self, invalidated: &[Invalidate], life: Duration) -> Fence {
        let fence = self.raise(invalidated, life);
        if let Some(standing) = &fence.0 {
            standing.note();
            for _ in 0..ATTEMPTS {
                if standing.place().await {
                    break;
                }
            }
        }
        fence
    }

    /// Fences in process only, which is enough for a write that was applied before, and for `relaxed` entities.
    pub(crate) fn raise(&self, invalidated: &[Invalidate], life: Duration) -> Fence {
        if invalidated.is_empty() || !self.is_enabled() {
            return Fence(None);
        }
        let token = LeaseToken::random();
        let mut orders: Vec<_> = invalidated.iter().map(|invalidate| self.order(invalidate, token)).collect();
        let mut reaches: Vec<_> = invalidated.iter().map(|invalidate| self.reach(invalidate)).collect();
        for (order, reach) in self.lists_of(invalidated, &orders) {
            orders.push(order);
            reaches.push(reach);
        }
        reaches.iter().for_each(|(region, reach)| region.epochs.begin(*reach));
        Fence(Some(Arc::new(Standing {
            parts: Arc::clone(self.parts()),
            ground: Mutex::new(Some(Ground { reaches, orders })),
            life,
            placed: Mutex::new(None),
            open: AtomicUsize::new(0),
            renewing: tokio::sync::Mutex::default(),
        })))
    }
}

impl Fence {
    /// Whether nothing is fenced.
    pub(crate) fn is_of_nothing(&self) -> bool {
        self.0.is_none()
    }

    /// Returns what is to be given to the calls that make the write.
    pub(crate) fn keeper(&self) -> Keeper {
        Keeper(self.0.clone())
    }

    /// Whether the write must not be made, because Redis has not confirmed the fence and the configuration demands one.
    pub(crate) fn is_refused(&self) -> bool {
        self.unplaced().iter().any(|order| order.region.on_down() == OnCacheDown::Abort)
    }

    /// Returns what the write's transaction has to tell the invalidation log, because Redis has not confirmed the
    /// fence; `None` where it has nothing to tell, or there is no log.
    pub(crate) fn entry(&self) -> Option<String> {
        let log = &self.0.as_ref()?.parts.log;
        if !log.is_kept() {
            return None;
        }
        let orders = self.unplaced();
        let logged = orders.iter().filter(|order| order.region.is_logged());
        let keys: Vec<_> = logged.filter_map(InvalidationOrder::name).collect();
        (!keys.is_empty()).then(|| log.entry(keys.into_iter()))
    }

    /// The keys that were to be fenced, if Redis has not confirmed that they are.
    fn unplaced(&self) -> Vec<InvalidationOrder> {
        match &self.0 {
            Some(standing) if standing.parts.redis.is_some() && standing.placed().is_none() => standing.fenced(),
            _ => Vec::new(),
        }
    }

    /// Ends a write that was applied, or may have been and can no longer be; returns how many invalidations Redis has
    /// not confirmed.
    ///
    /// Completes even when the caller goes away. What is of entities that are cleared after the acknowledgement is left
    /// to a task, if the fence is known to stand for that long.
    pub(crate) async fn clear(self) -> usize {
        let Some(standing) = self.0 else { return 0 };
        let Some(mut ground) = standing.take() else { return 0 };
        if standing.parts.redis.is_none() {
            return 0;
        }
        if standing.placed().is_some_and(|at| at.elapsed() < standing.life / RENEWALS) {
            standing.lift(ground.split_off(|region| region.mode() == CacheMode::Fast));
        }
        let count = ground.orders.len();
        if count == 0 {
            return 0;
        }
        tokio::spawn(async move { standing.clear(ground).await }).await.unwrap_or(count)
    }

    /// Ends a write that was not applied; nobody waits for it.
    pub(crate) fn lift(self) {
        if let Some(standing) = &self.0
            && let Some(ground) = standing.take()
        {
            standing.lift(ground);
        }
    }
}

impl Keeper {
    /// Runs a call to completion. `is_known` says of its result whether the database has nothing left to do for it.
    pub(crate) async fn during<T>(self, mut call: Pin<&mut impl Future<Output = T>>, is_known: fn(&T) -> bool) -> T {
        let Some(standing) = self.0 else { return call.await };
        standing.open.fetch_add(1, Ordering::AcqRel);
        let result = loop {
            match timeout(standing.life / RENEWALS, &mut call).await {
                Ok(result) => break result,
                // Beside the call, which Redis must not hold up.
                Err(_) => standing.renew(),
            }
        };
        if is_known(&result) {
            standing.open.fetch_sub(1, Ordering::AcqRel);
        }
        result
    }
}

impl Standing {
    fn take(&self) -> Option<Ground> {
        self.ground.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Places the fence, or makes one that stands stand longer; false where that is worth another attempt.
    async fn place(&self) -> bool {
        let Some(redis) = &self.parts.redis else { return true };
        let fenced = self.fenced();
        let Some(token) = fenced.first().map(|order| order.token) else { return true };
        let keys: Vec<_> = fenced.into_iter().map(|order| order.key).collect();
        let sent = Instant::now();
        let is_placed = redis.fence(&keys, token, self.life).await.is_ok();
        if is_placed {
            *self.placed.lock().unwrap_or_else(PoisonError::into_inner) = Some(sent);
        }
        is_placed || !redis.is_up()
    }

    /// The keys that are fenced before the write.
    fn fenced(&self) -> Vec<InvalidationOrder> {
        let ground = self.ground.lock().unwrap_or_else(PoisonError::into_inner);
        let orders = ground.iter().flat_map(|ground| &ground.orders);
        orders.filter(|order| order.region.mode() != CacheMode::Relaxed).cloned().collect()
    }

    /// Has it placed again in a server that may not have it any more.
    fn note(self: &Arc<Self>) {
        if self.parts.redis.is_some() {
            let standing: Weak<Self> = Arc::downgrade(self);
            self.parts.recent.note_fence(standing);
        }
    }

    fn placed(&self) -> Option<Instant> {
        *self.placed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(self: &Arc<Self>) {
        if self.parts.redis.is_none() {
            return;
        }
        let standing = Arc::clone(self);
        self.parts.background.spawn(async move {
            let _renewing = standing.renewing.lock().await;
            standing.place().await;
        });
    }

    async fn clear(&self, mut ground: Ground) -> usize {
        let _last = self.renewing.lock().await;
        let is_fenced = ground.orders.iter().all(|order| order.region.mode() != CacheMode::Relaxed);
        let cleared = clear(&self.parts, &mut ground).await;
        if cleared == Cleared::Bare
            && is_fenced
            && self.placed().is_some()
            && let Some(redis) = &self.parts.redis
        {
            redis.watched.fences_lost.fetch_add(1, Ordering::Relaxed);
        }
        cleared.unconfirmed()
    }

    fn lift(self: &Arc<Self>, ground: Ground) {
        if self.parts.redis.is_some() && !ground.orders.is_empty() {
            let standing = Arc::clone(self);
            self.parts.background.spawn(async move {
                standing.clear(ground).await;
            });
        }
    }
}

impl StandingFence for Standing {
    fn place_again(self: Arc<Self>) {
        self.renew();
    }
}

impl Ground {
    /// Takes what is of some regions.
    fn split_off(&mut self, of: impl Fn(&RegionState) -> bool) -> Self {
        let (reaches, kept_reaches) = std::mem::take(&mut self.reaches).into_iter().partition(|(region, _)| of(region));
        let (orders, kept) = std::mem::take(&mut self.orders).into_iter().partition(|order| of(&order.region));
        (self.reaches, self.orders) = (kept_reaches, kept);
        Self { reaches, orders }
    }
}

async fn clear(parts: &Arc<Parts>, ground: &mut Ground) -> Cleared {
    let orders = std::mem::take(&mut ground.orders);
    match &parts.redis {
        Some(redis) => remove(parts, redis, orders).await,
        None => Cleared::Stood,
    }
}

/// Lets a fence stand until the database has ended a write of which nobody will hear, and clears it then.
async fn outlast(parts: Arc<Parts>, mut ground: Ground, life: Duration) {
    if let (Some(redis), Some(first)) = (&parts.redis, ground.orders.first()) {
        let keys: Vec<_> = ground.orders.iter().map(|order| order.key.clone()).collect();
        // One that cannot be renewed stands for the rest of its life.
        let _ = redis.fence(&keys, first.token, life).await;
    }
    sleep(life).await;
    clear(&parts, &mut ground).await;
}

impl Drop for Ground {
    fn drop(&mut self) {
        self.reaches.iter().for_each(|(region, reach)| region.epochs.end(*reach));
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        let Some(mut ground) = self.take() else { return };
        let (parts, life) = (Arc::clone(&self.parts), self.life);
        if *self.open.get_mut() > 0 {
            if let Ok(runtime) = Handle::try_current() {
                runtime.spawn(outlast(parts, ground, life));
            }
        } else if parts.redis.is_some() {
            self.parts.background.spawn(async move {
                clear(&parts, &mut ground).await;
            });
        }
    }
}

#[cfg(all(test, feature = "redis"))]
mod restarts;
#[cfg(all(test, feature = "redis"))]
mod tests;
