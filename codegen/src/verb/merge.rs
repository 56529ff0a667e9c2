//! `codegen merge`: joins the heads of merged branches.

use larder_generator::sql;

use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::project;

/// Joins the heads that a merge of branches left; with `--check` says what it would write.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        let in_folder = |problems| project.in_folder(problems);
        let mut stored = project.migrations()?;
        let merge = sql::merge(&stored).map_err(in_folder)?;
        outcome.notes = merge.notes;
        if merge.migrations.is_empty() {
            outcome.tell("nothing to merge: the migrations have one head", &[]);
            return Ok(());
        }
        let ids: Vec<String> = merge.migrations.iter().map(|migration| migration.plan.id.clone()).collect();
        let state = sql::fold_with(&mut stored, &merge.migrations).map_err(in_folder)?;
        let files = project.list(&state, merge.migrations)?;
        outcome.differences = project.put(&files, arguments.check)?;
        outcome.tell("merged", &ids.iter().map(String::as_str).collect::<Vec<_>>());
        Ok(())
    })
}
