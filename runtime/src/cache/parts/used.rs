//! Which rows are read, for the next process to read ahead.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;

use super::{Parts, RegionState};
use crate::cache::chance::random_range;
use crate::cache::time::sleep;

/// About how often what was read is told to Redis.
const INTERVAL: Duration = Duration::from_secs(5);

/// The keys of a region that were read since they were told to Redis, each with when it was read last.
pub(crate) struct UsedKeys {
    region: Arc<RegionState>,
    /// How many are remembered.
    most: usize,
    noted: Mutex<HashMap<Vec<u8>, u64>>,
}

impl UsedKeys {
    pub(crate) fn new(region: Arc<RegionState>, most: usize) -> Arc<Self> {
        Arc::new(Self { region, most, noted: Mutex::default() })
    }

    /// Notes a key; what is too much until the next telling is left out.
    pub(crate) fn note(&self, key: Vec<u8>, wall_millis: u64) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() < self.most || noted.contains_key(&key) {
            noted.insert(key, wall_millis);
        }
    }

    /// Tells Redis. What it does not take is forgotten: it is a list of what may be useful.
    pub(crate) async fn tell(&self, parts: &Parts) {
        let noted = std::mem::take(&mut *self.noted.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(redis) = parts.redis.as_ref().filter(|redis| !noted.is_empty() && redis.is_up()) {
            let _ = redis.note_used(&self.region.used_key(), noted, self.most).await;
        }
    }

    /// Returns the keys that were read last, by any process; the last of them first.
    pub(crate) async fn listed(&self, parts: &Parts, most: usize) -> Vec<Vec<u8>> {
        let Some(redis) = &parts.redis else { return Vec::new() };
        redis.used(&self.region.used_key(), most).await.unwrap_or_default()
    }

    /// Tells Redis from time to time, as long as the manager is there.
    pub(crate) fn keep_telling(self: &Arc<Self>, parts: &Arc<Parts>) {
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(keep_on(Arc::downgrade(parts), Arc::clone(self)));
        }
    }
}

async fn keep_on(parts: Weak<Parts>, used: Arc<UsedKeys>) {
    loop {
        // Not all instances at the same moment.
        sleep(INTERVAL.mul_f64(random_range(0.8..1.2))).await;
        let Some(parts) = parts.upgrade() else { return };
        used.tell(&parts).await;
    }
}
