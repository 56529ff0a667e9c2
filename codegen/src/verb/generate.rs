mod plans;

use larder_generator::sql::{self, Problem};

use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::project::{self, Project};
use crate::{prompt, tree};

/// Generates, or with `--check` compares.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        if arguments.check { check(project, arguments, outcome) } else { generate(project, arguments, outcome) }
    })
}

fn generate(project: &Project, arguments: &Arguments, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let Some(definition) = project.definition(outcome) else { return Ok(()) };
    let migrations = project.migrations(&definition)?;
    let tree = prompt::until_answered(arguments, |answers| tree::files(&definition, &migrations, answers))?;
    outcome.notes = tree.notes;
    outcome.differences = tree.files.write(&project.root, project.failpoint())?;
    Ok(())
}

fn check(project: &Project, arguments: &Arguments, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let Some(definition) = project.definition(outcome) else { return Ok(()) };
    let settings = &definition.settings;
    let migrations = project.migrations(&definition)?;
    let edited = sql::fold::verify_files(&migrations);
    let found = edited.into_iter().chain(plans::problems(&migrations));
    outcome.problems.extend(found.map(|problem| tree::under(&settings.migrations, problem)));
    let tree = tree::files(&definition, &migrations, &arguments.answers.answers())?;
    outcome.notes = tree.notes;
    outcome.differences = tree.files.compare(&project.root)?;
    if outcome.problems.is_empty() && !migrations.is_empty() {
        outcome.problems = plans::refused(project)?;
    }
    Ok(())
}
