//! Finds the migration that an argument names, on disk or in the database.

use larder::migrate::Migrator;
use larder_generator::sql::manual;

use crate::outcome::Outcome;

/// Returns the migration that `text` names, of those in the folder and those that only the database has; `None` when
/// there are several, which the outcome reports.
pub(crate) async fn named(migrator: &Migrator, text: &str, outcome: &mut Outcome) -> Option<String> {
    // Where these cannot be listed, the verb says why, or goes by the whole name.
    let Ok(status) = migrator.status().await else { return Some(text.to_owned()) };
    match manual::find(status.migrations.iter().map(|one| one.id.as_str()), text) {
        Ok(id) => Some(id.to_owned()),
        Err(problem) => {
            outcome.problems.push(problem);
            None
        }
    }
}
