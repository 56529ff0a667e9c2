use larder_generator::sql;

use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::{folder, project, tree};

/// Joins the heads that a merge of branches left; with `--check` says what it would write.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    project::with(arguments, !arguments.check, |project, outcome| {
        let settings = project.settings();
        let stored = folder::read(&project.root, &settings.migrations)?;
        let merge = sql::merge(&stored).map_err(|problems| tree::all_under(&settings.migrations, problems))?;
        outcome.notes = merge.notes;
        if merge.migrations.is_empty() {
            outcome.tell("there is one head, nothing to merge", &[]);
            return Ok(());
        }
        let files = tree::with(project, &stored, &merge.migrations)?;
        outcome.differences = project.put(&files, arguments.check)?;
        let ids: Vec<&str> = merge.migrations.iter().map(|migration| migration.plan.id.as_str()).collect();
        outcome.tell("merged", &ids);
        Ok(())
    })
}
