//! The project's own tasks: `cargo xtask test`, `cargo xtask servers`, `cargo xtask soak` and `cargo xtask compile-times`;
//! and, for tests, servers that may be killed and ports that nobody else takes.

mod compile_times;
mod dialects;
mod directory;
mod identity;
mod install;
mod interrupt;
mod port;
mod process;
mod programs;
mod servers;
mod soak;
mod suite;

use std::process::ExitCode;

pub use port::Port;
pub use servers::Throwaway;

const USAGE: &str = "usage: cargo xtask test [arguments of cargo test]\n       cargo xtask servers\n       cargo xtask soak crash|evolution [options]\n       cargo xtask compile-times [entities]";

/// What a task fails with: a sentence for the developer.
pub type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// Runs the task that the command line names.
#[must_use]
pub fn run(arguments: &[String]) -> ExitCode {
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "test" => suite::run(rest),
        Some((task, [])) if task == "servers" => servers::keep(),
        Some((task, rest)) if task == "soak" => soak::run(rest),
        Some((task, rest)) if task == "compile-times" => compile_times::run(rest),
        _ => Err(USAGE.into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("xtask: {error}");
        ExitCode::FAILURE
    })
}
