//! The two-level cache: an in-process level in front of Redis, which is optional and may come and go.
//!
//! What is stored got there under a lease that was taken *before* the database was asked, and an invalidation after commit revokes
//! every lease of its key, so a load that began before a write can never be installed after it. In process the same holds by
//! epochs: an entry carries the epoch of its key read before the load began, and an invalidation moves the epoch on.
//!
//! The bound: on the instance that wrote, no read that starts after an acknowledged write returns an older value. On other
//! instances the in-process level may be behind by its own time to live (at most five seconds with Redis). If the process or
//! Redis dies between a commit and its invalidation, Redis may serve the older value until the region's time to live ends.

mod background;
mod cached;
mod claim;
#[doc(hidden)]
pub mod codec;
mod config;
mod core;
mod counters;
mod epochs;
mod flight;
#[cfg_attr(not(feature = "redis"), allow(dead_code, reason = "only Redis holds frames"))]
mod frame;
mod invalidate;
mod key;
mod manager;
mod memory;
mod parts;
#[cfg(feature = "redis")]
mod redis;
#[cfg(not(feature = "redis"))]
#[path = "cache/without_redis.rs"]
mod redis;
mod region;
mod shape;
mod statistics;
mod touch;
mod values;

pub use self::cached::Cached;
pub use self::config::{CacheConfig, RedisConfig, RegionSpec};
pub use self::invalidate::InvalidationReport;
pub use self::key::{CacheKey, KeyPart, KeyWriter, digest};
pub use self::manager::CacheManager;
pub use self::region::{Region, WarmReport};
pub use self::statistics::{CacheStatistics, CacheTotals, LevelStatistics, RegionStatistics};
pub use self::touch::Touch;
pub use self::values::Values;
