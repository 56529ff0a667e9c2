//! The process that migrates and dies, and the long run of its deaths: `crash soak [--seed N] [--cells N]`.

use std::path::Path;
use std::process::ExitCode;

use integration::Engine;
use integration::crash::{Extent, Ground, be_victim, matrix, stampede};

const ENGINES: [(Engine, &str); 3] =
    [(Engine::Sqlite, "SQLite"), (Engine::Postgres, "PostgreSQL"), (Engine::MySql, "MariaDB")];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "victim" => be_victim(rest).await,
        Some((task, rest)) if task == "soak" => soak(rest).await,
        _ => Err("usage: crash soak [--seed N] [--cells N]".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn soak(arguments: &[String]) -> Result<(), String> {
    let number = |name: &str| -> Result<Option<u64>, String> {
        let Some(at) = arguments.iter().position(|argument| argument == name) else { return Ok(None) };
        let value = arguments.get(at + 1).and_then(|value| value.parse().ok());
        value.map(Some).ok_or_else(|| format!("{name} takes a number"))
    };
    let cells = number("--cells")?.map(|cells| usize::try_from(cells).unwrap_or(usize::MAX));
    let extent = Extent { seed: number("--seed")?.unwrap_or(1), cells };
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut failures = 0;
    for (engine, name) in ENGINES {
        if engine.is_asked_for() {
            failures += on(engine, name, &program, extent).await;
        }
    }
    if failures == 0 { Ok(()) } else { Err(format!("{failures} failures")) }
}

async fn on(engine: Engine, name: &str, program: &Path, extent: Extent) -> usize {
    let begun = std::time::Instant::now();
    let mut ground = Ground::open(engine).await;
    let outcome = matrix(program, &mut ground, extent).await;
    println!(
        "{name}: {} cells tried ({:?}), {} failures, seed {}, {:.0?}",
        outcome.tried.values().sum::<usize>(),
        outcome.tried,
        outcome.failures.len(),
        extent.seed,
        begun.elapsed()
    );
    let rounds = if extent.cells.is_some() { 1 } else { 10 };
    let stampeded = stampede(program, &mut ground, 16, rounds).await;
    stampeded.iter().for_each(|failure| eprintln!("{failure}"));
    println!("{name}: 16 migrators at once, {rounds} times, {} failures", stampeded.len());
    outcome.failures.len() + stampeded.len()
}
