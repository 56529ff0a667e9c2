//! The process that migrates and dies, and the long run of its deaths.

use std::path::Path;
use std::process::ExitCode;

use integration::Engine;
use integration::crash::{Extent, Ground, be_victim, matrix, stampede};

/// As developers start it: `cargo xtask soak crash` runs `crash soak`.
const USAGE: &str = "cargo xtask soak crash [--seed N] [--cells N] [--part K/N]";

const ENGINES: [(Engine, &str); 3] =
    [(Engine::Sqlite, "SQLite"), (Engine::Postgres, "PostgreSQL"), (Engine::MySql, "MariaDB")];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "victim" => be_victim(rest).await,
        Some((task, rest)) if task == "soak" => soak(rest).await,
        _ => Err(format!("usage: {USAGE}")),
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
    let extent = extent(arguments).ok_or_else(|| format!("usage: {USAGE}"))?;
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut failures = 0;
    for (engine, name) in ENGINES {
        if engine.is_asked_for() {
            failures += on(engine, name, &program, extent).await;
        }
    }
    if failures == 0 { Ok(()) } else { Err(format!("{failures} failures")) }
}

/// Reads the options; `None` when one is not understood.
fn extent(arguments: &[String]) -> Option<Extent> {
    let mut extent = Extent::whole(1);
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return None };
        match name.as_str() {
            "--seed" => extent.seed = value.parse().ok()?,
            "--cells" => extent.cells = Some(value.parse().ok()?),
            "--part" => {
                let (part, parts) = value.split_once('/')?;
                let (part, parts): (usize, usize) = (part.parse().ok()?, parts.parse().ok()?);
                extent.part = (part.checked_sub(1)?, parts);
            }
            _ => return None,
        }
    }
    (extent.part.0 < extent.part.1).then_some(extent)
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
