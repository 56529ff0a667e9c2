//! One schedule from its beginning to its end.

use std::time::Duration;

use super::database::RowStore;
use super::history::ReadHistory;
use super::instance::Instance;
use crate::cache::chance::{random_range, seed};
use crate::cache::redis::simulated::Simulation;
use crate::cache::redis::simulated::fault::{Planted, ServerFault};
use crate::cache::time::simulated::run;
use crate::cache::time::sleep;
use crate::clock::Clock;

const INSTANCES: usize = 2;
/// Things that an instance does at the same time.
const TASKS: usize = 2;
/// Steps of most schedules, one of which something befalls.
const USUAL: u64 = 250;
/// How far an instance may be behind.
const MAX_LAG: Duration = Duration::from_millis(600);
/// Longer than Redis is not read from after it was away, and than a fence stands that nobody clears.
const SETTLED: Duration = Duration::from_millis(3500);

/// How long rows live in the cache: so that some expire, or none does.
const SHORT: Duration = Duration::from_millis(1500);
const LONG: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) fault: Option<ServerFault>,
    pub(super) planted: Option<Planted>,
    /// Everything is read once more when nothing happens any more.
    pub(super) settles: bool,
    /// Nothing is kept in process, so that everything comes from Redis or the database.
    pub(super) keeps_nothing: bool,
}

/// What schedules did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ScheduleReport {
    pub(super) seeds: u64,
    pub(super) reads: u64,
    pub(super) writes: u64,
    pub(super) in_process: u64,
    pub(super) in_redis: u64,
    /// Reads that took a copy in process whose time was over.
    pub(super) expired: u64,
    pub(super) steps: u64,
    /// How many of them something befell.
    pub(super) faults: u64,
    pub(super) problem: Option<String>,
}

impl ScheduleReport {
    pub(super) fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.reads += other.reads;
        self.writes += other.writes;
        self.in_process += other.in_process;
        self.in_redis += other.in_redis;
        self.expired += other.expired;
        self.steps += other.steps;
        self.faults += other.faults;
    }
}

pub(super) struct Schedule {
    simulation: Simulation,
    history: ReadHistory,
    instances: Vec<Instance>,
}

impl Schedule {
    pub(super) fn run(number: u64, settings: Settings) -> ScheduleReport {
        seed(number);
        let (clock, hand) = Clock::manual();
        run(hand, async move { Self::open(settings, clock).await.play(settings).await })
    }

    async fn open(settings: Settings, clock: Clock) -> Self {
        let fault = settings.fault.map(|fault| (random_range(1..USUAL), fault));
        let simulation = Simulation::start(fault, settings.planted);
        let database = RowStore::new(simulation.clone(), settings.fault.is_none() && settings.planted.is_none());
        let max_lag = if settings.keeps_nothing { Duration::ZERO } else { MAX_LAG };
        let ttl = if settings.planted.is_none() && random_range(0..3) == 0 { SHORT } else { LONG };
        let history = ReadHistory::new(database.clone(), max_lag);
        let mut instances = Vec::new();
        for instance in 0..INSTANCES {
            let ground = (database.clone(), history.clone());
            instances.push(Instance::open(instance, ground, clock.clone(), (max_lag, ttl)).await);
        }
        Self { simulation, history, instances }
    }

    async fn play(self, settings: Settings) -> ScheduleReport {
        let tasks = self.instances.iter().enumerate().flat_map(|(number, instance)| {
            let begin = move |_| (number, tokio::spawn(instance.clone().work()));
            (0..TASKS).map(begin)
        });
        for (number, task) in tasks.collect::<Vec<_>>() {
            while !task.is_finished() && !self.simulation.is_dead(number) {
                sleep(Duration::from_millis(5)).await;
            }
            if task.is_finished() {
                task.await.unwrap();
            }
        }
        if settings.settles && self.history.problem().is_none() {
            sleep(SETTLED).await;
            let latest = self.history.latest();
            for (number, instance) in self.instances.iter().enumerate() {
                if !self.simulation.is_dead(number) {
                    instance.read_last(latest).await;
                }
            }
        }
        self.outcome(settings)
    }

    fn outcome(&self, settings: Settings) -> ScheduleReport {
        let hits: Vec<_> = self.instances.iter().map(Instance::hits).collect();
        ScheduleReport {
            seeds: 1,
            reads: self.history.reads(),
            writes: self.history.writes(),
            in_process: hits.iter().map(|(in_process, _)| in_process).sum(),
            in_redis: hits.iter().map(|(_, in_redis)| in_redis).sum(),
            expired: self.instances.iter().map(Instance::expired).sum(),
            steps: self.simulation.steps(),
            faults: u64::from(settings.fault.is_some() && self.simulation.has_failed()),
            problem: self.history.problem(),
        }
    }
}
