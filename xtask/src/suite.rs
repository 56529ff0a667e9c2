//! Runs `cargo test` with the servers that it needs.

use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::dialects::Dialects;
use crate::servers::{Servers, Sources};
use crate::{Result, interrupt, process};

/// Starts what the tests need, runs `cargo test` with `arguments`, and stops it again.
///
/// The whole workspace is tested unless the arguments choose packages.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    interrupt::listen()?;
    let servers = Servers::start(Dialects::from_environment()?, &Sources::of_system())?;
    let started = Instant::now();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--locked"]);
    if !chooses_packages(arguments) {
        command.arg("--workspace");
    }
    command.args(arguments).envs(servers.exports.iter().map(|(name, url)| (name, url)));
    let status = process::run(&mut command)?;
    println!("xtask: tests ended in {:.1?}", started.elapsed());
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chooses_packages(arguments: &[String]) -> bool {
    let own = arguments.iter().take_while(|argument| *argument != "--");
    let mut own = own.filter(|argument| !argument.starts_with("--profile"));
    own.any(|argument| argument.starts_with("-p") || argument == "--package" || argument.starts_with("--package="))
}
