//! The two-level cache: an in-process level in front of Redis, which is optional and may be down.
//!
//! Every entry was stored under a lease that was taken *before* the database was queried. A write fences the keys it
//! affects before it is sent: nobody reads or fills a fenced key, and its leases end. When the write has ended, the key
//! is empty. So Redis returns only what the database would have returned at that moment.
//!
//! The in-process level uses epochs: an entry stores the epoch of its key from before its load, and a write of this
//! instance advances the epoch when it begins and when it ends. So does a fence of another instance, of which Redis
//! tells; entries are served only while it is confirmed that everything older than half a second has been heard.
//!
//! What callers can rely on: on the instance that wrote, no read that starts after the write returned gives an older
//! value, by key, alias or list of keys. On one instance, cached reads of one row never go back in time while Redis
//! answers. Other instances may be behind by half a second. `docs/cache.md` says what holds under which faults.

mod backoff;
mod chance;
#[doc(hidden)]
pub mod codec;
mod core;
mod counters;
mod fence;
mod lists;
mod manager;
mod memory;
mod model;
mod parts;
#[cfg(all(test, feature = "redis"))]
mod protocol;
#[cfg(feature = "redis")]
mod redis;
#[cfg(not(feature = "redis"))]
#[path = "cache/without_redis.rs"]
mod redis;
mod region;
#[cfg(all(test, feature = "redis"))]
mod schedules;
mod time;
mod values;

pub(crate) use self::core::Missed;
pub(crate) use self::fence::{Fence, Keeper};
pub(crate) use self::lists::Lists;
pub use self::manager::CacheManager;
pub use self::model::cached::Cached;
pub use self::model::entry_state::{CopyState, EntryState};
pub use self::model::freshness::Freshness;
pub use self::model::invalidate::Invalidate;
#[doc(hidden)]
pub use self::model::key::digest;
pub use self::model::key::{CacheKey, KeyPart, KeyWriter};
pub use self::model::spec::RegionSpec;
pub use self::model::warm::Warm;
pub use self::parts::invalidation::InvalidationReport;
pub(crate) use self::parts::used::UsedKeys;
pub(crate) use self::parts::warming::WarmTask;
pub(crate) use self::redis::Unavailable;
#[doc(hidden)]
pub use self::region::Rows;
pub(crate) use self::region::WarmRows;
pub use self::region::{Region, WarmReport};
pub use self::values::Values;
pub use crate::config::{CacheConfig, CacheMode, OnCacheDown, RedisConfig};
