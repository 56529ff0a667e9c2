use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::memory::Lookup;

/// Stripes for single keys, shared by all regions of a manager.
const KEY_STRIPES: usize = 1 << 16;
const TENANT_STRIPES: usize = 1 << 8;

pub(crate) type KeyStripes = Arc<[AtomicU32]>;

pub(crate) fn key_stripes() -> KeyStripes {
    (0..KEY_STRIPES).map(|_| AtomicU32::new(0)).collect()
}

/// Says which entries of a region are still good: an entry holds the epoch of its key from before its load, and any invalidation
/// that may concern the key moves the epoch on. Two keys on one stripe only cost each other a reload.
pub(crate) struct Epochs {
    keys: KeyStripes,
    tenants: Box<[AtomicU32]>,
    region: AtomicU32,
    /// Moves with every invalidation in the region.
    any: AtomicU32,
}

/// The epoch of one key; the sum of counters that only grow, so it changes when any of them does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Epoch(u64);

impl Epoch {
    /// The epoch after exactly one more touch.
    pub(crate) fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl Epochs {
    pub(crate) fn new(keys: KeyStripes) -> Self {
        let tenants = (0..TENANT_STRIPES).map(|_| AtomicU32::new(0)).collect();
        Self { keys, tenants, region: AtomicU32::new(0), any: AtomicU32::new(0) }
    }

    pub(crate) fn of(&self, at: Lookup<'_>) -> Epoch {
        let key = self.keys[stripe(at.hash, KEY_STRIPES)].load(Ordering::Acquire);
        let tenant = self.tenants[stripe(at.tenant_hash, TENANT_STRIPES)].load(Ordering::Acquire);
        let region = self.region.load(Ordering::Acquire);
        Epoch(u64::from(key) + u64::from(tenant) + u64::from(region))
    }

    /// The epoch of the whole region: moves with every invalidation in it.
    pub(crate) fn of_any(&self) -> Epoch {
        Epoch(u64::from(self.any.load(Ordering::Acquire)))
    }

    pub(crate) fn touch_key(&self, hash: u64) {
        self.keys[stripe(hash, KEY_STRIPES)].fetch_add(1, Ordering::AcqRel);
        self.any.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn touch_tenant(&self, tenant_hash: u64) {
        self.tenants[stripe(tenant_hash, TENANT_STRIPES)].fetch_add(1, Ordering::AcqRel);
        self.any.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn touch_region(&self) {
        self.region.fetch_add(1, Ordering::AcqRel);
        self.any.fetch_add(1, Ordering::AcqRel);
    }
}

fn stripe(hash: u64, count: usize) -> usize {
    // The high bits: the in-process level picks its buckets by the low ones.
    ((hash >> 32) % count as u64) as usize
}
