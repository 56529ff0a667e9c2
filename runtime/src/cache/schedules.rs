//! The cache's own code on schedules that a seed chooses, with a fault at a step that the seed chooses: several
//! instances read and write the same rows by way of a server and a database in the process, and every read is compared
//! with what had been acknowledged.
//!
//! `LARDER_SCHEDULES` says how many seeds there are, `LARDER_SCHEDULE` runs one.

mod database;
mod history;
mod instance;
mod schedule;

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use self::schedule::{Schedule, ScheduleReport, Settings};
use super::redis::simulated::fault::{Planted, ServerFault};

/// Seeds of a run of the suite; a soak has many more.
const SEEDS: u64 = 6_000;
/// Seeds until something that is wrong must have been found.
const ENOUGH: u64 = 3_000;

fn seeds() -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("LARDER_SCHEDULE") {
        Some(seed) => seed..seed + 1,
        None => 0..number("LARDER_SCHEDULES").unwrap_or(SEEDS),
    }
}

/// Runs seeds on all cores; what they did altogether, and what was wrong first.
fn run_all(
    seeds: std::ops::Range<u64>,
    settings: impl Fn(u64) -> Settings + Sync,
) -> (ScheduleReport, Option<(u64, String)>) {
    let next = AtomicU64::new(seeds.start);
    let work = || {
        let mut whole = ScheduleReport::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return (whole, None);
            }
            let outcome = Schedule::run(seed, settings(seed));
            if let Some(problem) = outcome.problem.clone() {
                next.store(seeds.end, Ordering::Relaxed);
                return (whole, Some((seed, problem)));
            }
            whole.add(&outcome);
        }
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(2, std::num::NonZero::get).min(8);
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let mut whole = (ScheduleReport::default(), None);
        for thread in threads {
            let (outcome, problem) = thread.join().unwrap();
            whole.0.add(&outcome);
            whole.1 = [whole.1, problem].into_iter().flatten().min();
        }
        whole
    })
}

/// With each single fault there is, at any step: no read is older than what its instance read or wrote before, than
/// what any instance had acknowledged before the bound, or before the read where nothing is kept in process.
#[test]
fn no_schedule_with_a_single_fault_reads_what_is_older_than_an_acknowledgement() {
    let (outcome, problem) = run_all(seeds(), |seed| {
        let kinds = ServerFault::ALL.len() as u64 + 1;
        let fault = ServerFault::ALL.get((seed % kinds) as usize).copied();
        Settings {
            fault,
            planted: None,
            settles: seed / kinds % 4 == 1,
            keeps_nothing: (seed / kinds).is_multiple_of(3),
        }
    });
    if let Some((seed, problem)) = problem {
        panic!("LARDER_SCHEDULE={seed}: {problem}");
    }
    println!("{outcome:?}");
    if outcome.seeds >= 1_000 {
        let ScheduleReport { in_process, in_redis, writes, faults, .. } = outcome;
        assert!(2 * in_process > outcome.seeds && in_redis > outcome.seeds, "{outcome:?}");
        assert!(writes > outcome.seeds && 2 * faults > outcome.seeds, "{outcome:?}");
    }
}

/// A check that finds nothing wrong with these servers finds nothing.
#[test]
fn a_server_that_is_wrong_is_found_out() {
    for (planted, keeps_nothing) in
        [(Planted::FillsAnything, true), (Planted::ForgetsFences, true), (Planted::TellsNobody, false)]
    {
        let settings = |_| Settings { fault: None, planted: Some(planted), settles: false, keeps_nothing };
        let (outcome, problem) = run_all(0..ENOUGH, settings);
        assert!(problem.is_some(), "{planted:?}: nothing was found in {outcome:?}");
    }
}

/// The same seed does the same, or no seed would show what it found.
#[test]
fn a_seed_does_the_same_again() {
    for seed in 0..20 {
        let settings =
            Settings { fault: Some(ServerFault::Restored), planted: None, settles: true, keeps_nothing: false };
        assert_eq!(Schedule::run(seed, settings), Schedule::run(seed, settings), "seed {seed}");
    }
}
