//! What all regions of a manager share.

pub(super) mod background;
pub(super) mod invalidation;
pub(super) mod log;
pub(super) mod recent;
pub(super) mod used;
pub(super) mod warming;

use std::any::Any;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use quick_cache::DefaultHashBuilder;

use self::background::Background;
use self::invalidation::Pending;
use self::log::LogState;
use self::recent::RecentWrites;
use self::used::UsedKeys;
use self::warming::Warming;
use super::codec::buffer::EncodeBuffers;
use super::counters::RegionCounters;
use super::memory::Lookup;
use super::memory::bound::Bound;
use super::memory::epochs::{Epochs, KeyStripes};
use super::memory::served::Served;
use super::model::entry_state::EntryState;
use super::model::key::{CacheKey, escaped};
use super::model::spec::RegionSpec;
use super::model::ttl::{longest, millis};
use super::redis::{GenerationKeys, Redis};
use crate::clock::Clock;
use crate::config::{CacheConfig, CacheMode, LoadLimits, OnCacheDown};
use crate::statistics::RegionStatistics;

/// What every region of a manager stands on.
pub(crate) struct Parts {
    pub(crate) config: CacheConfig,
    pub(crate) namespace: Arc<Namespace>,
    pub(crate) clock: Clock,
    pub(crate) hasher: DefaultHashBuilder,
    pub(crate) stripes: KeyStripes,
    pub(crate) served: Served,
    pub(crate) bound: Arc<Bound>,
    pub(crate) redis: Option<Redis>,
    pub(crate) background: Background,
    pub(crate) pending: Pending,
    pub(crate) log: LogState,
    pub(crate) buffers: EncodeBuffers,
    /// What was fenced and cleared of late.
    pub(crate) recent: RecentWrites,
    pub(crate) warming: Warming,
    /// The regions that remember which rows are read.
    pub(crate) used: Mutex<Vec<Arc<UsedKeys>>>,
}

/// The first part of every Redis key: the configured prefix and which database the rows are from.
pub(crate) struct Namespace {
    prefix: String,
    whole: RwLock<Arc<str>>,
}

impl Namespace {
    pub(crate) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), whole: RwLock::new(prefix.into()) }
    }

    /// Names the database; returns whether it was another one before.
    pub(crate) fn set(&self, database: &str) -> bool {
        // No region's name begins with a tilde: it is escaped.
        let whole: Arc<str> = format!("{}:~{database}", self.prefix).into();
        let mut current = self.whole.write().unwrap_or_else(PoisonError::into_inner);
        let changes = *current != whole;
        *current = whole;
        changes
    }

    pub(crate) fn get(&self) -> Arc<str> {
        Arc::clone(&self.whole.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A region's handle apart from the type of its rows.
pub(crate) trait Handle: Any + Send + Sync {
    fn collect(&self, into: &mut Vec<RegionStatistics>);
    /// How long its loads are waited for.
    fn limits(&self) -> LoadLimits;
    /// The name of a region of rows, which keys and invalidations carry.
    #[cfg(feature = "admin")]
    fn region(&self) -> Option<&'static str>;
    /// How both levels stand with a key of its own.
    fn look<'a>(&'a self, key: &'a CacheKey) -> BoxFuture<'a, EntryState>;
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// What a region is apart from the type of its rows.
pub(crate) struct RegionState {
    pub(crate) name: String,
    /// The region as it stands in Redis keys, after the prefix.
    path: String,
    namespace: Arc<Namespace>,
    seed: u64,
    pub(crate) epochs: Epochs,
    pub(crate) rows: RegionCounters,
    pub(crate) aliases: RegionCounters,
    /// Invalidations that Redis has not confirmed; while there are any, this instance does not read the region from
    /// Redis.
    pub(crate) unconfirmed: AtomicUsize,
    /// The region of its lists, where they are cached: what makes a row out of date makes them so too.
    pub(crate) lists: OnceLock<Arc<RegionState>>,
    /// What writes do, as the configuration says.
    configured: WritePolicy,
    /// The same once the definition has been heard.
    declared: OnceLock<WritePolicy>,
    /// Longest time an entry written by this instance can live in Redis, in milliseconds.
    longest_ttl: AtomicU64,
}

/// What writes of a region do.
#[derive(Debug, Clone, Copy)]
struct WritePolicy {
    mode: CacheMode,
    on_down: OnCacheDown,
}

impl WritePolicy {
    fn of(config: &CacheConfig, entity: &str, mode: Option<CacheMode>, on_down: Option<OnCacheDown>) -> Self {
        Self { mode: config.mode_of(entity, mode), on_down: config.on_down_of(entity, on_down) }
    }
}

/// Longest span by which jitter, a lease and a slow server can outlast a time to live.
const TTL_MARGIN: Duration = Duration::from_secs(10);

impl RegionState {
    /// `kind` sets regions of arbitrary values apart from those of entities.
    pub(crate) fn new(parts: &Parts, kind: &str, name: &str) -> Self {
        let path = format!("{kind}{}", escaped(name));
        Self {
            name: name.to_owned(),
            namespace: Arc::clone(&parts.namespace),
            seed: parts.hasher.hash_one(&path),
            path,
            epochs: Epochs::new(Arc::clone(&parts.stripes)),
            rows: RegionCounters::new(),
            aliases: RegionCounters::new(),
            unconfirmed: AtomicUsize::new(0),
            lists: OnceLock::new(),
            configured: WritePolicy::of(&parts.config, name, None, None),
            declared: OnceLock::new(),
            longest_ttl: AtomicU64::new(millis(parts.config.default_ttl)),
        }
    }

    /// Hears what the definition says of the region.
    pub(crate) fn declare(&self, parts: &Parts, spec: &RegionSpec) {
        self.declared.get_or_init(|| WritePolicy::of(&parts.config, &self.name, spec.mode, spec.on_down));
    }

    pub(crate) fn mode(&self) -> CacheMode {
        self.policy().mode
    }

    pub(crate) fn on_down(&self) -> OnCacheDown {
        self.policy().on_down
    }

    fn policy(&self) -> WritePolicy {
        *self.declared.get().unwrap_or(&self.configured)
    }

    pub(crate) fn lookup<'a>(&self, parts: &Parts, bytes: &'a [u8], tenant_len: usize) -> Lookup<'a> {
        Lookup {
            hash: parts.hasher.hash_one(bytes) ^ self.seed,
            tenant_hash: parts.hasher.hash_one(&bytes[..tenant_len]),
            bytes,
            tenant_len,
        }
    }

    pub(crate) fn tenant_hash(parts: &Parts, tenant: &[u8]) -> u64 {
        parts.hasher.hash_one(tenant)
    }

    /// The Redis key of an entry.
    pub(crate) fn redis_key(&self, at: Lookup<'_>) -> Vec<u8> {
        self.entry_key(at.bytes)
    }

    /// The Redis key of an entry, from what tells it from others of the region.
    pub(crate) fn entry_key(&self, bytes: &[u8]) -> Vec<u8> {
        let mut key = format!("{}:{}:", self.namespace.get(), self.path).into_bytes();
        key.extend_from_slice(bytes);
        key
    }

    /// The Redis key of whoever loads an entry anew.
    pub(crate) fn refresh_key(&self, at: Lookup<'_>) -> Vec<u8> {
        let mut key = format!("{}:~r:{}:", self.namespace.get(), self.path).into_bytes();
        key.extend_from_slice(at.bytes);
        key
    }

    /// The Redis key of the list of what was read last.
    pub(crate) fn used_key(&self) -> Vec<u8> {
        format!("{}:~u:{}", self.namespace.get(), self.path).into_bytes()
    }

    /// The Redis keys whose values make the entry readable.
    pub(crate) fn generation_keys(&self, at: Lookup<'_>) -> GenerationKeys {
        let tenant = &at.bytes[..at.tenant_len];
        GenerationKeys {
            region: self.region_generation(),
            tenant: (!tenant.is_empty()).then(|| self.tenant_generation(tenant)),
        }
    }

    pub(crate) fn region_generation(&self) -> Vec<u8> {
        format!("{}:~g:{}", self.namespace.get(), self.path).into_bytes()
    }

    pub(crate) fn tenant_generation(&self, escaped_tenant: &[u8]) -> Vec<u8> {
        let mut key = format!("{}:~g:{}:", self.namespace.get(), self.path).into_bytes();
        key.extend_from_slice(escaped_tenant);
        key
    }

    /// Notes a time to live, so that unconfirmed invalidations are retried for as long.
    pub(crate) fn note_ttl(&self, ttl: Duration) {
        self.longest_ttl.fetch_max(millis(ttl), Ordering::AcqRel);
    }

    /// After this span nothing that stands in Redis at present can be read any more.
    pub(crate) fn outlived_after(&self) -> Duration {
        longest(Duration::from_millis(self.longest_ttl.load(Ordering::Acquire))) + TTL_MARGIN
    }

    /// Whether a write that cannot be fenced is written down.
    pub(crate) fn is_logged(&self) -> bool {
        self.on_down() == OnCacheDown::Log && self.mode() != CacheMode::Relaxed
    }

    /// Whether Redis may hold entries of this region that this instance knows to be out of date.
    pub(crate) fn is_unconfirmed(&self) -> bool {
        self.unconfirmed.load(Ordering::Acquire) > 0
    }
}
