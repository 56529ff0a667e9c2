use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quick_cache::DefaultHashBuilder;

use super::background::Background;
use super::cached::Cached;
use super::config::{CacheConfig, RegionSpec};
use super::counters::Event;
use super::epochs::key_stripes;
use super::invalidate::{InvalidationReport, Order, Pending, Removal, remove};
use super::key::escaped;
use super::parts::{Parts, RegionState};
use super::redis::Redis;
use super::region::Region;
use super::statistics::CacheStatistics;
use super::touch::Touch;
use super::values::Values;
use crate::Result;
use crate::clock::Clock;

/// Both cache levels of an application; clones are the same cache.
#[derive(Clone)]
pub struct CacheManager(Arc<Inner>);

struct Inner {
    parts: Arc<Parts>,
    regions: Mutex<Regions>,
}

#[derive(Default)]
struct Regions {
    states: HashMap<String, Arc<RegionState>>,
    handles: HashMap<String, Arc<dyn Handle>>,
}

/// A region's handle apart from the type of its rows.
pub(crate) trait Handle: Any + Send + Sync {
    fn collect(&self, into: &mut CacheStatistics);
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

impl CacheManager {
    /// Makes the cache. A Redis that is down is no error: reads go on without it until it is back.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) when the Redis URL cannot be used.
    pub async fn connect(config: CacheConfig) -> Result<Self> {
        Self::connect_with_clock(config, Clock::system()).await
    }

    /// Makes the cache with a clock of its own, for tests of expiry.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    pub async fn connect_with_clock(config: CacheConfig, clock: Clock) -> Result<Self> {
        let redis = match &config.redis {
            Some(redis) if config.enabled => Some(Redis::connect(redis).await?),
            _ => None,
        };
        let parts = Parts {
            config,
            clock,
            hasher: DefaultHashBuilder::default(),
            stripes: key_stripes(),
            redis,
            background: Background::default(),
            pending: Pending::default(),
        };
        Ok(Self(Arc::new(Inner { parts: Arc::new(parts), regions: Mutex::default() })))
    }

    /// Returns whether reads use the cache at all.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.0.parts.config.enabled
    }

    /// Returns the handle of an entity's region; asked again for the same name and type, the same region.
    #[must_use]
    pub fn region<T: Cached>(&self, spec: RegionSpec) -> Region<T> {
        self.handle("", spec.name, |parts, state| Region::new(parts, state, spec))
    }

    /// Returns a named cache for arbitrary values, apart from every entity's region.
    #[must_use]
    pub fn values(&self, name: &str) -> Values {
        self.handle("~v:", name, Values::new)
    }

    fn handle<H: Handle + Clone>(
        &self,
        kind: &str,
        name: &str,
        make: impl FnOnce(Arc<Parts>, Arc<RegionState>) -> H,
    ) -> H {
        let id = format!("{kind}{name}");
        let mut regions = self.regions();
        if let Some(handle) = regions.handles.get(&id)
            && let Ok(handle) = Arc::clone(handle).as_any().downcast::<H>()
        {
            return H::clone(&handle);
        }
        let handle = make(Arc::clone(&self.0.parts), regions.state(&self.0.parts, kind, name));
        // A second type under one name is no error: both share the epochs, and fingerprints keep their bytes apart.
        regions.handles.entry(id).or_insert_with(|| Arc::new(handle.clone()));
        handle
    }

    /// Makes what the touches name unreadable in both levels and revokes the leases of loads under way.
    ///
    /// Call it after the commit. It goes on to its end when the caller goes away, and a Redis that does not answer is
    /// reported, not an error: the write it follows has happened.
    pub async fn invalidate(&self, touches: &[Touch]) -> InvalidationReport {
        let mut report = InvalidationReport { touches: touches.len(), unconfirmed: 0 };
        if touches.is_empty() || !self.is_enabled() {
            return report;
        }
        let orders: Vec<_> = touches.iter().map(|touch| self.order(touch)).collect();
        let advances: Vec<_> = touches.iter().map(|touch| self.advance_of(touch)).collect();
        advances.iter().for_each(Advance::apply);
        let Some(redis) = self.0.parts.redis.clone() else { return report };
        let parts = Arc::clone(&self.0.parts);
        let removal = tokio::spawn(async move {
            let unconfirmed = remove(&parts, &redis, orders).await;
            // Again: a reader may have copied from Redis between the first advance and the removal.
            advances.iter().for_each(Advance::apply);
            unconfirmed
        });
        report.unconfirmed = removal.await.unwrap_or(touches.len());
        report
    }

    fn order(&self, touch: &Touch) -> Order {
        let region = self.state(touch.region());
        region.rows.add(Event::Invalidation);
        let removal = match touch {
            Touch::Key(key) => {
                let at = region.lookup(&self.0.parts, key.as_bytes(), key.tenant_len());
                Removal::Delete(region.redis_key(at))
            }
            Touch::Tenant { tenant, .. } if !tenant.is_empty() => {
                Removal::Renew(region.tenant_generation(escaped(tenant).as_bytes()))
            }
            Touch::Tenant { .. } | Touch::Region { .. } => Removal::Renew(region.region_generation()),
        };
        Order { region, removal }
    }

    fn advance_of(&self, touch: &Touch) -> Advance {
        let region = self.state(touch.region());
        let parts = &self.0.parts;
        match touch {
            Touch::Key(key) => {
                let hash = region.lookup(parts, key.as_bytes(), key.tenant_len()).hash;
                Advance::Key(region, hash)
            }
            Touch::Tenant { tenant, .. } if !tenant.is_empty() => {
                Advance::Tenant(region, RegionState::tenant_hash(parts, escaped(tenant).as_bytes()))
            }
            Touch::Tenant { .. } | Touch::Region { .. } => Advance::Region(region),
        }
    }

    /// Waits for fills and removals under way, as before a process ends. Unconfirmed removals are not waited for.
    pub async fn settle(&self) {
        self.0.parts.background.settled().await;
    }

    /// Returns a copy of all counters.
    #[must_use]
    pub fn statistics(&self) -> CacheStatistics {
        let parts = &self.0.parts;
        let mut statistics = CacheStatistics {
            enabled: parts.config.enabled,
            redis_up: parts.redis.as_ref().map(Redis::is_up),
            pending_invalidations: parts.pending.len(),
            regions: Vec::new(),
        };
        self.regions().handles.values().for_each(|handle| handle.collect(&mut statistics));
        statistics.regions.sort_by(|a, b| a.region.cmp(&b.region));
        statistics
    }

    fn state(&self, name: &str) -> Arc<RegionState> {
        self.regions().state(&self.0.parts, "", name)
    }

    fn regions(&self) -> MutexGuard<'_, Regions> {
        self.0.regions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Regions {
    fn state(&mut self, parts: &Parts, kind: &str, name: &str) -> Arc<RegionState> {
        let id = format!("{kind}{name}");
        Arc::clone(self.states.entry(id).or_insert_with(|| Arc::new(RegionState::new(parts, kind, name))))
    }
}

/// What a touch does to the in-process level.
enum Advance {
    Key(Arc<RegionState>, u64),
    Tenant(Arc<RegionState>, u64),
    Region(Arc<RegionState>),
}

impl Advance {
    fn apply(&self) {
        match self {
            Self::Key(region, hash) => region.epochs.touch_key(*hash),
            Self::Tenant(region, hash) => region.epochs.touch_tenant(*hash),
            Self::Region(region) => region.epochs.touch_region(),
        }
    }
}

impl std::fmt::Debug for CacheManager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CacheManager").field("enabled", &self.is_enabled()).finish_non_exhaustive()
    }
}
