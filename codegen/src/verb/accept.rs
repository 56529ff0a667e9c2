//! `codegen accept`: records hand-written or edited SQL.

use larder_generator::sql::{
    self,
    manual::{self, Accepted},
};

use crate::arguments::{Accept, Arguments};
use crate::outcome::Outcome;
use crate::project;

/// Records SQL files as they stand, and why.
pub(crate) fn run(arguments: &Arguments, accept: &Accept) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        let in_folder = |problems| project.in_folder(problems);
        let mut stored = project.migrations()?;
        let id =
            manual::find(stored.keys().map(String::as_str), &accept.id).map_err(|problem| vec![problem])?.to_owned();
        let files = stored.get(&id).cloned().unwrap_or_default();
        let accepted = manual::accept(&id, &files, accept.reason.as_deref()).map_err(in_folder)?;
        let Accepted { migration, recorded, restored } = accepted;
        let paths = |names: &[String]| names.iter().map(|name| format!("{id}/{name}")).collect::<Vec<_>>();
        let state = sql::fold_with(&mut stored, std::slice::from_ref(&migration)).map_err(in_folder)?;
        let files = project.list(&state, vec![migration])?;
        outcome.differences = project.put(&files, arguments.check)?;
        let told: Vec<String> = paths(&recorded).into_iter().chain(paths(&restored)).collect();
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        outcome.tell(if told.is_empty() { "nothing to record: no file was changed" } else { "recorded" }, &told);
        Ok(())
    })
}
