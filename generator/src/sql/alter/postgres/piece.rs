//! How statements of one kind are run, and what they cost.

use larder_format::plan::{self, Backfill, Probe, Step};

use crate::sql::transition::Piece;

/// Stops readers and writers, for a moment.
pub(super) const INSTANT: &str = "ACCESS EXCLUSIVE, instant";
/// Stops readers and writers while the table is written anew.
pub(super) const REWRITE: &str = "ACCESS EXCLUSIVE, while the table is rewritten";
/// Stops readers and writers while every row is read.
pub(super) const SCAN: &str = "ACCESS EXCLUSIVE, while the table is read";
/// Stops other changes of the schema only.
pub(super) const ONLINE: &str = "SHARE UPDATE EXCLUSIVE, while the table is read";
/// A step that finds nothing to read or to wait for.
const QUICK: &str = "SHARE UPDATE EXCLUSIVE, instant";
/// Stops writers of both tables, for a moment.
pub(super) const FOREIGN_KEY: &str = "SHARE ROW EXCLUSIVE on both tables, instant";
/// Stops writers of both tables while every row is read.
pub(super) const FOREIGN_KEY_READ: &str = "SHARE ROW EXCLUSIVE on both tables, while the table is read";
/// Stops writers of the rows of a batch.
pub(super) const ROWS: &str = "ROW EXCLUSIVE, row locks for one batch at a time";

/// Statements that change the catalogue only; those of one table stand in one transaction.
pub(super) fn instant(table: &str, comment: impl Into<String>, statements: Vec<String>) -> Piece {
    let step = Step { lock: Some(INSTANT.to_owned()), ..Step::default() };
    Piece { comment: Some(comment.into()), statements, unit: Some(table.to_owned()), step }
}

/// A statement in a transaction of its own.
pub(super) fn alone(lock: &str, comment: impl Into<String>, statement: String) -> Piece {
    let step = Step { lock: Some(lock.to_owned()), ..Step::default() };
    Piece { comment: Some(comment.into()), statements: vec![statement], unit: None, step }
}

/// A statement that PostgreSQL runs outside transactions.
pub(super) fn concurrent(comment: impl Into<String>, statement: String, probe: Probe) -> Piece {
    let lock = if matches!(probe, Probe::NoIndex { .. }) { QUICK } else { ONLINE };
    let mut piece = alone(lock, comment, statement);
    piece.step.no_transaction = true;
    piece.step.probe = Some(probe);
    piece
}

/// A statement that is run for one range of keys after the other; at once where there is no key.
pub(super) fn backfill(table: &plan::Table, comment: impl Into<String>, statement: String) -> Piece {
    let mut piece = alone(ROWS, comment, statement);
    piece.step.backfill =
        table.primary_key.columns.first().map(|key| Backfill { table: table.name.clone(), key: key.clone() });
    piece
}
