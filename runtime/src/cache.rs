//! The two-level cache: an in-process level in front of Redis, which is optional and may come and go.
//!
//! What is stored got there under a lease that was taken *before* the database was asked. A write fences what it
//! touches before it is sent: nothing is read from a fenced key or stored there, and leases on it are gone. When the
//! write has ended the key is empty. So what Redis answers is what the database would have answered at that moment.
//!
//! In process the same holds by epochs: an entry carries the epoch of its key from before its load, and a write of this
//! instance moves it on as it begins and as it ends. Of other instances' writes a process learns nothing, so it keeps
//! what it read for five seconds at most; it never goes back behind what it has handed out, though.
//!
//! The bound: on the instance that wrote, no read that starts after an acknowledged write returns an older value, by
//! key, alias or list of keys. On one instance, cached reads of one row never go back in time while Redis answers.
//! Other instances may be behind by five seconds. If Redis does not answer as a write begins, or loses its fence, and
//! the process or Redis dies before the write has ended, Redis may serve the older value until the region's time to
//! live ends.

mod backoff;
#[doc(hidden)]
pub mod codec;
mod core;
mod counters;
mod fence;
mod manager;
mod memory;
mod model;
mod parts;
#[cfg(feature = "redis")]
mod redis;
#[cfg(not(feature = "redis"))]
#[path = "cache/without_redis.rs"]
mod redis;
mod region;
mod values;

pub(crate) use self::fence::{Fence, Keeper};
pub use self::manager::CacheManager;
pub use self::model::cached::Cached;
pub use self::model::invalidate::Invalidate;
pub use self::model::key::{CacheKey, KeyPart, KeyWriter, digest};
pub use self::model::spec::RegionSpec;
pub use self::parts::invalidation::InvalidationReport;
pub use self::region::{Region, Rows, WarmReport};
pub use self::values::Values;
pub use crate::config::{CacheConfig, RedisConfig};
