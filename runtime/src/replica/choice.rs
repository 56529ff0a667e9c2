//! Which replica answers a read.

use std::sync::Arc;
use std::time::Duration;

use super::position::Position;
use super::server::{Replica, ReplicaState};
use super::tick::Tick;
use super::{Replicas, token::PositionClaim};
use crate::execute::Engine;
use crate::statistics::ReadTarget;

/// So many intervals without a sample, and a replica is not asked.
const INTERVALS: u32 = 10;

/// How often a read under way says that it still is.
const PAUSE: Duration = Duration::from_millis(500);

/// What a read needs a replica to have.
pub(super) struct Need<'r> {
    /// Everything that was acknowledged up to this moment.
    pub(super) written: Tick,
    /// What others answered up to this moment, unless it is `last` who answers again.
    pub(super) seen: Tick,
    pub(super) seen_elsewhere: Tick,
    /// The replica that answered last, and which server it was.
    pub(super) last: Option<(usize, u32)>,
    pub(super) claim: Option<&'r PositionClaim>,
    /// When the claim was brought.
    pub(super) opened: Tick,
}

/// What a token claims that its reader wrote.
#[derive(Clone, Copy)]
enum Claimed<'r> {
    Nothing,
    Position(&'r Position),
    /// What is left of it in this history was there when the token was brought.
    OfAnotherHistory,
}

/// A replica that may answer a read.
pub(crate) struct Chosen {
    pub(crate) engine: Arc<Engine>,
    pub(super) number: usize,
    pub(super) incarnation: u32,
    replicas: Arc<Replicas>,
}

impl Chosen {
    /// Returns once the replica is left out: what it was asked may never be answered.
    pub(crate) async fn is_left_out(&self) {
        let Some(replica) = self.replicas.all.get(self.number) else { return };
        // Servers are sampled for as long as somebody waits for one of them.
        while tokio::time::timeout(PAUSE, replica.left_out.notified()).await.is_err() {
            self.replicas.is_wanted();
        }
    }
}

impl Replicas {
    /// Returns the replica for a read, or why there is none. One that has failed is not asked again.
    pub(super) fn choose(self: &Arc<Self>, need: &Need<'_>, failed: Option<usize>) -> Result<Chosen, ReadTarget> {
        self.is_wanted();
        let now = self.ticks.now();
        let claim = self.claimed(need);
        let mut best: Option<(u64, Chosen)> = None;
        let mut reason = ReadTarget::Unhealthy;
        // Of two that are drawn the one in less use, measured by its weight.
        for (number, replica) in self.drawn(need.last.map(|(number, _)| number), failed) {
            let seen = replica.seen();
            let engine = match self.fits(number, &seen, need, claim, now) {
                Ok(engine) => engine,
                Err(why) => {
                    reason = reason.or(why);
                    continue;
                }
            };
            let status = engine.pool.status();
            let is_last = need.last == Some((number, seen.incarnation));
            let load = (status.in_use + status.waiting) as u64 * 1000 / u64::from(replica.weight.max(1));
            let chosen = Chosen {
                engine: Arc::clone(engine),
                number,
                incarnation: seen.incarnation,
                replicas: Arc::clone(self),
            };
            // A reader keeps to its replica while that one qualifies.
            if is_last {
                return Ok(chosen);
            }
            match &best {
                Some((lighter, _)) if *lighter <= load => return best.map(|(_, chosen)| chosen).ok_or(reason),
                Some(_) => return Ok(chosen),
                None => best = Some((load, chosen)),
            }
        }
        best.map(|(_, chosen)| chosen).ok_or(reason)
    }

    /// Returns all replicas: the last one first, then the others in an order that chance and their weights make.
    fn drawn(&self, last: Option<usize>, failed: Option<usize>) -> Vec<(usize, &Replica)> {
        let mut keyed: Vec<(f64, usize, &Replica)> = self
            .all
            .iter()
            .enumerate()
            .filter(|(number, _)| Some(*number) != failed)
            .map(|(number, replica)| {
                let chance: f64 = if self.all.len() == 1 { 0.0 } else { rand::random_range(f64::EPSILON..1.0) };
                let key =
                    if last == Some(number) { f64::INFINITY } else { chance.ln() / f64::from(replica.weight.max(1)) };
                (key, number, replica)
            })
            .collect();
        keyed.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
        keyed.into_iter().map(|(_, number, replica)| (number, replica)).collect()
    }

    /// Returns the connections of a replica that has what is needed, or what it lacks.
    fn fits<'s>(
        &self,
        number: usize,
        seen: &'s ReplicaState,
        need: &Need<'_>,
        claim: Claimed<'_>,
        now: Tick,
    ) -> Result<&'s Arc<Engine>, ReadTarget> {
        let (Some((at, sample)), Some(engine)) = (&seen.last, Replica::reading(seen)) else {
            return Err(ReadTarget::Unhealthy);
        };
        if !seen.health.is_up() || !seen.is_follower || at.since(now) > self.longest_silence() {
            return Err(ReadTarget::Unhealthy);
        }
        let Some(covers) = seen.covers.filter(|covers| covers.since(now) <= self.max_lag) else {
            return Err(ReadTarget::Lagging);
        };
        let is_last = need.last == Some((number, seen.incarnation));
        let seen_by_others = if is_last { need.seen_elsewhere } else { need.seen };
        if covers <= need.written.max(seen_by_others) {
            return Err(ReadTarget::Unproven);
        }
        let has_claimed = match claim {
            Claimed::Nothing => true,
            Claimed::Position(position) => covers > need.opened || sample.position.covers(position),
            Claimed::OfAnotherHistory => covers > need.opened,
        };
        if !has_claimed {
            return Err(ReadTarget::Unproven);
        }
        Ok(engine)
    }

    /// Returns what a token claims in terms of the history there is.
    fn claimed<'r>(&self, need: &Need<'r>) -> Claimed<'r> {
        match need.claim {
            None => Claimed::Nothing,
            Some(claim) if self.history().era().is_some_and(|era| claim.is_of(era)) => {
                Claimed::Position(&claim.position)
            }
            Some(_) => Claimed::OfAnotherHistory,
        }
    }

    fn longest_silence(&self) -> Duration {
        self.interval.saturating_mul(INTERVALS)
    }
}
