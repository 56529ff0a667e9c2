//! What was fenced and cleared of late, to be said again to a server that may have forgotten it.
//!
//! A server that starts from an old file, or was a replica, has neither the fences nor the clearings of the last
//! moments. Whoever made them says them again as soon as it reaches such a server.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::ready;
use futures_util::stream::{self, StreamExt as _};

use super::Parts;
use super::invalidation::{InvalidationOrder, remove_again};
use crate::cache::codec::frame::LeaseToken;
use crate::cache::time::Instant;

/// Longer than it takes to notice that a server is gone, and to reach it or its successor again.
const KEPT: Duration = Duration::from_secs(30);
/// Keys that are kept one by one; of those before them, the whole region is cleared.
const MOST: usize = 10_000;
/// Writes whose keys are cleared again at the same time.
const AT_ONCE: usize = 32;

/// A fence that stands, and can be placed again.
pub(crate) trait StandingFence: Send + Sync {
    /// Places it again, unless it has been cleared.
    fn place_again(self: Arc<Self>);
}

/// The writes of the last moments, oldest first.
#[derive(Default)]
pub(crate) struct RecentWrites(Mutex<LateWrites>);

#[derive(Default)]
struct LateWrites {
    standing: Vec<Weak<dyn StandingFence>>,
    cleared: VecDeque<(Instant, InvalidationOrder)>,
}

impl RecentWrites {
    fn recent(&self) -> MutexGuard<'_, LateWrites> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a fence that is being placed.
    pub(crate) fn note_fence(&self, fence: Weak<dyn StandingFence>) {
        let standing = &mut self.recent().standing;
        if standing.len() == standing.capacity() {
            standing.retain(|fence| fence.strong_count() > 0);
            // No search before as many have come again.
            standing.reserve(standing.len().max(16));
        }
        standing.push(fence);
    }

    /// Notes keys that were cleared.
    pub(crate) fn note_cleared(&self, orders: &[InvalidationOrder]) {
        let (mut recent, now) = (self.recent(), Instant::now());
        let cleared = &mut recent.cleared;
        while cleared.front().is_some_and(|(at, _)| at.elapsed() >= KEPT) {
            cleared.pop_front();
        }
        for order in orders {
            if cleared.len() >= MOST
                && let Some((_, oldest)) = cleared.pop_front()
            {
                widen(cleared, now, oldest);
            }
            cleared.push_back((now, order.clone()));
        }
    }

    fn fences(&self) -> Vec<Arc<dyn StandingFence>> {
        self.recent().standing.iter().filter_map(Weak::upgrade).collect()
    }

    /// Returns the keys that were cleared, by their writes.
    fn cleared(&self) -> Vec<Vec<InvalidationOrder>> {
        let recent = self.recent();
        let cleared = recent.cleared.iter().filter(|(at, _)| at.elapsed() < KEPT);
        let mut writes: Vec<Vec<InvalidationOrder>> = Vec::new();
        for (_, order) in cleared {
            match writes.last_mut().filter(|write| write[0].token == order.token) {
                Some(write) => write.push(order.clone()),
                None => writes.push(vec![order.clone()]),
            }
        }
        writes
    }
}

/// Lets a region stand for a key of it that there is no more room for, unless it does so already.
fn widen(cleared: &mut VecDeque<(Instant, InvalidationOrder)>, now: Instant, order: InvalidationOrder) {
    let key = order.region.region_generation();
    let is_said = |(at, said): &(Instant, InvalidationOrder)| said.key == key && at.elapsed() < KEPT / 2;
    // The newest of them stand at the end.
    if cleared.iter().rev().any(is_said) {
        return;
    }
    cleared.push_back((now, InvalidationOrder { key, token: LeaseToken::random(), ..order }));
}

/// Says again what was fenced and cleared of late. What is not confirmed is queued, as it is after a write.
pub(crate) async fn say_again(parts: Arc<Parts>) {
    let Some(redis) = &parts.redis else { return };
    let (fences, cleared) = (parts.recent.fences(), parts.recent.cleared());
    if !fences.is_empty() || !cleared.is_empty() {
        tracing::info!(fences = fences.len(), writes = cleared.len(), "saying again to Redis what was written of late");
    }
    fences.into_iter().for_each(StandingFence::place_again);
    let again = stream::iter(cleared).map(|write| remove_again(&parts, redis, write));
    again.buffer_unordered(AT_ONCE).for_each(|_| ready(())).await;
}
