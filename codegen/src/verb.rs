//! What each command does, one file a verb.

mod baseline;
mod generate;
mod migrate;
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
    match arguments.command() {
        Command::Generate => generate::run(arguments),
        Command::Migrate(migrate) => migrate::run(arguments, &migrate),
        Command::Rollback(rollback) => rollback::run(arguments, &rollback),
        Command::Status(status) => status::run(arguments, &status),
        Command::Resolve(resolve) => resolve::run(arguments, &resolve),
        Command::Baseline(baseline) => baseline::run(arguments, &baseline),
        Command::Repair(repair) => repair::run(arguments, &repair),
        Command::Verify(verify) => verify::run(arguments, &verify),
        Command::Plan | Command::Merge | Command::New(_) | Command::Accept(_) | Command::Fmt => {
            let problem = Problem::new("F0100", "this command is not written yet");
            Outcome { unusable: true, problems: vec![problem], ..Outcome::default() }
        }
    }
}
