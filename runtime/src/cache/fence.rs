//! Fences: while a write is under way, no instance reads from the cache or fills what the write changes.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;

use super::epochs::Reach;
use super::frame::Token;
use super::invalidate::{Order, remove};
use super::manager::CacheManager;
use super::parts::{Parts, RegionState};
use super::redis::Redis;
use super::touch::Touch;

/// How long a fence stands whose writer never came back; longer than a write may take.
pub(crate) const FENCE_LIFE: Duration = Duration::from_secs(5);
/// Attempts to place a fence while Redis counts as up.
const ATTEMPTS: usize = 3;

/// A write on its way: from before it is sent until it has ended, nothing it touches is read from the cache or stored
/// there, by any instance. What the write made out of date is gone when the fence is.
pub(crate) struct Fence(Option<Standing>);

struct Standing {
    parts: Arc<Parts>,
    reaches: Vec<(Arc<RegionState>, Reach)>,
    orders: Vec<Order>,
    /// Whether the write may have been sent.
    is_sent: bool,
}

impl CacheManager {
    /// Fences what a write is about to touch. Redis that does not answer is no error: the fence then stands in process
    /// only, and Redis may serve what was there until the write has ended.
    ///
    /// Dropped, the fence counts as one whose write may still be applied.
    pub(crate) async fn fence(&self, touches: &[Touch]) -> Fence {
        let mut fence = self.raise(touches);
        if let Some(standing) = &mut fence.0 {
            if let Some(redis) = &standing.parts.redis {
                place(redis, &standing.orders).await;
            }
            standing.is_sent = true;
        }
        fence
    }

    /// Fences in process only, which is enough for a write that was applied before.
    pub(crate) fn raise(&self, touches: &[Touch]) -> Fence {
        if touches.is_empty() || !self.is_enabled() {
            return Fence(None);
        }
        let token = Token::random();
        let orders = touches.iter().map(|touch| self.order(touch, token)).collect();
        let reaches: Vec<_> = touches.iter().map(|touch| self.reach(touch)).collect();
        reaches.iter().for_each(|(region, reach)| region.epochs.begin(*reach));
        Fence(Some(Standing { parts: Arc::clone(self.parts()), reaches, orders, is_sent: false }))
    }
}

async fn place(redis: &Redis, orders: &[Order]) {
    let keys: Vec<_> = orders.iter().map(|order| order.key.clone()).collect();
    let Some(token) = orders.first().map(|order| order.token) else { return };
    for _ in 0..ATTEMPTS {
        if redis.fence(&keys, token, FENCE_LIFE).await.is_ok() || !redis.is_up() {
            return;
        }
    }
}

impl Fence {
    /// Ends a write that was applied, or may have been and can no longer be; returns how many touches Redis has not
    /// confirmed.
    ///
    /// Goes on to its end when the caller goes away.
    pub(crate) async fn clear(mut self) -> usize {
        let Some(standing) = self.0.take() else { return 0 };
        let count = standing.orders.len();
        if standing.parts.redis.is_none() {
            return standing.clear().await;
        }
        tokio::spawn(standing.clear()).await.unwrap_or(count)
    }

    /// Ends a write that was not applied; nobody waits for it.
    pub(crate) fn lift(mut self) {
        if let Some(standing) = self.0.take() {
            standing.lift();
        }
    }
}

impl Standing {
    async fn clear(mut self) -> usize {
        let orders = std::mem::take(&mut self.orders);
        match self.parts.redis.clone() {
            Some(redis) => remove(&self.parts, &redis, orders).await,
            None => 0,
        }
    }

    fn lift(self) {
        if self.parts.redis.is_some() {
            let background = self.parts.background.clone();
            background.spawn(async move {
                self.clear().await;
            });
        }
    }

    /// The database may still apply the write, but not after the time that a fence stands: cleared then, by whoever is
    /// left.
    fn outlast(self) {
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                tokio::time::sleep(FENCE_LIFE).await;
                self.clear().await;
            });
        }
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.reaches.iter().for_each(|(region, reach)| region.epochs.end(*reach));
    }
}

impl Drop for Fence {
    fn drop(&mut self) {
        match self.0.take() {
            Some(standing) if standing.is_sent => standing.outlast(),
            Some(standing) => standing.lift(),
            None => {}
        }
    }
}
