//! What entities and the cache speak of: keys, rows, what a write makes out of date, regions and times to live.

pub(super) mod cached;
pub(super) mod entry_state;
pub(super) mod freshness;
pub(super) mod invalidate;
pub(super) mod key;
pub(super) mod spec;
pub(super) mod tagged;
pub(super) mod ttl;
pub(super) mod warm;
