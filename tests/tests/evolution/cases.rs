//! Random cases on every engine.
//!
//! `LARDER_EVOLUTION_SEED` and `LARDER_EVOLUTION_CASES` choose other ones than those of every run, which are 200 and
//! some that failed once, and `LARDER_EVOLUTION_JOBS` how many are taken at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use integration::Engine;

use crate::case::{Case, Counts, Stand};
use crate::shrink;

/// Found by long runs. What was given up left something behind: full text that was gone, columns, a check, an index of
/// a renamed table, one that was no constraint yet, a key over a column that had to go. MySQL: a long text that
/// loses its default, a key that takes the name of a dropped reference, a required date that comes back, a fraction
/// that a fill puts in the place of a whole number, an index that goes before the one that serves its reference next,
/// and one whose name another has taken. All: nulls that a narrowed column keeps were looked at as if filled.
const FOUND: [u64; 17] = [
    41000043, 43000146, 43000035, 42000237, 41000295, 41000472, 41000572, 42000600, 43000276, 42001681, 43000415,
    53000838, 54000098, 63000905, 72002347, 73000233, 74000636,
];

/// The same, drawn of everything: a boolean that refers to another, and decimals below 1.
const FOUND_LATER: [u64; 3] = [1014, 1159, 1167];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    evolve(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    evolve(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mysql() {
    evolve(Engine::MySql).await;
}

async fn evolve(engine: Engine) {
    if !engine.is_asked_for() {
        return;
    }
    let started = Instant::now();
    let chosen = variable("LARDER_EVOLUTION_SEED");
    let first = chosen.unwrap_or(1);
    let cases = variable("LARDER_EVOLUTION_CASES").unwrap_or(200);
    let found = FOUND.into_iter().chain(FOUND_LATER).filter(|_| chosen.is_none());
    let seeds: Arc<[u64]> = found.chain(first..first + cases).collect();
    let next = Arc::new(AtomicUsize::new(0));
    let workers = variable("LARDER_EVOLUTION_JOBS").unwrap_or(2);
    let workers = (0..workers).map(|worker| tokio::spawn(work(engine, worker, Arc::clone(&next), Arc::clone(&seeds))));
    let workers: Vec<_> = workers.collect();
    let mut total = Counts::default();
    let mut failures = Vec::new();
    for worker in workers {
        let (counts, failed) = worker.await.expect("a worker ends");
        total.add(counts);
        failures.extend(failed);
    }
    println!(
        "{engine:?}: {} cases passed from seed {first} ({} migrations, {} rows, {} downs without rows, {} ways refused, {} mended in their middle), {} failed, in {:.1?}",
        total.cases,
        total.migrations,
        total.rows,
        total.emptied,
        total.refused,
        total.mended,
        failures.len(),
        started.elapsed()
    );
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Takes one case after the other; a failed one is shrunk and shown.
async fn work(engine: Engine, worker: u64, next: Arc<AtomicUsize>, seeds: Arc<[u64]>) -> (Counts, Vec<String>) {
    let name = format!("proof_{}_{worker}", std::process::id());
    let mut stand = Stand::create(engine, &name).await.expect("the server takes a database");
    let mut total = Counts::default();
    let mut failures = Vec::new();
    while let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| failures.len() < 5) {
        let mut case = if FOUND.contains(&seed) { Case::of_less(seed) } else { Case::new(seed) };
        if variable("LARDER_EVOLUTION_SAME").is_some() {
            case.changes.clear();
        }
        match stand.run(&case).await {
            Ok(counts) => total.add(counts),
            Err(failure) => {
                println!("{engine:?}, seed {seed}, {}: {}", failure.stage, failure.reason);
                let (case, failure) = shrink::shrink(&mut stand, &case, failure).await;
                failures.push(format!("{engine:?}, {}: {}\n{}", failure.stage, failure.reason, case.show()));
            }
        }
    }
    stand.drop().await;
    (total, failures)
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
