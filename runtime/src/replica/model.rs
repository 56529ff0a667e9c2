//! A model of a primary, a replica, samples and readers, run in the orders that a seed makes.
//!
//! The rule under test is the real one: [`PrimaryHistory`] and what its `passed_by` proves. A fault that is planted
//! must be found, or the model proves nothing.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::history::PrimaryHistory;
use super::position::Position;
use super::sample::Sample;
use super::tick::Tick;

const SEEDS: u64 = 400;
const STEPS: usize = 300;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// A sample counts as begun when it was answered.
    SampleBegunAfter,
    /// A replica's position counts for a read whose snapshot is older: both in one statement.
    GuardInTheStatement,
    /// A replica of a history that is gone counts.
    EraIgnored,
}

/// What the servers hold: numbers of writes, in the order of the log. A promotion begins another history.
struct World {
    now: u64,
    era: u32,
    /// The primary's log: each entry is a write.
    log: Vec<u64>,
    /// The replica's history and how much of its log it has applied.
    replica_era: u32,
    replica_log: Vec<u64>,
    history: PrimaryHistory,
    covers: Option<Tick>,
    /// A sample of the primary under way: begun, and what it will say.
    under_way: Option<(Tick, Sample)>,
    written_at: Tick,
    acknowledged: Option<(u32, u64)>,
}

impl World {
    fn new() -> Self {
        Self {
            now: 1,
            era: 1,
            log: Vec::new(),
            replica_era: 1,
            replica_log: Vec::new(),
            history: PrimaryHistory::default(),
            covers: None,
            under_way: None,
            written_at: Tick::default(),
            acknowledged: None,
        }
    }

    fn tick(&mut self) -> Tick {
        self.now += 1;
        Tick(self.now)
    }

    fn sample(era: u32, log: &[u64]) -> Sample {
        let (server, position) = (era.to_string(), Position::Log(log.len() as u64));
        Sample { is_read_only: false, server: server.clone(), era: Some(server), position }
    }

    /// Takes one step; returns whether a read was stale.
    fn step(&mut self, random: &mut StdRng, fault: Fault) -> bool {
        let reach = Duration::from_secs(3600);
        match random.random_range(0..100) {
            // A write is acknowledged some time after it is in the log.
            0..15 => {
                let value = self.tick().0;
                self.log.push(value);
                self.acknowledged = Some((self.era, value));
                self.written_at = self.tick();
            }
            // Somebody else writes.
            15..25 => {
                let value = self.tick().0;
                self.log.push(value);
            }
            25..45 => {
                let next = self.replica_log.len();
                if self.replica_era == self.era && next < self.log.len() {
                    self.replica_log.push(self.log[next]);
                }
            }
            45..60 => {
                let began = self.tick();
                self.under_way = Some((began, Self::sample(self.era, &self.log)));
            }
            60..72 => {
                if let Some((began, sample)) = self.under_way.take() {
                    let began = if fault == Fault::SampleBegunAfter { self.tick() } else { began };
                    self.history.note(began, sample, reach);
                }
            }
            72..84 => {
                let mut sample = Self::sample(self.replica_era, &self.replica_log);
                if fault == Fault::EraIgnored {
                    sample.era = None;
                }
                self.covers = self.history.passed_by(&sample);
            }
            // The primary is lost, and another server goes on from what it has; or the replica follows it.
            84 if random.random_range(0..4) == 0 => {
                self.era += 1;
                self.log.truncate(random.random_range(0..=self.log.len()));
                self.acknowledged = None;
            }
            85 if random.random_range(0..2) == 0 => {
                self.replica_era = self.era;
                self.replica_log.truncate(self.log.len());
                self.replica_log = self.log[..self.replica_log.len()].to_vec();
            }
            _ => return self.read(random, fault),
        }
        false
    }

    fn read(&mut self, random: &mut StdRng, fault: Fault) -> bool {
        let snapshot = self.replica_log.clone();
        if fault == Fault::GuardInTheStatement {
            // The statement's snapshot was taken, and the replica goes on before it says how far it is.
            while random.random_range(0..3) > 0
                && self.replica_era == self.era
                && self.replica_log.len() < self.log.len()
            {
                self.replica_log.push(self.log[self.replica_log.len()]);
            }
            self.covers = self.history.passed_by(&Self::sample(self.replica_era, &self.replica_log));
        }
        let Some((_, value)) = self.acknowledged.filter(|(era, _)| *era == self.era) else { return false };
        let is_proven = self.covers.is_some_and(|covers| covers > self.written_at);
        is_proven && !snapshot.contains(&value)
    }
}

/// Returns the first seed for which a read was stale.
fn search(fault: Fault) -> Option<u64> {
    (0..SEEDS).find(|seed| {
        let mut random = StdRng::seed_from_u64(*seed);
        let mut world = World::new();
        (0..STEPS).any(|_| world.step(&mut random, fault))
    })
}

#[test]
fn no_order_of_steps_gives_a_reader_an_older_state_than_it_wrote() {
    assert_eq!(search(Fault::None), None);
}

#[test]
fn every_planted_fault_is_found() {
    for fault in [Fault::SampleBegunAfter, Fault::GuardInTheStatement, Fault::EraIgnored] {
        assert!(search(fault).is_some(), "{fault:?}");
    }
}
