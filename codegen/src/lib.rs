//! The command line of larder's generator.
//!
//! Exit codes: 0 all is as the definition says; 1 the definition or the migrations hold a mistake, or `--check` found
//! files that are stale, edited by hand or left by an interrupted run; 2 the command line or the configuration file is
//! not usable; 3 a change needs an answer first; 4 another migrator holds the lock.

mod arguments;
#[cfg(feature = "database")]
mod database;
mod driver;
mod folder;
mod outcome;
mod project;
mod prompt;
mod report;
mod verb;

use std::process::ExitCode;

use clap::Parser as _;

/// Does what the command line asks for and returns the exit code.
pub fn run() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    let outcome = verb::run(&arguments);
    report::print(&outcome, arguments.format);
    ExitCode::from(outcome.status().code())
}
