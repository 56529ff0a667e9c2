use crate::arguments::{Arguments, Migrate};
use crate::database;
use crate::outcome::Outcome;

/// Applies what is pending.
pub(crate) fn run(arguments: &Arguments, migrate: &Migrate) -> Outcome {
    database::with(arguments, &migrate.server, async |migrator, outcome| {
        let run = match &migrate.to {
            Some(id) => migrator.migrate_to(id).await,
            None => migrator.migrate().await,
        };
        database::finish(run, outcome)
    })
}
