use larder_generator::sql::{self, manual};

use crate::arguments::{Arguments, New};
use crate::outcome::Outcome;
use crate::{folder, project, tree};

/// Makes a migration whose SQL is written by hand.
pub(crate) fn run(arguments: &Arguments, new: &New) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        let settings = project.settings();
        let in_folder = |problems| tree::all_under(&settings.migrations, problems);
        let stored = folder::read(&project.root, &settings.migrations)?;
        let state = sql::fold(&stored).map_err(in_folder)?;
        let migration = manual::blank(&state, &new.name).map_err(in_folder)?;
        let id = migration.plan.id.clone();
        let files = tree::with(project, &stored, &[migration])?;
        outcome.differences = project.put(&files, arguments.check)?;
        outcome.tell("write the SQL of", &[&id]);
        Ok(())
    })
}
