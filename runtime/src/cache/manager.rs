//! The cache of an application: regions by name, invalidation, figures.

#[cfg_attr(not(feature = "redis"), allow(dead_code, reason = "nobody else tells"))]
mod told;

mod checked;
mod logged;

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use quick_cache::DefaultHashBuilder;

use super::codec::buffer::EncodeBuffers;
use super::codec::frame::LeaseToken;
use super::counters::CacheEvent;
use super::lists;
use super::memory::bound::Bound;
use super::memory::epochs::{Reach, key_stripes};
use super::memory::served::Served;
use super::model::cached::Cached;
use super::model::entry_state::EntryState;
use super::model::invalidate::Invalidate;
use super::model::key::{CacheKey, escaped};
use super::model::spec::RegionSpec;
use super::parts::background::Background;
use super::parts::invalidation::{InvalidationOrder, InvalidationReport, Pending};
use super::parts::log::LogState;
use super::parts::recent::{RecentWrites, say_again};
use super::parts::warming::Warming;
use super::parts::{Handle, Namespace, Parts, RegionState};
use super::redis::{Redis, Unavailable};
use super::region::Region;
use super::values::Values;
use crate::clock::Clock;
use crate::config::CacheConfig;
use crate::statistics::{CacheStatistics, CacheTotals, RedisMemory, RegionSample, WatchStatistics};
use crate::{Error, ErrorKind, Result};
use told::Told;

/// What is out of date of the lists of a tenant, or of all.
type ListInvalidation = (InvalidationOrder, (Arc<RegionState>, Reach));

/// Both cache levels of an application; clones are the same cache.
#[derive(Clone)]
pub struct CacheManager(Arc<Inner>);

struct Inner {
    parts: Arc<Parts>,
    regions: Mutex<Regions>,
}

#[derive(Default)]
struct Regions {
    /// By what stands for them in Redis keys.
    states: HashMap<String, Arc<RegionState>>,
    handles: HashMap<String, Arc<dyn Handle>>,
}

impl Inner {
    fn regions(&self) -> MutexGuard<'_, Regions> {
        self.regions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CacheManager {
    /// Creates the cache. A Redis that is down is not an error: reads work without it until it is back.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if the Redis URL is invalid, or Redis rejects the login.
    pub async fn connect(config: CacheConfig) -> Result<Self> {
        Self::connect_with_clock(config, Clock::system()).await
    }

    /// Creates the cache with its own clock, to test expiry.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    pub async fn connect_with_clock(config: CacheConfig, clock: Clock) -> Result<Self> {
        let redis = match &config.redis {
            Some(redis) if config.enabled => Some(Redis::connect(redis, &config.prefix).await?),
            _ => None,
        };
        let warming = Warming::new(&config);
        let parts = Parts {
            namespace: Arc::new(Namespace::new(&config.prefix)),
            config,
            clock,
            hasher: DefaultHashBuilder::default(),
            stripes: key_stripes(),
            served: Served::new(),
            bound: Arc::new(if redis.is_some() { Bound::untold() } else { Bound::none() }),
            redis,
            background: Background::default(),
            pending: Pending::default(),
            log: LogState::new(),
            buffers: EncodeBuffers::default(),
            recent: RecentWrites::default(),
            warming,
            used: Mutex::default(),
        };
        let manager = Self(Arc::new(Inner { parts: Arc::new(parts), regions: Mutex::default() }));
        let parts = manager.parts();
        if let Some(redis) = &parts.redis {
            let (told, again) = (Arc::new(Told(Arc::downgrade(&manager.0))), Arc::downgrade(parts));
            redis.on_return(move || {
                if let Some(parts) = again.upgrade() {
                    parts.background.clone().spawn(say_again(parts));
                }
            });
            redis.watch(parts.clock.clone(), Arc::clone(&parts.bound), told).await;
        }
        Ok(manager)
    }

    /// Deletes every entry under the prefix of `config` in Redis, for all databases, and returns the number of keys.
    /// Running instances continue, and drop their in-process entries.
    ///
    /// Use it after rows were changed without larder, for example by loading a dump.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) without Redis or with an invalid URL,
    /// [`Cache`](crate::ErrorKind::Cache) if Redis does not respond.
    pub async fn flush(config: &CacheConfig) -> Result<u64> {
        match &config.redis {
            Some(redis) => Redis::flush(redis, &config.prefix).await,
            None => {
                Err(Error::new(ErrorKind::Configuration("no Redis is configured, so there is nothing to flush".into())))
            }
        }
    }

    /// Returns whether reads use the cache at all.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.0.parts.config.enabled
    }

    /// Returns whether there is a second level, whose entries outlive the process.
    pub(crate) fn is_shared(&self) -> bool {
        self.0.parts.redis.is_some()
    }

    /// Sets the entries in Redis of one database apart from those of another that has or had its name.
    pub(crate) fn name_database(&self, identity: &str) {
        if !self.0.parts.namespace.set(identity) {
            return;
        }
        for region in self.regions().states.values() {
            region.epochs.begin(Reach::Region);
            region.epochs.end(Reach::Region);
        }
    }

    /// Returns the region of an entity; the same name and type give the same region.
    #[must_use]
    pub fn region<T: Cached>(&self, spec: RegionSpec) -> Region<T> {
        let lists = spec.lists.map(|_| self.regions().state(&self.0.parts, lists::KIND, spec.name));
        self.handle("", spec.name, |parts, state| Region::new(parts, state, spec, lists))
    }

    /// Returns a named cache for values of your own, separate from the regions of entities.
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

    /// Makes what `invalidated` names unreadable in both levels and revokes the leases of loads in progress.
    ///
    /// Call it after the commit. It completes even if the future is dropped. A Redis that does not respond is reported
    /// and not an error, because the write has already happened.
    pub async fn invalidate(&self, invalidated: &[Invalidate]) -> InvalidationReport {
        let unconfirmed = self.raise(invalidated, Duration::ZERO).clear().await;
        InvalidationReport { invalidations: invalidated.len(), unconfirmed }
    }

    pub(crate) fn order(&self, invalidate: &Invalidate, token: LeaseToken) -> InvalidationOrder {
        let region = self.state(invalidate.region());
        region.rows.add(CacheEvent::Invalidation);
        let key = match invalidate {
            Invalidate::Key(key) => region.redis_key(region.lookup(self.parts(), key.as_bytes(), key.tenant_len())),
            Invalidate::Tenant { tenant, .. } if !tenant.is_empty() => {
                region.tenant_generation(escaped(tenant).as_bytes())
            }
            Invalidate::Tenant { .. } | Invalidate::Region { .. } => region.region_generation(),
        };
        InvalidationOrder { region, key, token }
    }

    /// Returns what of lists is out of date with rows that are, each once.
    pub(crate) fn lists_of(&self, invalidated: &[Invalidate], orders: &[InvalidationOrder]) -> Vec<ListInvalidation> {
        let (mut found, mut known): (_, Vec<(&str, &[u8])>) = (Vec::new(), Vec::new());
        let pairs = || invalidated.iter().zip(orders).filter(|(_, order)| order.region.lists.get().is_some());
        let tenants: Vec<_> = pairs().map(|(invalidate, _)| invalidate.escaped_tenant()).collect();
        for ((invalidate, order), tenant) in pairs().zip(&tenants) {
            let region = invalidate.region();
            // Whoever writes a row names its key too, which tells of which tenant it is.
            let is_of_any = tenant.is_empty() && invalidate.is_alias();
            let is_told = is_of_any && pairs().any(|(row, _)| !row.is_alias() && row.region() == region);
            if is_told || known.contains(&(region, &**tenant)) {
                continue;
            }
            known.push((region, tenant));
            found.extend(order.region.lists.get().map(|lists| self.list_invalidation(lists, tenant, order.token)));
        }
        found
    }

    fn list_invalidation(&self, region: &Arc<RegionState>, tenant: &[u8], token: LeaseToken) -> ListInvalidation {
        let (key, reach) = if tenant.is_empty() {
            (region.region_generation(), Reach::Region)
        } else {
            (region.tenant_generation(tenant), Reach::Tenant(RegionState::tenant_hash(self.parts(), tenant)))
        };
        (InvalidationOrder { region: Arc::clone(region), key, token }, (Arc::clone(region), reach))
    }

    /// Returns which entries of the in-process level are invalidated.
    pub(crate) fn reach(&self, invalidate: &Invalidate) -> (Arc<RegionState>, Reach) {
        let region = self.state(invalidate.region());
        let reach = match invalidate {
            Invalidate::Key(key) => {
                let at = region.lookup(self.parts(), key.as_bytes(), key.tenant_len());
                Reach::Key { hash: at.hash, tenant_hash: at.tenant_hash }
            }
            Invalidate::Tenant { tenant, .. } if !tenant.is_empty() => {
                Reach::Tenant(RegionState::tenant_hash(self.parts(), escaped(tenant).as_bytes()))
            }
            Invalidate::Tenant { .. } | Invalidate::Region { .. } => Reach::Region,
        };
        (region, reach)
    }

    /// Returns the name of the region of rows that is called `name`, as keys and invalidations carry it.
    #[cfg(feature = "admin")]
    pub(crate) fn region_name(&self, name: &str) -> Option<&'static str> {
        self.regions().handles.get(name)?.region()
    }

    /// Returns the cache of values that is called `name`, if somebody has asked for it.
    #[cfg(feature = "admin")]
    pub(crate) fn known_values(&self, name: &str) -> Option<Values> {
        let handle = Arc::clone(self.regions().handles.get(&format!("~v:{name}"))?);
        handle.as_any().downcast::<Values>().ok().map(|values| Values::clone(&values))
    }

    /// Returns how both levels stand with a key, without what they hold; `None` where there is no such region.
    pub async fn entry(&self, key: &CacheKey) -> Option<EntryState> {
        let handle = Arc::clone(self.regions().handles.get(key.region())?);
        Some(handle.look(key).await)
    }

    /// Waits for pending fills and removals, before a process ends. Does not wait for unconfirmed removals.
    pub async fn settle(&self) {
        let parts = &self.0.parts;
        let used = parts.used.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for keys in used {
            keys.tell(parts).await;
        }
        parts.background.settled().await;
    }

    /// Returns what keeps the instance from being ready, because it is still read ahead.
    #[cfg(feature = "admin")]
    pub(crate) fn awaited(&self) -> Vec<String> {
        let awaited = self.0.parts.warming.awaited();
        awaited.iter().map(|task| format!("{}: {} of {} rows", task.region, task.rows(), task.wanted)).collect()
    }

    /// Whether anything is to be read ahead before the instance is ready.
    #[cfg(feature = "admin")]
    pub(crate) fn is_any_awaited(&self) -> bool {
        self.0.parts.warming.is_any_awaited()
    }

    pub(crate) fn warming(&self) -> &Warming {
        &self.0.parts.warming
    }

    /// Waits until nothing is read ahead any more ([`Warm`](super::Warm)); `statistics().warm` says how far it is.
    pub async fn warmed(&self) {
        self.0.parts.warming.ended().await;
    }

    /// Returns what the cache did since it was made.
    #[must_use]
    pub fn statistics(&self) -> CacheStatistics {
        let parts = &self.0.parts;
        let mut regions = Vec::new();
        self.regions().handles.values().for_each(|handle| handle.collect(&mut regions));
        regions.sort_by(|a, b| a.region.cmp(&b.region));
        CacheStatistics {
            enabled: parts.config.enabled,
            redis_up: self.redis_up(),
            redis_slow: parts.redis.as_ref().map(Redis::is_slow),
            watch: self.watch_statistics(),
            log: self.log_statistics(),
            pending_invalidations: parts.pending.len(),
            encode_buffer_bytes: parts.buffers.bytes(),
            warm: parts.warming.statistics(),
            total: CacheTotals::of(&regions),
            redis: parts.redis.as_ref().map(Redis::statistics).unwrap_or_default(),
            regions,
        }
    }

    fn watch_statistics(&self) -> Option<WatchStatistics> {
        let parts = &self.0.parts;
        let watched = &parts.redis.as_ref()?.watched;
        Some(WatchStatistics {
            is_current: parts.bound.allows(parts.clock.now()),
            is_told: parts.bound.is_told(),
            heard: watched.heard.load(Ordering::Relaxed),
            lost: watched.lost.load(Ordering::Relaxed),
            fences_lost: watched.fences_lost.load(Ordering::Relaxed),
        })
    }

    /// Asks Redis for its memory; `None` without Redis, or while it is away.
    pub(crate) async fn redis_memory(&self) -> Option<Result<RedisMemory, Unavailable>> {
        self.0.parts.redis.as_ref()?.memory().await
    }

    /// Estimates what each region takes in Redis; `None` without Redis, or while it is away.
    pub(crate) async fn redis_sample(&self) -> Option<Result<Vec<RegionSample>, Unavailable>> {
        let parts = &self.0.parts;
        let namespace = format!("{}:", parts.namespace.get());
        parts.redis.as_ref()?.sample(namespace.as_bytes(), region_of).await
    }

    /// Returns whether Redis answered last time; `None` without Redis.
    pub(crate) fn redis_up(&self) -> Option<bool> {
        self.0.parts.redis.as_ref().map(Redis::is_up)
    }

    pub(crate) fn parts(&self) -> &Arc<Parts> {
        &self.0.parts
    }

    fn state(&self, name: &str) -> Arc<RegionState> {
        self.regions().state(&self.0.parts, "", name)
    }

    fn regions(&self) -> MutexGuard<'_, Regions> {
        self.0.regions()
    }
}

/// Returns what statistics call the region of a key in Redis, from what follows the namespace; `None` for what is of no
/// entry.
fn region_of(key: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(key).ok()?;
    if let Some(values) = text.strip_prefix("~v:") {
        return values.split(':').next().map(|name| format!("values {name}"));
    }
    if let Some(lists) = text.strip_prefix(lists::KIND) {
        return lists.split(':').next().map(|name| format!("{name} (lists)"));
    }
    let (region, rest) = text.split_once(':').filter(|(region, _)| !matches!(*region, "~g" | "~r" | "~u"))?;
    // The tenant, which may be empty, comes before it.
    let is_alias = rest.split_once(':').is_some_and(|(_, parts)| parts.starts_with('~'));
    Some(if is_alias { format!("{region} (alias)") } else { region.to_owned() })
}

impl Regions {
    fn state(&mut self, parts: &Parts, kind: &str, name: &str) -> Arc<RegionState> {
        let path = format!("{kind}{}", escaped(name));
        Arc::clone(self.states.entry(path).or_insert_with(|| Arc::new(RegionState::new(parts, kind, name))))
    }
}

impl std::fmt::Debug for CacheManager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CacheManager").field("enabled", &self.is_enabled()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::region_of;

    #[test]
    fn keys_tell_their_region() {
        let region = |key: &str| region_of(key.as_bytes());
        assert_eq!(region("user:acme:018f").as_deref(), Some("user"));
        assert_eq!(region("tenant::018f").as_deref(), Some("tenant"));
        assert_eq!(region("user:acme:~email:ada").as_deref(), Some("user (alias)"));
        assert_eq!(region("tenant::~tenant_id:acme").as_deref(), Some("tenant (alias)"));
        assert_eq!(region("~v:prices:today").as_deref(), Some("values prices"));
        assert_eq!(region("~l:user:acme:0a1b").as_deref(), Some("user (lists)"));
        assert_eq!(region("~g:user:acme"), None);
        assert_eq!(region("~r:user:acme:018f"), None);
        assert_eq!(region("~u:user"), None);
    }
}
