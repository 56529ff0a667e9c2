//! How the cache stands with one key.

use std::time::Duration;

use serde::{Serialize, Serializer};

/// How both levels stand with one key, from [`CacheManager::entry`](crate::CacheManager::entry). It tells of no value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct EntryState {
    /// The copy in process.
    pub memory: CopyState,
    /// The copy in Redis; `None` without Redis.
    pub redis: Option<CopyState>,
}

/// How one level stands with one key.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum CopyState {
    /// There is nothing.
    Absent,
    /// The row is there.
    Row {
        /// How long it will be served; as JSON `remaining_seconds`.
        #[serde(rename = "remaining_seconds", serialize_with = "seconds")]
        remaining: Duration,
        /// Its size in Redis.
        #[serde(skip_serializing_if = "Option::is_none")]
        bytes: Option<usize>,
    },
    /// It is known that there is no such row.
    NoRow {
        /// How long that will be served; as JSON `remaining_seconds`.
        #[serde(rename = "remaining_seconds", serialize_with = "seconds")]
        remaining: Duration,
    },
    /// What is there is out of date or of another version of the program, and will not be served.
    Unusable,
    /// An instance is loading the row.
    Leased,
    /// A writer may be about to change the row.
    Fenced,
    /// Redis does not answer, or may hold what this instance knows to be out of date.
    Unavailable,
}

fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}
