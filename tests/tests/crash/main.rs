//! Migrations that end in the middle; a part of what `cargo xtask soak crash` tries.

use std::path::Path;

use integration::Engine;
use integration::crash::{Extent, Ground, matrix, stampede};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crash");

async fn accidents(engine: Engine, cells: usize) {
    if !engine.is_asked_for() {
        return;
    }
    let program = Path::new(PROGRAM);
    let mut ground = Ground::open(engine).await;
    let outcome = matrix(program, &mut ground, Extent { seed: 1, cells: Some(cells) }).await;
    assert!(outcome.failures.is_empty(), "{}", outcome.failures.join("\n"));
    assert_eq!(outcome.tried.values().sum::<usize>(), cells);
    assert_eq!(stampede(program, &mut ground, 16, 1).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    accidents(Engine::Sqlite, 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    accidents(Engine::Postgres, 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mysql() {
    accidents(Engine::MySql, 40).await;
}
