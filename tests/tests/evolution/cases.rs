//! Random cases on every engine.
//!
//! `LARDER_EVOLUTION_SEED` and `LARDER_EVOLUTION_CASES` choose other ones than the 200 of every run, and
//! `LARDER_EVOLUTION_JOBS` how many are taken at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use integration::Engine;

use crate::case::{Case, Counts, Stand};
use crate::shrink;

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
    let first = variable("LARDER_EVOLUTION_SEED").unwrap_or(1);
    let cases = variable("LARDER_EVOLUTION_CASES").unwrap_or(200);
    let next = Arc::new(AtomicU64::new(first));
    let workers = variable("LARDER_EVOLUTION_JOBS").unwrap_or(2);
    let workers = (0..workers).map(|worker| tokio::spawn(work(engine, worker, Arc::clone(&next), first + cases)));
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
async fn work(engine: Engine, worker: u64, next: Arc<AtomicU64>, end: u64) -> (Counts, Vec<String>) {
    let name = format!("proof_{}_{worker}", std::process::id());
    let mut stand = Stand::create(engine, &name).await.expect("the server takes a database");
    let mut total = Counts::default();
    let mut failures = Vec::new();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end || failures.len() >= 5 {
            break;
        }
        let mut case = Case::new(seed);
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
