//! What each command does, one file a verb.

mod accept;
#[cfg(feature = "database")]
mod connected;
#[cfg(not(feature = "database"))]
#[path = "verb/unconnected.rs"]
mod connected;
mod document;
mod fmt;
mod generate;
mod merge;
mod new;
mod plan;

use larder_generator::sql::Problem;

use crate::arguments::{Arguments, Command, Connected};
use crate::outcome::Outcome;

/// Does what the command line asks for.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let command = arguments.command();
    if !matches!(command, Command::Generate | Command::Plan(_) | Command::Connected(Connected::Pull(_)))
        && !arguments.answers.answers().is_empty()
    {
        let problem = Problem::new(
            "M0402",
            "`--rename`, `--drop`, `--fill`, `--narrow`, `--keep` and `--upgrade` are only for `generate`, `plan` and \
             `pull`",
        );
        return Outcome { unusable: true, problems: vec![problem], ..Outcome::default() };
    }
    match command {
        Command::Generate => generate::run(arguments),
        Command::Plan(plan) => plan::run(arguments, &plan),
        Command::Merge => merge::run(arguments),
        Command::New(new) => new::run(arguments, &new),
        Command::Accept(accept) => accept::run(arguments, &accept),
        Command::Document(page) => document::run(arguments, &page),
        Command::Fmt => fmt::run(arguments),
        Command::Connected(command) => connected::run(arguments, &command),
    }
}
