//! `codegen new`: creates a migration whose SQL is written by hand.

use larder_generator::sql::{self, manual};

use crate::arguments::{Arguments, New};
use crate::outcome::Outcome;
use crate::project;

/// Makes a migration whose SQL is written by hand.
pub(crate) fn run(arguments: &Arguments, new: &New) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        let in_folder = |problems| project.in_folder(problems);
        let mut state = sql::fold(&project.migrations()?).map_err(in_folder)?;
        let made = vec![manual::blank(&state, &new.name).map_err(in_folder)?];
        let id = made[0].plan.id.clone();
        state.extend(&made).map_err(in_folder)?;
        let files = project.list(&state, made)?;
        outcome.differences = project.put(&files, arguments.check)?;
        outcome.tell("now write the SQL of", &[&id]);
        Ok(())
    })
}
