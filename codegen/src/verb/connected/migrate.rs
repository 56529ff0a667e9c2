//! `codegen migrate`: applies pending migrations.

use crate::arguments::{Arguments, Migrate};
use crate::database;
use crate::outcome::Outcome;

/// Applies what is pending.
pub(crate) fn run(arguments: &Arguments, migrate: &Migrate) -> Outcome {
    database::with(arguments, &migrate.server, async |migrator, outcome| {
        let run = match &migrate.to {
            Some(text) => {
                let Some(id) = database::named(&migrator, text, outcome).await else { return Ok(()) };
                migrator.migrate_to(&id).await
            }
            None => migrator.migrate().await,
        };
        database::finish(run, outcome)
    })
}
