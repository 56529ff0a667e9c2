//! What the servers of a store say of themselves.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::cache::{RedisMemory, RegionSample};
use super::distribution::Distribution;

/// What one question came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum View<T> {
    /// The server's answer.
    Known(T),
    /// The role may not read it; the text says which right is missing.
    NotPermitted(&'static str),
    /// The server does not keep it; the text says why, and what would change that.
    NotKept(&'static str),
}

impl<T> View<T> {
    /// Returns the answer, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(answer) => Some(answer),
            Self::NotPermitted(_) | Self::NotKept(_) => None,
        }
    }
}

/// What the servers of a store say of themselves, from `store.inspect()`.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// The size of the database in bytes.
    pub size_bytes: View<u64>,
    /// Its tables, by name.
    pub tables: View<Vec<TableSize>>,
    /// Sessions that wait for a lock at the moment, whoever they belong to.
    pub lock_waits: View<LockWaits>,
    /// Deadlocks since the server's statistics began.
    pub deadlocks: View<u64>,
    /// The statements on which the server spent most time, the longest first, at most twenty. Texts have placeholders
    /// in place of values.
    pub slow_statements: View<Vec<ServerStatement>>,
    /// How Citus spreads the database over servers.
    pub distribution: View<Distribution>,
    /// Redis.
    pub redis: View<RedisMemory>,
    /// What each region of the cache takes in Redis, estimated from a sample of the keys; by name.
    pub redis_regions: View<Vec<RegionSample>>,
    /// Rows that were active lately, of the entities that declare `activity`.
    pub activity: Vec<Activity>,
}

/// Rows of an entity that were active lately, by the timestamp that it declares as its `activity`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Activity {
    /// The entity.
    pub entity: &'static str,
    /// How many rows were active within each of the [`WINDOWS`](Self::WINDOWS).
    pub counts: [u64; 3],
}

impl Activity {
    /// What `lately` is: the names and lengths of spans of time that end at the moment.
    pub const WINDOWS: [(&'static str, Duration); 3] =
        [("5m", Duration::from_secs(300)), ("1h", Duration::from_secs(3_600)), ("24h", Duration::from_secs(86_400))];

    /// Returns the counts by the names of their windows.
    pub fn by_window(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        Self::WINDOWS.iter().map(|(name, _)| *name).zip(self.counts)
    }
}

impl Serialize for Activity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + self.counts.len()))?;
        map.serialize_entry("entity", self.entity)?;
        for (window, count) in self.by_window() {
            map.serialize_entry(window, &count)?;
        }
        map.end()
    }
}

/// The last inspection of a store.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct LastInspection {
    /// How long ago the servers answered; as JSON `age_seconds`.
    #[serde(rename = "age_seconds", serialize_with = "super::seconds")]
    pub age: Duration,
    /// Their answers.
    #[serde(flatten, serialize_with = "shared")]
    pub inspection: Arc<Inspection>,
}

fn shared<S: Serializer>(inspection: &Arc<Inspection>, serializer: S) -> Result<S::Ok, S::Error> {
    inspection.serialize(serializer)
}

/// The size of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableSize {
    /// Its name.
    pub table: String,
    /// Bytes of its rows.
    pub table_bytes: u64,
    /// Bytes of its indexes.
    pub index_bytes: u64,
    /// Rows, as the server's planner estimates them; `None` where it never looked.
    pub rows_estimate: Option<u64>,
}

/// Waits for locks at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LockWaits {
    /// Sessions that wait.
    pub waiting: u64,
    /// How long the longest has waited, in seconds, where the server tells.
    pub longest_seconds: Option<f64>,
}

/// A statement as the server counted it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ServerStatement {
    /// The beginning of its text, with placeholders.
    pub text: String,
    /// How often it ran.
    pub calls: u64,
    /// How long it took altogether, in seconds.
    pub total_seconds: f64,
    /// How long it took on average, in seconds.
    pub mean_seconds: f64,
    /// Rows that it returned or changed.
    pub rows: u64,
}

/// Keeps the last inspection.
#[derive(Default)]
pub(crate) struct Inspected(Mutex<Option<(Instant, Arc<Inspection>)>>);

impl Inspected {
    pub(crate) fn keep(&self, inspection: &Inspection) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::new(inspection.clone())));
    }

    pub(crate) fn last(&self) -> Option<LastInspection> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().map(|(at, inspection)| LastInspection { age: at.elapsed(), inspection: Arc::clone(inspection) })
    }
}
