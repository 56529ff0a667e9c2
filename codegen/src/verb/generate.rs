//! `codegen generate`: writes migrations and Rust code, or checks them.

use larder_generator::generate::{check, generate};
use larder_generator::output::Proof;
use larder_generator::sql::Problem;

use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::project::{self, Project};
use crate::prompt;

/// Generates, or with `--check` compares.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        if arguments.check { compare(project, arguments, outcome) } else { write(project, arguments, outcome) }
    })
}

fn write(project: &Project, arguments: &Arguments, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let Some(definition) = project.definition(outcome) else { return Ok(()) };
    let (folder, before) = (project.migrations()?, Proof::read(&project.root));
    let made = prompt::until_answered(arguments, |answers| generate(&definition, &folder, answers, &before))?;
    outcome.notes = made.notes;
    outcome.differences = made.files.write(&project.root, project.failpoint())?;
    if made.proof != before {
        made.proof.write();
    }
    Ok(())
}

fn compare(project: &Project, arguments: &Arguments, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let Some(definition) = project.definition(outcome) else { return Ok(()) };
    let (folder, proof) = (project.migrations()?, Proof::read(&project.root));
    let answers = arguments.answers.answers();
    let (faults, made) = check(&definition, &folder, &answers, &proof)?;
    outcome.problems.extend(faults);
    let made = made?;
    outcome.notes = made.notes;
    outcome.differences = made.files.compare(&project.root)?;
    Ok(())
}
