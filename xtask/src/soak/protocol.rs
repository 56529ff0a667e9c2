//! The soak of the cache's scripts.

use std::process::{Command, ExitCode};

use crate::dialects::Dialects;
use crate::servers::{Servers, Sources};
use crate::{Result, process};

pub(super) const USAGE: &str = "cargo xtask soak protocol [--sequences N]";

/// Compares what the scripts do on real servers with the model, over many random sequences, and runs the cache on as
/// many schedules with a fault each.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode> {
    let sequences = match arguments {
        [] => "100000",
        [name, count] if name == "--sequences" => count,
        _ => return Err(format!("usage: {USAGE}").into()),
    };
    let servers = Servers::start(Dialects::from_environment()?, &Sources::of_system())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--quiet", "--locked", "--package", "larder", "--lib", "--"]);
    command.args(["cache::protocol::agreement", "cache::schedules"]);
    command.env("LARDER_SEQUENCES", sequences).env("LARDER_SCHEDULES", sequences);
    command.envs(servers.exports.iter().cloned());
    let status = process::run(&mut command)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
