//! `codegen resolve`: settles a migration that was interrupted.

use larder::migrate::Resolution;

use crate::arguments::{Arguments, Resolve};
use crate::database;
use crate::outcome::{Answer, Outcome};

/// Records the outcome of a step that a crash left undecided, or rolls the whole migration back or applies it again.
pub(crate) fn run(arguments: &Arguments, resolve: &Resolve) -> Outcome {
    database::with(arguments, &resolve.server, async |migrator, outcome| {
        let Some(id) = database::named(&migrator, &resolve.id, outcome).await else { return Ok(()) };
        let Some(step) = resolve.step else {
            let run = if resolve.reapply { migrator.reapply(&id).await } else { migrator.undo(&id).await };
            return database::finish(run, outcome);
        };
        let resolution = if resolve.done { Resolution::Done } else { Resolution::Redo };
        migrator.resolve(&id, step, resolution).await?;
        let recorded = if resolve.done { "done" } else { "not done; the next run does it again" };
        outcome.answer =
            Some(Answer { text: format!("recorded step {step} of {id} as {recorded}\n"), ..Answer::default() });
        Ok(())
    })
}
