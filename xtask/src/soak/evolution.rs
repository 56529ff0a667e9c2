//! The soak of random changes of definitions.

use std::process::{Command, ExitCode};

use crate::dialects::Dialects;
use crate::servers::{Servers, Sources};
use crate::{Result, process};

pub(super) const USAGE: &str =
    "cargo xtask soak evolution [--seed N] [--cases N] [--engine sqlite|postgres|mysql] [--jobs N]";

/// Runs the property test of schema evolution over other cases than the test command does. Seeds that follow each other
/// can be run side by side by several commands, each with a `--seed` of its own.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode> {
    let mut variables = vec![("LARDER_EVOLUTION_CASES", "1000".to_owned())];
    let mut dialects = Dialects::from_environment()?;
    let mut pairs = arguments.chunks_exact(2);
    for pair in &mut pairs {
        match (pair[0].as_str(), pair[1].as_str()) {
            ("--seed", seed) => variables.push(("LARDER_EVOLUTION_SEED", super::number(seed)?)),
            ("--cases", cases) => variables.push(("LARDER_EVOLUTION_CASES", super::number(cases)?)),
            ("--jobs", jobs) => variables.push(("LARDER_EVOLUTION_JOBS", super::number(jobs)?)),
            ("--engine", engine @ ("sqlite" | "postgres" | "mysql")) => {
                dialects = Dialects { postgres: engine == "postgres", mysql: engine == "mysql", redis: false };
                variables.push(("LARDER_TEST_DIALECTS", engine.to_owned()));
            }
            _ => return Err(format!("usage: {USAGE}").into()),
        }
    }
    if !pairs.remainder().is_empty() {
        return Err(format!("usage: {USAGE}").into());
    }
    let servers = Servers::start(Dialects { redis: false, ..dialects }, &Sources::of_system())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--quiet", "--locked", "--workspace", "--test", "evolution", "--"]);
    command.args(["--nocapture", "cases::"]).envs(variables).envs(servers.exports.iter().cloned());
    let status = process::run(&mut command)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
