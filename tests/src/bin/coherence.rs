//! The processes that read and write the same rows, and the long run of them.

use std::process::ExitCode;
use std::time::Duration;

use integration::Engine;
use integration::coherence::{Herd, RedisFault, be_crowd, be_worker};
use larder::cache::OnCacheDown;

/// As developers start it: `cargo xtask soak coherence` runs `coherence soak`.
const USAGE: &str = "cargo xtask soak coherence [--seconds N] [--processes N] [--seed N]";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "worker" => be_worker(rest).await,
        Some((task, rest)) if task == "crowd" => be_crowd(rest).await,
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
    let mut herd = Herd { seconds: 120, seed: 1, ..Herd::new(Engine::Postgres, 4) };
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
    for (name, herd) in scenarios(herd) {
        if !herd.engine.is_asked_for() {
            continue;
        }
        let outcome = herd.run(&program).await;
        let (violations, failures) = (outcome.violations.len(), outcome.failures.len());
        println!(
            "{name}: {} processes, {} s, {} reads, {} writes, at most {:?} behind, {violations} violations, {failures} \
             failures",
            herd.processes, herd.seconds, outcome.reads, outcome.writes, outcome.lag
        );
        outcome.violations.iter().chain(&outcome.failures).take(40).for_each(|line| eprintln!("{line}"));
        problems += violations + failures;
    }
    if problems == 0 { Ok(()) } else { Err(format!("{problems} violations and failures, seed {}", herd.seed)) }
}

fn scenarios(herd: Herd) -> Vec<(&'static str, Herd)> {
    let faulty = |fault| Herd { fault: Some(fault), ..herd };
    let logged = |fault| Herd { on_down: OnCacheDown::Log, ..faulty(fault) };
    vec![
        ("PostgreSQL", herd),
        ("PostgreSQL, nothing in process", Herd { lag: Duration::ZERO, ..herd }),
        ("PostgreSQL, Redis flushed", faulty(RedisFault::Flushed)),
        ("PostgreSQL, Redis restored from a file", faulty(RedisFault::Restored)),
        ("PostgreSQL, Redis stopped", faulty(RedisFault::Stopped)),
        ("PostgreSQL, Redis stopped, writes go on", logged(RedisFault::Stopped)),
        ("PostgreSQL, Redis restored from a file, writes go on", logged(RedisFault::Restored)),
        ("PostgreSQL, one process cut off, writes go on", logged(RedisFault::CutOff)),
        ("MariaDB, one process cut off, writes go on", Herd { engine: Engine::MySql, ..logged(RedisFault::CutOff) }),
        ("MariaDB", Herd { engine: Engine::MySql, ..herd }),
        ("SQLite", Herd { engine: Engine::Sqlite, processes: 1, ..herd }),
    ]
}
