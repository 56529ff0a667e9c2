//! Invalidation of keys, and the queue of those that Redis has not confirmed.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde::Serialize;
use tokio::runtime::Handle;

use super::{Parts, RegionState};
use crate::cache::backoff::Backoff;
use crate::cache::codec::frame::LeaseToken;
use crate::cache::counters::CacheEvent;
use crate::cache::redis::Redis;
use crate::clock::Moment;

/// Unconfirmed invalidations that are kept one by one; beyond this number, their whole region is invalidated.
const QUEUE: usize = 10_000;

/// The result of an invalidation. The in-process level is always invalidated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct InvalidationReport {
    /// The number of invalidations requested.
    pub invalidations: usize,
    /// The number that Redis has not confirmed. They are retried in the background until the entries have expired, and
    /// until then this instance does not read their regions from Redis.
    pub unconfirmed: usize,
}

/// A key of Redis to be cleared: an entry's, or that of the generation of many.
#[derive(Clone)]
pub(crate) struct InvalidationOrder {
    pub(crate) region: Arc<RegionState>,
    pub(crate) key: Vec<u8>,
    /// Names the fence that the write may have placed there.
    pub(crate) token: LeaseToken,
}

impl InvalidationOrder {
    /// What the key names in any namespace; `None` where the database has become another one since.
    pub(crate) fn name(&self) -> Option<&str> {
        let namespace = self.region.namespace.get();
        let name = self.key.strip_prefix(namespace.as_bytes())?.strip_prefix(b":")?;
        std::str::from_utf8(name).ok()
    }
}

/// Keys whose clearing Redis has not confirmed, oldest first.
#[derive(Default)]
pub(crate) struct Pending(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    orders: VecDeque<(InvalidationOrder, Moment)>,
    is_running: bool,
}

impl Pending {
    pub(crate) fn len(&self) -> usize {
        self.queue().orders.len()
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What came of clearing the keys of one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cleared {
    /// Every fence stood until then.
    Stood,
    /// Some key had no fence any more, or never had one. All instances were told.
    Bare,
    /// Redis has not confirmed so many of them, which are queued.
    Unconfirmed(usize),
}

impl Cleared {
    pub(crate) fn unconfirmed(self) -> usize {
        if let Self::Unconfirmed(count) = self { count } else { 0 }
    }
}

/// Clears the keys of one write; those that Redis does not confirm are queued.
pub(crate) async fn remove(parts: &Arc<Parts>, redis: &Redis, orders: Vec<InvalidationOrder>) -> Cleared {
    // Before they are sent: a server that is gone when they arrive may have had them.
    parts.recent.note_cleared(&orders);
    remove_again(parts, redis, orders).await
}

/// Clears keys that were noted before.
pub(super) async fn remove_again(parts: &Arc<Parts>, redis: &Redis, orders: Vec<InvalidationOrder>) -> Cleared {
    let keys: Vec<_> = orders.iter().map(|order| order.key.clone()).collect();
    let Some(token) = orders.first().map(|order| order.token) else { return Cleared::Stood };
    match redis.clear(&keys, token).await {
        Ok(true) => return Cleared::Stood,
        Ok(false) => return Cleared::Bare,
        Err(_) => {}
    }
    let count = orders.len();
    for order in orders {
        order.region.rows.add(CacheEvent::SharedError);
        queue(parts, order);
    }
    retry(parts);
    Cleared::Unconfirmed(count)
}

fn queue(parts: &Parts, order: InvalidationOrder) {
    let give_up = parts.clock.now().after(order.region.outlived_after());
    // Before it is queued: a reader that sees neither the mark nor the removal done would read what is out of date.
    order.region.unconfirmed.fetch_add(1, Ordering::AcqRel);
    let mut queue = parts.pending.queue();
    if queue.orders.len() < QUEUE {
        queue.orders.push_back((order, give_up));
        return;
    }
    let region = order.region;
    let key = region.region_generation();
    let last = queue.orders.iter().rposition(|(order, _)| order.key == key);
    if let Some((_, deadline)) = last.and_then(|at| queue.orders.get_mut(at)) {
        // The renewal still to come covers this one too.
        *deadline = give_up;
        region.unconfirmed.fetch_sub(1, Ordering::AcqRel);
    } else {
        queue.orders.push_back((InvalidationOrder { region, key, token: order.token }, give_up));
    }
}

/// Starts the task that retries, unless it runs already.
fn retry(parts: &Arc<Parts>) {
    let Ok(runtime) = Handle::try_current() else { return };
    if !std::mem::replace(&mut parts.pending.queue().is_running, true) {
        runtime.spawn(keep_trying(Arc::downgrade(parts)));
    }
}

async fn keep_trying(parts: Weak<Parts>) {
    let mut backoff = Backoff::new();
    loop {
        backoff.pause().await;
        let Some(parts) = parts.upgrade() else { return };
        match drain(&parts).await {
            true => backoff = Backoff::new(),
            false => backoff.grow(),
        }
        let mut queue = parts.pending.queue();
        if queue.orders.is_empty() {
            queue.is_running = false;
            return;
        }
    }
}

/// Sends what is queued, one at a time so that each is confirmed for itself; false when Redis does not answer.
async fn drain(parts: &Parts) -> bool {
    loop {
        let (order, give_up) = match parts.pending.queue().orders.front() {
            Some((order, give_up)) => (order.clone(), *give_up),
            None => return true,
        };
        let is_outlived = parts.clock.now() >= give_up;
        let confirmed = match &parts.redis {
            Some(redis) if !is_outlived => redis.clear(&[order.key], order.token).await.is_ok(),
            _ => false,
        };
        if !confirmed && !is_outlived {
            return false;
        }
        parts.pending.queue().orders.pop_front();
        order.region.unconfirmed.fetch_sub(1, Ordering::AcqRel);
    }
}
