//! What is counted of reads from replicas.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;

use super::database::PoolStatus;
use super::events::EventCounters;

/// Who answered a read through `ReplicaReads`: a replica, or the primary and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadTarget {
    Replica,
    /// No replica was known to have what the reader wrote or saw.
    Unproven,
    /// Every replica is further behind than allowed.
    Lagging,
    /// No replica answers, or none follows the primary.
    Unhealthy,
    /// Replicas failed.
    Failed,
}

const TARGETS: usize = ReadTarget::Failed as usize + 1;

impl From<ReadTarget> for usize {
    fn from(target: ReadTarget) -> Self {
        target as Self
    }
}

impl ReadTarget {
    /// Returns the reason that says more of two: what the best of the replicas lacked.
    pub(crate) fn or(self, other: Self) -> Self {
        if usize::from(other) < usize::from(self) { other } else { self }
    }
}

/// The counters of reads from replicas.
pub(crate) struct ReplicaCells {
    reads: EventCounters<ReadTarget, TARGETS>,
    promotions: AtomicU64,
    tokens_refused: AtomicU64,
}

impl Default for ReplicaCells {
    fn default() -> Self {
        Self { reads: EventCounters::new(), promotions: AtomicU64::new(0), tokens_refused: AtomicU64::new(0) }
    }
}

impl ReplicaCells {
    pub(crate) fn read(&self, target: ReadTarget) {
        self.reads.add(target);
    }

    pub(crate) fn promoted(&self) {
        self.promotions.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refused_token(&self) {
        self.tokens_refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn copy(&self, servers: Vec<ReplicaStatistics>) -> ReplicasStatistics {
        ReplicasStatistics {
            from_replicas: self.reads.sum(ReadTarget::Replica),
            unproven: self.reads.sum(ReadTarget::Unproven),
            lagging: self.reads.sum(ReadTarget::Lagging),
            unhealthy: self.reads.sum(ReadTarget::Unhealthy),
            failed: self.reads.sum(ReadTarget::Failed),
            promotions: self.promotions.load(Ordering::Relaxed),
            tokens_refused: self.tokens_refused.load(Ordering::Relaxed),
            servers,
        }
    }
}

/// What was read through `ReplicaReads`, and how the replicas stand.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ReplicasStatistics {
    /// Reads that a replica answered.
    pub from_replicas: u64,
    /// Reads of the primary because no replica was known to have what their reader wrote or saw.
    pub unproven: u64,
    /// Reads of the primary because every replica was further behind than allowed.
    pub lagging: u64,
    /// Reads of the primary because no replica answered its samples or followed the primary.
    pub unhealthy: u64,
    /// Reads of the primary because the replicas that were asked failed.
    pub failed: u64,
    /// How often the primary became another one.
    pub promotions: u64,
    /// Tokens that were none, or of a history that is gone.
    pub tokens_refused: u64,
    /// Each replica.
    pub servers: Vec<ReplicaStatistics>,
}

/// How one replica stands.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ReplicaStatistics {
    /// Where it is, without user and password.
    pub place: String,
    /// Whether it answers, and follows the primary.
    pub is_up: bool,
    /// How old the newest state of the primary is that it is known to have, in seconds; `None` where that is unknown.
    #[serde(rename = "lag_seconds", serialize_with = "optional_seconds")]
    pub lag: Option<Duration>,
    /// Samples that failed.
    pub sample_failures: u64,
    /// Its connections; `None` before it was first sampled.
    pub pool: Option<PoolStatus>,
}

#[allow(clippy::ref_option, reason = "serde passes a reference to the member")]
fn optional_seconds<S: serde::Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_some(&duration.map(|duration| duration.as_secs_f64()))
}
