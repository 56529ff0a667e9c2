//! `codegen generate`: writes migrations and Rust code, or checks them.

use larder_generator::output::Proof;
use larder_generator::sql::history::Plans;
use larder_generator::sql::{self, Problem, State};

use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::project::{self, Project};
use crate::prompt;

/// Generates, or with `--check` compares.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        if arguments.check { check(project, arguments, outcome) } else { generate(project, arguments, outcome) }
    })
}

fn generate(project: &Project, arguments: &Arguments, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let Some(definition) = project.definition(outcome) else { return Ok(()) };
    let state = sql::fold(&project.migrations()?).map_err(|problems| project.in_folder(problems))?;
    let before = Proof::read(&project.root);
    let made =
        prompt::until_answered(arguments, |answers| larder_generator::generate(&definition, &state, answers, &before))?;
    outcome.notes = made.notes;
    outcome.differences = made.files.write(&project.root, project.failpoint())?;
    if made.proof != before {
        made.proof.write();
    }
    Ok(())
}

fn check(project: &Project, arguments: &Arguments, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let Some(definition) = project.definition(outcome) else { return Ok(()) };
    let in_folder = |problems| project.in_folder(problems);
    let migrations = project.migrations()?;
    let plans = Plans::read(&migrations).map_err(in_folder)?;
    let found = plans.edited().into_iter().chain(plans.faults()).collect();
    outcome.problems.extend(in_folder(found));
    let state = plans.in_order().and_then(|history| State::of(&history)).map_err(in_folder)?;
    let proof = Proof::read(&project.root);
    let made = larder_generator::generate(&definition, &state, &arguments.answers.answers(), &proof)?;
    outcome.notes = made.notes;
    outcome.differences = made.files.compare(&project.root)?;
    Ok(())
}
