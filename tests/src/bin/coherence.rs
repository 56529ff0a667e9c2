//! The processes that read and write the same rows, and the long run of them.

use std::process::ExitCode;

use integration::Engine;
use integration::coherence::{Herd, be_worker};

/// As developers start it: `cargo xtask soak coherence` runs `coherence soak`.
const USAGE: &str = "cargo xtask soak coherence [--seconds N] [--processes N] [--seed N]";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "worker" => be_worker(rest).await,
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
    let mut herd = Herd { engine: Engine::Postgres, processes: 4, seconds: 120, seed: 1, is_broken: false };
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return Err(format!("usage: {USAGE}")) };
        let number: u64 = value.parse().map_err(|_| format!("usage: {USAGE}"))?;
        match name.as_str() {
            "--seconds" => herd.seconds = number,
            "--processes" => herd.processes = usize::try_from(number).unwrap_or(usize::MAX),
            "--seed" => herd.seed = number,
            _ => return Err(format!("usage: {USAGE}")),
        }
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut problems = 0;
    for (engine, processes, name) in [
        (Engine::Postgres, herd.processes, "PostgreSQL"),
        (Engine::MySql, herd.processes, "MariaDB"),
        (Engine::Sqlite, 1, "SQLite"),
    ] {
        if !engine.is_asked_for() {
            continue;
        }
        let outcome = Herd { engine, processes, ..herd }.run(&program).await;
        let (violations, failures) = (outcome.violations.len(), outcome.failures.len());
        println!(
            "{name}: {processes} processes, {} s, {} reads, {} writes, {violations} violations, {failures} failures",
            herd.seconds, outcome.reads, outcome.writes
        );
        outcome.violations.iter().chain(&outcome.failures).take(40).for_each(|line| eprintln!("{line}"));
        problems += violations + failures;
    }
    if problems == 0 { Ok(()) } else { Err(format!("{problems} violations and failures, seed {}", herd.seed)) }
}
