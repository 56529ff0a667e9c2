//! Migrations that end in the middle; a part of what `cargo xtask soak crash` tries.

use std::path::Path;

use integration::Engine;
use integration::crash::{Extent, Ground, matrix, orphaned_statement, stampede, unnoticed};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crash");

/// One accident of each kind of change at least.
const CELLS: usize = 18;

async fn accidents(engine: Engine) {
    if !engine.is_asked_for() {
        return;
    }
    let program = Path::new(PROGRAM);
    let mut ground = Ground::open(engine).await;
    assert_eq!(unnoticed(program, &mut ground).await, Vec::<&str>::new());
    let outcome = matrix(program, &mut ground, Extent { cells: Some(CELLS), ..Extent::whole(1) }).await;
    assert!(outcome.failures.is_empty(), "{}", outcome.failures.join("\n"));
    assert_eq!(outcome.tried.values().sum::<usize>(), CELLS);
    assert_eq!(stampede(program, &mut ground, 16, 1).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    accidents(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    accidents(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mysql() {
    accidents(Engine::MySql).await;
}

/// MySQL alone commits a change of a table before anybody could record it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_outlives_its_process_is_taken_for_done() {
    if Engine::MySql.is_asked_for() {
        let mut ground = Ground::open(Engine::MySql).await;
        orphaned_statement(Path::new(PROGRAM), &mut ground).await.unwrap();
    }
}
