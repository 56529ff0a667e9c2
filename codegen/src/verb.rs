//! What each command does, one file a verb.

mod generate;

use larder_generator::sql::Problem;

use crate::arguments::{Arguments, Command};
use crate::outcome::Outcome;

/// Does what the command line asks for.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    match arguments.command() {
        Command::Generate => generate::run(arguments),
        Command::Plan | Command::Merge | Command::New(_) | Command::Accept(_) | Command::Fmt => {
            let problem = Problem::new("F0100", "this command is not written yet");
            Outcome { unusable: true, problems: vec![problem], ..Outcome::default() }
        }
    }
}
