//! The project's own tasks: `cargo xtask test`, `cargo xtask servers` and `cargo xtask compile-times`.

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
mod suite;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask test [arguments of cargo test]\n       cargo xtask servers\n       cargo xtask compile-times [entities]";

/// What a task fails with: a sentence for the developer.
type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "test" => suite::run(rest),
        Some((task, [])) if task == "servers" => servers::keep(),
        Some((task, rest)) if task == "compile-times" => compile_times::run(rest),
        _ => Err(USAGE.into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("xtask: {error}");
        ExitCode::FAILURE
    })
}
