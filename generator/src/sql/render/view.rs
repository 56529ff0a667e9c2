//! What the template prints.

use serde::Serialize;

use crate::dialect::Dialect;
use crate::sql::physical::Table;
use crate::sql::physical::statement;
use crate::sql::transition::Piece;

/// A SQL file.
#[derive(Serialize)]
pub(super) struct Script {
    header: String,
    /// Comments under the header.
    notes: Vec<String>,
    pieces: Vec<PieceView>,
}

/// Statements that stand together.
#[derive(Serialize)]
struct PieceView {
    comment: Vec<String>,
    statements: Vec<String>,
}

impl Script {
    pub(super) fn create_table(table: &Table, dialect: Dialect, migration: &str) -> Self {
        let alone = |statement| PieceView { comment: Vec::new(), statements: vec![statement] };
        Self {
            header: header(dialect, migration, "makes the table"),
            notes: Vec::new(),
            pieces: statement::create_table(table, dialect).into_iter().map(alone).collect(),
        }
    }

    pub(super) fn drop_table(table: &Table, dialect: Dialect, migration: &str) -> Self {
        let stays =
            |extension| format!("The extension {extension} stays: it belongs to the database, and others may use it.");
        Self {
            header: header(dialect, migration, "takes the table back"),
            notes: table.extensions.iter().map(stays).collect(),
            pieces: vec![PieceView { comment: Vec::new(), statements: statement::drop_table(table) }],
        }
    }

    pub(super) fn change(pieces: &[Piece], dialect: Dialect, migration: &str, does: &str) -> Self {
        let view = |piece: &Piece| PieceView {
            comment: piece.comment.iter().flat_map(|comment| comment.lines()).map(str::to_owned).collect(),
            statements: piece.statements.clone(),
        };
        Self { header: header(dialect, migration, does), notes: Vec::new(), pieces: pieces.iter().map(view).collect() }
    }
}

fn header(dialect: Dialect, migration: &str, does: &str) -> String {
    format!("{migration} on {}: {does}.", dialect.title())
}
