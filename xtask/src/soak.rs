use std::process::{Command, ExitCode};

use crate::{Result, interrupt, process};

/// Runs a long test whose program starts the servers it needs.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    interrupt::listen()?;
    let Some((name, rest)) = arguments.split_first().filter(|(name, _)| *name == "crash") else {
        return Err("usage: cargo xtask soak crash [--seed N] [--cells N]".into());
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--locked", "--package", "integration", "--bin", name, "--", "soak"]).args(rest);
    let status = process::run(&mut command)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
