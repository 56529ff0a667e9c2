//! `codegen baseline`: records migrations as applied without running them.

use crate::arguments::{Arguments, Baseline};
use crate::database;
use crate::outcome::Outcome;

/// Records migrations as applied without running them.
pub(crate) fn run(arguments: &Arguments, baseline: &Baseline) -> Outcome {
    database::with(arguments, &baseline.server, async |migrator, outcome| {
        let Some(id) = database::named(&migrator, &baseline.id, outcome).await else { return Ok(()) };
        let report = migrator.baseline(&id).await?;
        database::finish(Ok(report), outcome)
    })
}
