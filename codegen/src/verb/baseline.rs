use crate::arguments::{Arguments, Baseline};
use crate::database;
use crate::outcome::Outcome;

/// Records migrations as applied without running them.
pub(crate) fn run(arguments: &Arguments, baseline: &Baseline) -> Outcome {
    database::with(arguments, &baseline.server, async |migrator, outcome| {
        let report = migrator.baseline(&baseline.id).await?;
        database::finish(Ok(report), outcome)
    })
}
