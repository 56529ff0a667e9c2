//! What one reader wrote and saw, so that a replica that lacks it is not asked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Replicas;
use super::choice::{Chosen, Need};
use super::tick::{LastTick, Tick};
use super::token::PositionClaim;
use crate::statistics::ReadTarget;

/// How long a token waits for a sample of the primary.
const PATIENCE: Duration = Duration::from_secs(1);

/// Reads from replicas that see what was written through them.
///
/// `store.on(&reads)` gives the store's repositories: their reads go to a replica that has everything that was
/// acknowledged through these reads before, or to the primary where no replica is known to. Writes, transactions,
/// locks, values for the cache and your own SQL go to the primary. Clones share what was written. Without replicas in
/// the settings everything goes to the primary.
///
/// Make one for each client, or for each request from the token of the request before (`store.replica_reads_since(…)`):
/// those who write often send the others that share it to the primary.
#[derive(Clone)]
pub struct ReplicaReads(Arc<ReaderState>);

struct ReaderState {
    replicas: Option<Arc<Replicas>>,
    /// When a write was last acknowledged, or given up.
    written: LastTick,
    claim: Option<PositionClaim>,
    opened: Tick,
    is_monotonic: bool,
    seen: Mutex<Answered>,
}

/// Who answered reads, kept where none may be older than the one before.
#[derive(Debug, Clone, Copy, Default)]
struct Answered {
    last: Option<(usize, u32)>,
    at: Tick,
    /// When others than the last one answered last.
    elsewhere: Tick,
}

impl std::fmt::Debug for ReplicaReads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReplicaReads").field("is_monotonic", &self.0.is_monotonic).finish_non_exhaustive()
    }
}

impl ReplicaReads {
    pub(crate) fn new(replicas: Option<&Arc<Replicas>>) -> Self {
        Self::with(replicas, None, Tick::default())
    }

    /// Starts from a token. What is none, or is of a history that is gone, counts as a write at this moment: the
    /// primary answers until a replica has all that there is now.
    pub(crate) fn since(replicas: Option<&Arc<Replicas>>, token: &str) -> Self {
        let Some(known) = replicas else { return Self::new(None) };
        let opened = known.ticks.now();
        let claim = PositionClaim::from_token(token);
        let is_known = |claim: &PositionClaim| known.history().era().is_none_or(|era| claim.is_of(era));
        if claim.as_ref().is_none_or(|claim| !is_known(claim)) {
            known.counted.refused_token();
        }
        let is_none = claim.is_none();
        let reads = Self::with(replicas, claim, opened);
        if is_none {
            reads.0.written.reach(opened);
        }
        reads
    }

    fn with(replicas: Option<&Arc<Replicas>>, claim: Option<PositionClaim>, opened: Tick) -> Self {
        Self(Arc::new(ReaderState {
            replicas: replicas.cloned(),
            written: LastTick::default(),
            claim,
            opened,
            is_monotonic: false,
            seen: Mutex::default(),
        }))
    }

    /// Never shows an older state than an earlier read showed, whoever wrote it. Reads then keep to one replica, and
    /// after an answer of the primary's stay there until a replica has what it showed.
    #[must_use]
    pub fn monotonic(self) -> Self {
        let of = &self.0;
        let own = Self::with(of.replicas.as_ref(), of.claim.clone(), of.opened);
        own.0.written.reach(of.written.get());
        let Ok(mut shared) = Arc::try_unwrap(own.0) else { return self };
        shared.is_monotonic = true;
        Self(Arc::new(shared))
    }

    /// Notes that something was written that these reads shall see, by `store.transaction`, by your own connection or
    /// by another service: call it after that was acknowledged. Writes through `store.on(&reads)` are noted by
    /// themselves.
    pub fn wrote(&self) {
        if let Some(replicas) = &self.0.replicas {
            self.0.written.reach(replicas.ticks.now());
        }
    }

    /// Returns a token with which reads elsewhere, in the next request or in another process, see what was written
    /// through these; `None` where nothing was. It has no secret. After a write this waits for the next sample of the
    /// primary, at most a second where that does not answer.
    pub async fn token(&self) -> Option<String> {
        let of = &self.0;
        let replicas = of.replicas.as_ref()?;
        let mut after = of.written.get();
        if of.is_monotonic {
            after = after.max(self.seen().at);
        }
        if after == Tick::default() {
            return of.claim.as_ref().map(PositionClaim::to_token);
        }
        let known = async {
            loop {
                let noted = replicas.noted.notified();
                replicas.is_wanted();
                if let Some(claim) = known_after(replicas, after) {
                    return claim;
                }
                noted.await;
            }
        };
        let claim = tokio::time::timeout(PATIENCE, known).await.ok();
        // A text that is no token sends its reader to the primary, which is what an unknown position asks for.
        Some(claim.map_or_else(|| "unknown".to_owned(), |claim| claim.to_token()))
    }

    fn seen(&self) -> MutexGuard<'_, Answered> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the replica for a read; `None` where the primary is to answer, which is counted.
    pub(crate) fn choose(&self, failed: Option<&Chosen>) -> Option<Chosen> {
        let replicas = self.0.replicas.as_ref()?;
        let answered = if self.0.is_monotonic { *self.seen() } else { Answered::default() };
        let last = *self.seen();
        let need = Need {
            written: self.0.written.get(),
            seen: answered.at,
            seen_elsewhere: answered.elsewhere,
            last: last.last,
            claim: self.0.claim.as_ref(),
            opened: self.0.opened,
        };
        match replicas.choose(&need, failed.map(|failed| failed.number)) {
            Ok(chosen) => Some(chosen),
            Err(why) => {
                replicas.counted.read(if failed.is_some() { ReadTarget::Failed } else { why });
                None
            }
        }
    }

    /// Notes that a replica answered, or the primary.
    pub(crate) fn was_answered(&self, by: Option<&Chosen>) {
        let Some(replicas) = &self.0.replicas else { return };
        if by.is_some() {
            replicas.counted.read(ReadTarget::Replica);
        }
        let now = replicas.ticks.now();
        let mut seen = self.seen();
        let by = by.map(|chosen| (chosen.number, chosen.incarnation));
        if by.is_none() && !self.0.is_monotonic {
            return;
        }
        if by != seen.last {
            seen.elsewhere = seen.elsewhere.max(seen.at);
            seen.last = by;
        }
        seen.at = now;
    }

    /// Returns what notes a write as it is dropped: after its answer, or when its caller has left.
    pub(crate) fn write(&self) -> WriteMark<'_> {
        WriteMark(self)
    }
}

/// A write under way.
pub(crate) struct WriteMark<'r>(&'r ReplicaReads);

impl Drop for WriteMark<'_> {
    fn drop(&mut self) {
        self.0.wrote();
    }
}

fn known_after(replicas: &Replicas, after: Tick) -> Option<PositionClaim> {
    let history = replicas.history();
    let (_, position) = history.newest().filter(|(began, _)| *began > after)?;
    Some(PositionClaim::new(history.era()?, position.clone()))
}
