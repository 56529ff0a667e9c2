use larder::migrate::splitter;
use larder_generator::sql::manual::{self, Accepted};

use crate::arguments::{Accept, Arguments};
use crate::outcome::Outcome;
use crate::{folder, project, tree};

/// Records SQL files as they stand, and why.
pub(crate) fn run(arguments: &Arguments, accept: &Accept) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        let settings = project.settings();
        let in_folder = |problems| tree::all_under(&settings.migrations, problems);
        let stored = folder::read(&project.root, &settings.migrations)?;
        let id = manual::find(stored.keys().map(String::as_str), &accept.id).map_err(|problem| vec![problem])?;
        let files = stored.get(id).cloned().unwrap_or_default();
        let count = |text: &str, dialect| splitter::split(text, dialect).len();
        let accepted = manual::accept(id, &files, accept.reason.as_deref(), count).map_err(in_folder)?;
        let Accepted { migration, recorded, restored } = accepted;
        let paths = |names: &[String]| names.iter().map(|name| format!("{id}/{name}")).collect::<Vec<_>>();
        let files = tree::with(project, &stored, &[migration])?;
        outcome.differences = project.put(&files, arguments.check)?;
        let told: Vec<String> = paths(&recorded).into_iter().chain(paths(&restored)).collect();
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        outcome.tell(if told.is_empty() { "every file is as it is recorded" } else { "recorded" }, &told);
        Ok(())
    })
}
