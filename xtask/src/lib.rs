//! The project's own tasks: `cargo xtask test`, `cargo xtask servers`, `cargo xtask engines`, `cargo xtask soak`,
//! `cargo xtask compile-times`, `cargo xtask growth`, `cargo xtask deployment` and `cargo xtask growing`;
//! and, for tests, servers that may be killed and ports that nobody else takes.

mod compile_times;
mod deployment;
mod dialects;
mod directory;
mod engines;
mod example;
mod growing;
mod growth;
mod identity;
mod install;
mod installation;
mod interrupt;
mod port;
mod process;
mod programs;
mod servers;
mod soak;
mod suite;
mod time;

use std::process::ExitCode;

pub use example::Example;
pub use port::Port;
pub use servers::{Chromium, Throwaway};

const USAGE: &str = "usage: cargo xtask test [arguments of cargo test]\n       cargo xtask servers\n       cargo xtask soak crash|evolution|queries [options]\n       cargo xtask compile-times [entities]\n       cargo xtask growth [--release] [entities ...]\n       ";

/// What a task fails with: a sentence for the developer.
pub type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// Runs the task that the command line names.
#[must_use]
pub fn run(arguments: &[String]) -> ExitCode {
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "test" => suite::run(rest),
        Some((task, [])) if task == "servers" => keep_servers(),
        Some((task, rest)) if task == "soak" => soak::run(rest),
        Some((task, rest)) if task == "compile-times" => compile_times::run(rest),
        Some((task, rest)) if task == "growth" => growth::run(rest),
        Some((task, rest)) if task == "engines" => engines::run(rest),
        Some((task, rest)) if task == "deployment" => deployment::run(rest),
        Some((task, rest)) if task == "growing" => growing::run(rest),
        _ => Err(format!("{USAGE}{}\n       {}\n       {}", engines::USAGE, deployment::USAGE, growing::USAGE).into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("xtask: {error}");
        ExitCode::FAILURE
    })
}

fn keep_servers() -> Result<ExitCode> {
    interrupt::listen()?;
    servers::keep(dialects::Dialects::from_environment()?, &servers::Sources::of_system())
}
