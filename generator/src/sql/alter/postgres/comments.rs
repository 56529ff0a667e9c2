//! Comments of tables and columns that stay.

use super::DIALECT;
use super::piece::instant;
use crate::sql::alter::difference::Altered;
use crate::sql::physical::Comment;
use crate::sql::physical::statement::comment_on;
use crate::sql::transition::Piece;

/// Returns what says the comments that are others, or none any more.
pub(super) fn said(altered: &Altered<'_>) -> Option<Piece> {
    let after = &altered.after;
    let before: Vec<&Comment> = altered.before.comments.iter().filter(|comment| stands(altered, comment)).collect();
    let new = after.comments.iter().filter(|comment| !before.contains(comment));
    let new = new.map(|comment| comment_on(&after.name, &comment.column, &comment.text));
    let gone = before.iter().filter(|comment| !after.comments.iter().any(|other| other.column == comment.column));
    let gone = gone.map(|comment| comment_on(&after.name, &comment.column, "NULL"));
    let statements: Vec<_> = new.chain(gone).collect();
    let comment = format!("Says of {} what people read of it.", DIALECT.bare(&after.name));
    let mut piece = instant(&after.name, comment, statements.clone());
    piece.step.lock = None;
    (!statements.is_empty()).then_some(piece)
}

/// Tells whether what a comment is of is there afterwards, and not made anew.
fn stands(altered: &Altered<'_>, comment: &Comment) -> bool {
    let Some(column) = &comment.column else { return true };
    let is_there = altered.after.columns.iter().any(|other| other.name == *column);
    is_there && !altered.columns.remade.contains(column)
}
