//! The soak of queries that are made of conditions and orders.

use std::process::{Command, ExitCode};

use crate::dialects::Dialects;
use crate::servers::{Servers, Sources};
use crate::{Result, process};

pub(super) const USAGE: &str = "cargo xtask soak queries [--seed N] [--cases N] [--engine sqlite|postgres|mysql]";

/// Compares more random queries with a model in memory than the test command does.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode> {
    let mut variables = vec![("LARDER_QUERY_CASES", "5000".to_owned())];
    let mut dialects = Dialects::from_environment()?;
    let mut pairs = arguments.chunks_exact(2);
    for pair in &mut pairs {
        match (pair[0].as_str(), pair[1].as_str()) {
            ("--seed", seed) => variables.push(("LARDER_QUERY_SEED", super::number(seed)?)),
            ("--cases", cases) => variables.push(("LARDER_QUERY_CASES", super::number(cases)?)),
            ("--engine", engine @ ("sqlite" | "postgres" | "mysql")) => {
                dialects = Dialects { postgres: engine == "postgres", mysql: engine == "mysql", redis: dialects.redis };
                variables.push(("LARDER_TEST_DIALECTS", engine.to_owned()));
            }
            _ => return Err(format!("usage: {USAGE}").into()),
        }
    }
    if !pairs.remainder().is_empty() {
        return Err(format!("usage: {USAGE}").into());
    }
    let servers = Servers::start(dialects, &Sources::of_system())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--quiet", "--locked", "--workspace", "--test", "forum", "--", "queries::"]);
    let status = process::run(command.envs(variables).envs(servers.exports.iter().cloned()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
