//! What the primary was seen at, and since when.

use std::collections::VecDeque;
use std::time::Duration;

use super::position::Position;
use super::sample::Sample;
use super::tick::Tick;

/// The positions of the primary, oldest first, all of one history.
#[derive(Debug, Default)]
pub(crate) struct PrimaryHistory {
    era: Option<String>,
    seen: VecDeque<(Tick, Position)>,
}

/// What a sample of the primary changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noted {
    Usual,
    /// Another server, or the same one on another timeline: nothing that was seen before counts.
    Promoted,
}

impl PrimaryHistory {
    /// Notes a sample of the primary that was begun at `began`. What is older than `reach` is forgotten: a replica that
    /// has not passed it is too far behind anyway.
    pub(crate) fn note(&mut self, began: Tick, sample: Sample, reach: Duration) -> Noted {
        let is_new = self.era.as_ref().is_some_and(|era| Some(era) != sample.era.as_ref());
        if is_new || self.era.is_none() {
            self.seen.clear();
            self.era = sample.era;
        }
        match self.seen.back_mut() {
            // Whoever is at this position has what was written until now: nothing was.
            Some((moment, position)) if *position == sample.position => *moment = began,
            _ => self.seen.push_back((began, sample.position)),
        }
        while self.seen.len() > 1 && self.seen.front().is_some_and(|(moment, _)| moment.since(began) > reach) {
            self.seen.pop_front();
        }
        if is_new { Noted::Promoted } else { Noted::Usual }
    }

    /// Returns the moment until which a server has everything that was acknowledged: when the newest sample of the
    /// primary that it covers was begun.
    pub(crate) fn passed_by(&self, replica: &Sample) -> Option<Tick> {
        if !self.is_of(replica) {
            return None;
        }
        self.seen.iter().rev().find(|(_, seen)| replica.position.covers(seen)).map(|(moment, _)| *moment)
    }

    /// Whether a server is of this history; where its position says so itself, that is asked.
    pub(crate) fn is_of(&self, replica: &Sample) -> bool {
        match (&self.era, &replica.era) {
            (Some(own), Some(other)) => own == other,
            (own, other) => own.is_some() && other.is_none(),
        }
    }

    pub(crate) fn era(&self) -> Option<&str> {
        self.era.as_deref()
    }

    /// Returns the newest sample.
    pub(crate) fn newest(&self) -> Option<&(Tick, Position)> {
        self.seen.back()
    }
}
