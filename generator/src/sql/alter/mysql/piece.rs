//! How statements of one kind are run, and what they cost.

use larder_format::plan::{self, Backfill, Probe, Step};

use super::DIALECT;
use crate::sql::alter::difference::ordered_renames;
use crate::sql::transition::{Piece, Renamed};

/// Waits for transactions on the table, and lets nobody in for a moment.
pub(super) const INSTANT: &str = "metadata lock, instant";
/// Reads and writes continue between two such moments.
pub(super) const ONLINE: &str = "metadata lock at the beginning and the end; reads and writes go on";
/// Writes wait for the whole of it.
pub(super) const COPY: &str = "shared, while the table is copied: writes wait";
/// Writes wait for the whole of it.
pub(super) const BUILD: &str = "shared, while the index is built: writes wait";
/// Stops writers of the rows of a batch.
pub(super) const ROWS: &str = "row locks for one batch at a time";

/// The clause of statements that must not stop anybody; both servers refuse them where they would.
pub(super) const IN_PLACE: &str = "ALGORITHM=INPLACE, LOCK=NONE";

/// One statement that changes the schema.
pub(super) fn ddl(lock: &str, comment: impl Into<String>, statement: String, probe: Probe) -> Piece {
    let step = Step { lock: Some(lock.to_owned()), probe: Some(probe), ..Step::default() };
    Piece { comment: Some(comment.into()), statements: vec![statement], unit: None, step }
}

/// One that writes the whole table anew.
pub(super) fn rewriting(lock: &str, comment: impl Into<String>, statement: String, probe: Probe) -> Piece {
    let mut piece = ddl(lock, comment, statement, probe);
    piece.step.rewrites = true;
    piece
}

/// A statement that is run for one range of keys after the other; at once where there is no key.
pub(super) fn backfill(table: &plan::Table, comment: impl Into<String>, statement: String) -> Piece {
    let key = table.primary_key.columns.first();
    let step = Step {
        lock: Some(ROWS.to_owned()),
        backfill: key.map(|key| Backfill { table: table.name.clone(), key: key.clone() }),
        ..Step::default()
    };
    Piece { comment: Some(comment.into()), statements: vec![statement], unit: None, step }
}

/// A query for rows that must not be.
pub(super) fn expects_no_rows(comment: impl Into<String>, query: String) -> Piece {
    let step = Step { expects_no_rows: true, ..Step::default() };
    Piece { comment: Some(comment.into()), statements: vec![query], unit: None, step }
}

/// Returns names with commas and a last `and`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Returns `a to b and c to d`.
pub(super) fn renames_listed(names: &[Renamed]) -> String {
    let told = |name: &Renamed| format!("{} to {}", DIALECT.bare(&name.from), DIALECT.bare(&name.to));
    listed(&names.iter().map(told).collect::<Vec<_>>())
}

/// Returns renames by statement: one for all, but one for each where names are passed on.
pub(super) fn renames_together(names: &[Renamed]) -> Vec<Vec<Renamed>> {
    let is_passed_on = |name: &Renamed| names.iter().any(|other| other.from == name.to);
    if names.is_empty() {
        Vec::new()
    } else if names.iter().any(is_passed_on) {
        ordered_renames(names).into_iter().map(|name| vec![name]).collect()
    } else {
        vec![names.to_vec()]
    }
}
