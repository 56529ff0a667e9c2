//! `codegen repair`: accepts applied files in which only comments or line endings changed.

use crate::arguments::{Arguments, Repair};
use crate::database;
use crate::outcome::{Answer, Outcome};

/// Takes over the files of an applied migration in which only comments or line endings changed.
pub(crate) fn run(arguments: &Arguments, repair: &Repair) -> Outcome {
    database::with(arguments, &repair.server, async |migrator, outcome| {
        let Some(id) = database::named(&migrator, &repair.id, outcome).await else { return Ok(()) };
        let repaired = migrator.repair(&id).await?;
        let text = if repaired {
            format!("{id}: statements unchanged; recorded the checksums of the files\n")
        } else {
            format!("{id}: nothing to repair\n")
        };
        let mut answer = Answer { text, ..Answer::default() };
        answer.members.insert("repaired".to_owned(), repaired.into());
        outcome.answer = Some(answer);
        Ok(())
    })
}
