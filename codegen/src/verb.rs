//! What each command does, one file a verb.

mod accept;
mod baseline;
mod cache;
mod fmt;
mod generate;
mod merge;
mod migrate;
mod new;
mod plan;
mod repair;
mod resolve;
mod rollback;
mod status;
mod verify;

use larder_generator::sql::Problem;

use crate::arguments::{Arguments, Command};
use crate::outcome::Outcome;

/// Does what the command line asks for.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let command = arguments.command();
    if !matches!(command, Command::Generate | Command::Plan(_)) && !arguments.answers.answers().is_empty() {
        let problem = Problem::new(
            "M0402",
            "`--rename`, `--drop`, `--fill`, `--narrow`, `--keep` and `--upgrade` are only for `generate` and `plan`",
        );
        return Outcome { unusable: true, problems: vec![problem], ..Outcome::default() };
    }
    match command {
        Command::Generate => generate::run(arguments),
        Command::Migrate(migrate) => migrate::run(arguments, &migrate),
        Command::Rollback(rollback) => rollback::run(arguments, &rollback),
        Command::Status(status) => status::run(arguments, &status),
        Command::Resolve(resolve) => resolve::run(arguments, &resolve),
        Command::Baseline(baseline) => baseline::run(arguments, &baseline),
        Command::Repair(repair) => repair::run(arguments, &repair),
        Command::Verify(verify) => verify::run(arguments, &verify),
        Command::Plan(plan) => plan::run(arguments, &plan),
        Command::Merge => merge::run(arguments),
        Command::New(new) => new::run(arguments, &new),
        Command::Accept(accept) => accept::run(arguments, &accept),
        Command::Fmt => fmt::run(arguments),
        Command::Cache(cache) => cache::run(&cache),
    }
}
