//! Tables in between that tie the rows of two others to each other.

use super::piece::{EntityPiece, FieldPiece, TiePiece};

/// Gives the first of the two its tie, for each table whose key is a reference to each.
pub(super) fn find(pieces: &mut [EntityPiece]) {
    let ties: Vec<(String, TiePiece)> = pieces.iter().filter_map(of).collect();
    for (table, tie) in ties {
        if let Some(piece) = pieces.iter_mut().find(|piece| piece.table == table) {
            piece.ties.push(tie);
        }
    }
}

fn of(piece: &EntityPiece) -> Option<(String, TiePiece)> {
    let is_key = |field: &&FieldPiece| field.attributes.iter().any(|entry| entry.key == "primary");
    let keys: Vec<&FieldPiece> = piece.fields.iter().filter(is_key).collect();
    let [one, other] = keys.as_slice() else { return None };
    let end = |field: &FieldPiece| {
        let reference = field.reference.as_ref().filter(|reference| reference.by.is_none())?;
        Some(reference.parent.clone())
    };
    let (one, other) = (end(one)?, end(other)?);
    (one != other).then(|| (one, TiePiece { with: other, through: piece.table.clone() }))
}
