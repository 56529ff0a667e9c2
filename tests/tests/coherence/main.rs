//! What several processes see of each other's writes; a short part of what `cargo xtask soak coherence` runs.

use std::path::Path;
use std::time::Duration;

use integration::Engine;
use integration::coherence::{Absence, Floors, Herd, History, Lags, Missed, RedisFault, Round, Seen, Stampede, Write};
use larder::Uuid;
use larder::cache::OnCacheDown;

const PROGRAM: &str = env!("CARGO_BIN_EXE_coherence");

async fn nobody_reads_backwards(engine: Engine, processes: usize) {
    nothing_is_wrong(Herd::new(engine, processes)).await;
}

async fn nothing_is_wrong(herd: Herd) {
    if !herd.engine.is_asked_for() {
        return;
    }
    let outcome = herd.run(Path::new(PROGRAM)).await;
    let problems: Vec<_> = outcome.violations.iter().chain(&outcome.failures).collect();
    assert!(problems.is_empty(), "{} in {} reads, seed {}: {problems:#?}", problems.len(), outcome.reads, herd.seed);
    assert!(outcome.reads > 100 && outcome.writes > 20, "{} reads, {} writes", outcome.reads, outcome.writes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    nobody_reads_backwards(Engine::Postgres, 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mysql() {
    nobody_reads_backwards(Engine::MySql, 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    nobody_reads_backwards(Engine::Sqlite, 1).await;
}

/// What Redis gives, in front of which there is nothing in process, is never older than what was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_gives_nobody_what_is_older_than_an_acknowledgement() {
    nothing_is_wrong(Herd { lag: Duration::ZERO, ..Herd::new(Engine::Postgres, 3) }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_holds_while_redis_is_flushed() {
    nothing_is_wrong(Herd { fault: Some(RedisFault::Flushed), ..Herd::new(Engine::Postgres, 3) }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_holds_while_redis_comes_back_from_an_old_file() {
    nothing_is_wrong(Herd { fault: Some(RedisFault::Restored), seconds: 8, ..Herd::new(Engine::Postgres, 3) }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_holds_while_redis_stands_still() {
    nothing_is_wrong(Herd { fault: Some(RedisFault::Stopped), seconds: 8, ..Herd::new(Engine::Postgres, 3) }).await;
}

/// Writes that Redis cannot fence are told by the database, to processes that reach Redis and to those that do not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_go_on_while_one_process_is_cut_off() {
    let herd = Herd { fault: Some(RedisFault::CutOff), on_down: OnCacheDown::Log, seconds: 8, ..three() };
    nothing_is_wrong(herd).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_go_on_while_redis_stands_still() {
    let herd = Herd { fault: Some(RedisFault::Stopped), on_down: OnCacheDown::Log, seconds: 8, ..three() };
    nothing_is_wrong(herd).await;
}

/// Without the log, others read what was there until the writer reaches Redis again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_not_written_is_found_out() {
    let herd = Herd { fault: Some(RedisFault::CutOff), on_down: OnCacheDown::Continue, seconds: 8, ..three() };
    if herd.engine.is_asked_for() {
        let outcome = herd.run(Path::new(PROGRAM)).await;
        assert!(outcome.violations.iter().any(|violation| violation.contains("behind by")), "{outcome:#?}");
    }
}

/// A thousand readers in each of four processes miss the same row at once, and the database is asked once; of a row
/// that is not there, at most twice.
async fn a_stampede_is_one_read(engine: Engine) {
    if !engine.is_asked_for() {
        return;
    }
    let (processes, readers) = (4, 1000);
    let mut stampede = Stampede::start(Path::new(PROGRAM), engine, processes, readers).await;
    let all = processes * readers;
    for millis in [1, 50, 600, 4000] {
        let round = stampede.ask(Missed::Row, Duration::from_millis(millis)).await;
        assert_eq!(round, Round { loads: 1, found: all }, "a load of {millis} ms");
    }
    // By an alias the row's key is not known before the load, so that it is loaded once more under the key's lease.
    let round = stampede.ask(Missed::RowByAlias, Duration::from_millis(300)).await;
    assert!(round.loads <= 2 && round.found == all, "by an alias: {round:?}");
    for missed in [Missed::NoRow, Missed::NoRowByAlias] {
        let round = stampede.ask(missed, Duration::from_millis(300)).await;
        assert!(round.loads <= 2 && round.found == 0, "{missed:?}: {round:?}");
    }
    stampede.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stampede_is_one_read_of_postgres() {
    a_stampede_is_one_read(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stampede_is_one_read_of_mysql() {
    a_stampede_is_one_read(Engine::MySql).await;
}

fn three() -> Herd {
    Herd::new(Engine::Postgres, 3)
}

#[test]
fn a_read_is_behind_by_the_age_of_the_first_write_that_it_misses() {
    let (mut lags, id) = (Lags::default(), Uuid::from_u64_pair(0, 1));
    for (number, ended) in [(Some(1), 100), (Some(2), 200), (None, 300)] {
        lags.acknowledge(id, number, ended);
    }
    for (number, began) in [(0, 90), (0, 110), (1, 150), (1, 250), (2, 310)] {
        lags.read(id, number, began);
    }
    let behind: Vec<_> = lags.behind().into_iter().map(|(lag, _)| lag).collect();
    assert_eq!(behind, [50, 10, 10]);
}

/// Processes that write past their own cache do not see what they wrote.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cache_that_is_not_told_is_found_out() {
    let herd = Herd { seconds: 2, seed: 1, is_broken: true, ..Herd::new(Engine::Sqlite, 1) };
    let outcome = herd.run(Path::new(PROGRAM)).await;
    assert!(outcome.violations.iter().any(|violation| violation.contains("went back")), "{outcome:#?}");
    assert!(outcome.violations.iter().any(|violation| violation.contains("by its alias")), "{outcome:#?}");
    assert!(outcome.violations.iter().any(|violation| violation.contains("behind by")), "{outcome:#?}");
}

fn alive(number: u64) -> Option<Seen> {
    Some(Seen::Alive { number, alias: None })
}

#[test]
fn a_row_goes_neither_back_nor_comes_back() {
    let (floors, id) = (Floors::default(), Uuid::from_u64_pair(0, 1));
    assert!(floors.read(id, floors.of(id).as_ref(), None).is_ok(), "not made yet");
    assert!(floors.read(id, floors.of(id).as_ref(), alive(3)).is_ok());
    let before = floors.of(id);
    floors.wrote(id, Seen::Alive { number: 5, alias: None });
    assert!(floors.read(id, before.as_ref(), alive(4)).is_ok(), "the read began before the write had ended");
    assert!(floors.read(id, floors.of(id).as_ref(), alive(4)).is_err());
    assert!(floors.read(id, floors.of(id).as_ref(), None).is_ok());
    assert!(floors.read(id, floors.of(id).as_ref(), alive(6)).is_err());
}

#[test]
fn a_row_that_lost_its_alias_is_not_seen_with_it_again() {
    let (floors, id) = (Floors::default(), Uuid::from_u64_pair(0, 1));
    let named = |number| Some(Seen::Alive { number, alias: Some("ada".to_owned()) });
    assert!(floors.read(id, None, named(3)).is_ok());
    let before = floors.of(id);
    floors.lost(id, 3);
    assert!(floors.read(id, before.as_ref(), named(3)).is_ok(), "the read began before");
    assert!(floors.read(id, floors.of(id).as_ref(), named(3)).is_err());
    assert!(floors.read(id, floors.of(id).as_ref(), named(4)).is_ok(), "it got it back");
    assert_eq!(floors.of(id), named(4));
}

#[test]
fn an_alias_is_lost_by_a_later_write_only() {
    let id = Uuid::from_u64_pair(0, 1);
    let write = |number, alias: Option<&str>, begun| Write { id, number, alias: alias.map(str::to_owned), begun };
    let absence = Absence { id, number: 2, alias: "ada".to_owned(), ended: 100 };
    let explained = |write| {
        let mut history = History::default();
        history.add(write);
        history.explains(&absence)
    };
    assert!(explained(write(Some(3), None, 90)));
    assert!(explained(write(Some(3), Some("bob"), 90)));
    assert!(explained(write(None, None, 90)));
    let named = Absence { alias: id.to_string(), ..absence.clone() };
    let mut history = History::default();
    history.add(write(Some(3), None, 90));
    assert!(!history.explains(&named), "its name is not taken away");
    history.add(write(None, None, 90));
    assert!(history.explains(&named), "it was deleted");
    assert!(!explained(write(Some(3), Some("ada"), 90)), "it kept the alias");
    assert!(!explained(write(Some(1), None, 90)), "it came before");
    assert!(!explained(write(Some(3), None, 101)), "it came after the read");
}
