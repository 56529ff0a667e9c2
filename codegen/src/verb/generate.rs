use larder_generator::sql::{self, Problem};

use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::project::{self, Project};
use crate::tree;

/// Generates, or with `--check` compares.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        if arguments.check { check(project, outcome) } else { generate(project, outcome) }
    })
}

fn generate(project: &Project, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let Some(definition) = project.definition(outcome) else { return Ok(()) };
    let migrations = project.migrations(&definition)?;
    let files = tree::files(&definition, &migrations)?;
    outcome.differences = files.write(&project.root, project.failpoint())?;
    Ok(())
}

fn check(project: &Project, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let Some(definition) = project.definition(outcome) else { return Ok(()) };
    let settings = &definition.settings;
    let migrations = project.migrations(&definition)?;
    let edited = sql::fold::verify_files(&migrations);
    outcome.problems.extend(edited.into_iter().map(|problem| tree::under(&settings.migrations, problem)));
    outcome.differences = tree::files(&definition, &migrations)?.compare(&project.root)?;
    Ok(())
}
