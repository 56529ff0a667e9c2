//! The soak of cancelled calls.

use std::process::{Command, ExitCode};

use crate::dialects::Dialects;
use crate::servers::{Servers, Sources};
use crate::{Result, process};

pub(super) const USAGE: &str = "cargo xtask soak cancel [statements]";

/// Runs the test of cancelled statements with more of them than the test command does, and tells what it saw.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode> {
    let statements = match arguments {
        [] => "5000".to_owned(),
        [count] => count.parse::<u32>().map_err(|_| format!("`{count}` is no number"))?.to_string(),
        _ => return Err(format!("usage: {USAGE}").into()),
    };
    let servers = Servers::start(Dialects { redis: false, ..Dialects::from_environment()? }, &Sources::of_system())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--quiet", "--locked", "--workspace", "--test", "pool", "--"]);
    command.args(["--nocapture", "--test-threads=1", "cancelled::"]).env("LARDER_CANCELLED_STATEMENTS", statements);
    let status = process::run(command.envs(servers.exports.iter().cloned()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
