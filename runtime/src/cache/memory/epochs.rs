//! Epochs of keys and tenants, which a write of this instance moves on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Lookup;

/// Stripes for single keys, shared by all regions of a manager; few for the many managers that schedules have.
const KEY_STRIPES: usize = if cfg!(test) { 1 << 10 } else { 1 << 16 };
const TENANT_STRIPES: usize = 1 << 8;
/// A stripe counts the writes under way in its low half and those that have ended in its high half.
const BEGUN: u64 = 1;
const ENDED: u64 = (1 << 32) - BEGUN;

pub(crate) type KeyStripes = Arc<[AtomicU64]>;

pub(crate) fn key_stripes() -> KeyStripes {
    (0..KEY_STRIPES).map(|_| AtomicU64::new(0)).collect()
}

/// Says which entries of a region are still good: an entry holds the epoch of its key from before its load, and any
/// write of this instance that may concern the key moves the epoch on, once as it begins and once as it ends. Two keys
/// on one stripe only cost each other a reload.
pub(crate) struct Epochs {
    keys: KeyStripes,
    tenants: Box<[AtomicU64]>,
    /// Moves with the end of every write to a key of the tenant.
    writes: Box<[AtomicU64]>,
    /// Moves with the end of every write, whosever it is.
    all_writes: AtomicU64,
    /// The same of writes by other instances.
    told: Box<[AtomicU64]>,
    all_told: AtomicU64,
    region: AtomicU64,
}

/// The epoch of one key; the sum of counters that only grow, so it changes when any of them does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Epoch(u64);

impl Epoch {
    /// The epoch after exactly one more write.
    pub(crate) fn next(self) -> Self {
        Self(self.0.wrapping_add(BEGUN + ENDED))
    }

    /// Whether a write is under way, so that nothing may be kept.
    pub(crate) fn is_fenced(self) -> bool {
        self.0 as u32 != 0
    }
}

/// What a write of this instance may change.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach {
    Key { hash: u64, tenant_hash: u64 },
    Tenant(u64),
    Region,
}

impl Epochs {
    pub(crate) fn new(keys: KeyStripes) -> Self {
        let tenants = || (0..TENANT_STRIPES).map(|_| AtomicU64::new(0)).collect();
        Self {
            keys,
            tenants: tenants(),
            writes: tenants(),
            all_writes: AtomicU64::new(0),
            told: tenants(),
            all_told: AtomicU64::new(0),
            region: AtomicU64::new(0),
        }
    }

    pub(crate) fn of(&self, at: Lookup<'_>) -> Epoch {
        let key = self.keys[stripe(at.hash, KEY_STRIPES)].load(Ordering::Acquire);
        Epoch(key.wrapping_add(self.shared(at)))
    }

    /// How often what goes with a tag was cleared.
    pub(crate) fn of_tag(&self, hash: u64) -> u64 {
        self.tenants[stripe(hash, TENANT_STRIPES)].load(Ordering::Acquire)
    }

    /// The epoch of an alias: moves with the end of every write of the tenant too, since any of them may have been to
    /// the row that has the alias by now. One that no tenant owns may lead to a row of any.
    pub(crate) fn of_alias(&self, at: Lookup<'_>) -> Epoch {
        let writes = match at.tenant_len {
            0 => self.all_writes.load(Ordering::Acquire),
            _ => self.writes[stripe(at.tenant_hash, TENANT_STRIPES)].load(Ordering::Acquire),
        };
        Epoch(self.of(at).0.wrapping_add(writes))
    }

    /// The epoch of a load by alias: moves with the writes of other instances too, since the load may bring any row of
    /// the tenant. An alias that is kept does not depend on them: the row that it leads to does, and must show it.
    pub(crate) fn of_load_by_alias(&self, at: Lookup<'_>) -> Epoch {
        let told = match at.tenant_len {
            0 => self.all_told.load(Ordering::Acquire),
            _ => self.told[stripe(at.tenant_hash, TENANT_STRIPES)].load(Ordering::Acquire),
        };
        Epoch(self.of_alias(at).0.wrapping_add(told))
    }

    fn shared(&self, at: Lookup<'_>) -> u64 {
        let tenant = self.tenants[stripe(at.tenant_hash, TENANT_STRIPES)].load(Ordering::Acquire);
        tenant.wrapping_add(self.region.load(Ordering::Acquire))
    }

    /// From here on nothing within reach is read from process or kept there, until [`end`](Self::end).
    pub(crate) fn begin(&self, reach: Reach) {
        self.add(reach, BEGUN);
    }

    /// Ends what was begun; what was there before stays unreadable.
    pub(crate) fn end(&self, reach: Reach) {
        self.add(reach, ENDED);
    }

    /// Another instance has fenced what is within reach: what was there before is unreadable. Redis keeps the rest away
    /// until that write has ended.
    #[cfg_attr(not(feature = "redis"), allow(dead_code, reason = "nobody else tells"))]
    pub(crate) fn hear(&self, reach: Reach) {
        self.all_told.fetch_add(BEGUN + ENDED, Ordering::AcqRel);
        if let Reach::Key { tenant_hash, .. } = reach {
            self.told[stripe(tenant_hash, TENANT_STRIPES)].fetch_add(BEGUN + ENDED, Ordering::AcqRel);
        }
        self.counter(reach).fetch_add(BEGUN + ENDED, Ordering::AcqRel);
    }

    fn add(&self, reach: Reach, step: u64) {
        if step == ENDED {
            self.all_writes.fetch_add(BEGUN + ENDED, Ordering::AcqRel);
        }
        if step == ENDED
            && let Reach::Key { tenant_hash, .. } = reach
        {
            self.writes[stripe(tenant_hash, TENANT_STRIPES)].fetch_add(BEGUN + ENDED, Ordering::AcqRel);
        }
        self.counter(reach).fetch_add(step, Ordering::AcqRel);
    }

    fn counter(&self, reach: Reach) -> &AtomicU64 {
        match reach {
            Reach::Key { hash, .. } => &self.keys[stripe(hash, KEY_STRIPES)],
            Reach::Tenant(hash) => &self.tenants[stripe(hash, TENANT_STRIPES)],
            Reach::Region => &self.region,
        }
    }
}

fn stripe(hash: u64, count: usize) -> usize {
    // The high bits: the in-process level picks its buckets by the low ones.
    ((hash >> 32) % count as u64) as usize
}
