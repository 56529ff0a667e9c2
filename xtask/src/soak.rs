//! Long tests.

mod cancel;
mod coherence;
mod evolution;
mod protocol;
mod queries;

use std::process::{Command, ExitCode};

use crate::{Result, interrupt, process};

/// Runs a long test.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    interrupt::listen()?;
    match arguments.split_first() {
        Some((name, rest)) if name == "crash" => crash(rest),
        Some((name, rest)) if name == "evolution" => evolution::run(rest),
        Some((name, rest)) if name == "cancel" => cancel::run(rest),
        Some((name, rest)) if name == "queries" => queries::run(rest),
        Some((name, rest)) if name == "coherence" => coherence::run(rest),
        Some((name, rest)) if name == "protocol" => protocol::run(rest),
        _ => Err(format!(
            "usage: cargo xtask soak crash [options or --help]\n       {}\n       {}\n       {}\n       {}\n       {}",
            evolution::USAGE,
            queries::USAGE,
            cancel::USAGE,
            coherence::USAGE,
            protocol::USAGE
        )
        .into()),
    }
}

/// The program starts the servers it needs itself, since it kills them, and tells its options.
fn crash(arguments: &[String]) -> Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--locked", "--package", "integration", "--bin", "crash", "--", "soak"]);
    let status = process::run(command.args(arguments))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn number(text: &str) -> Result<String> {
    text.parse::<u64>().map(|number| number.to_string()).map_err(|_| format!("`{text}` is no number").into())
}
