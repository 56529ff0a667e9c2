//! The soak of the cache's coherence.

use std::process::{Command, ExitCode};

use crate::dialects::Dialects;
use crate::servers::{Servers, Sources};
use crate::{Result, process};

pub(super) const USAGE: &str = "cargo xtask soak coherence [--seconds N] [--processes N] [--seed N]";

/// Lets several processes read and write the same rows, and checks what each of them saw.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode> {
    let servers = Servers::start(Dialects::from_environment()?, &Sources::of_system())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--locked", "--package", "integration", "--bin", "coherence", "--", "soak"]);
    let status = process::run(command.args(arguments).envs(servers.exports.iter().cloned()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
