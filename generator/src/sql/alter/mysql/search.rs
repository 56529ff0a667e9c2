//! Full text: a column of tokens that the migrator fills, and an index over it.

use larder_format::plan::{Probe, Step, Tokens};

use super::DIALECT;
use super::columns::{self, defined_as};
use super::piece::{BUILD, COPY, IN_PLACE, INSTANT, ONLINE, ROWS, ddl, rewriting};
use super::rework::Rework;
use crate::sql::alter::difference::SearchParts;
use crate::sql::physical::Column;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::transition::Piece;

/// Returns what takes full text away, the index first.
pub(super) fn dropped(rework: &Rework<'_>) -> Vec<Piece> {
    let Some(search) = &rework.altered.search.dropped else { return Vec::new() };
    let old = &rework.altered.old;
    let (table, bare) = (&old.name, &old.bare_name);
    let mut pieces = Vec::new();
    for index in &search.parts.indexes {
        let probe = Probe::NoIndex { table: bare.clone(), name: DIALECT.bare(&index.name) };
        let statement = alter_table(table, &[format!("DROP INDEX {}, {IN_PLACE}", index.name)]);
        pieces.push(ddl(INSTANT, "Drops the full-text index.", statement, probe));
    }
    for column in &search.parts.columns {
        let probe = Probe::NoColumn { table: bare.clone(), name: DIALECT.bare(&column.name) };
        let statement = alter_table(table, &[format!("DROP COLUMN {}", column.name)]);
        pieces.push(rewriting(ONLINE, "Drops the search tokens; they can be made again.", statement, probe));
    }
    pieces
}

/// Returns what adds full text to a table in use.
pub(super) fn added(rework: &Rework<'_>) -> Vec<Piece> {
    let Some(search) = &rework.altered.search.added else { return Vec::new() };
    let after = &rework.altered.after;
    let (table, bare) = (&after.name, &after.bare_name);
    let mut pieces = Vec::new();
    for column in &search.parts.columns {
        let nullable = Column { nullable: true, ..column.clone() };
        let comment = format!("Adds the search tokens of {bare}, null until they are made.");
        pieces.push(columns::add(after, &nullable, rework.has_computed_keys(), comment));
    }
    pieces.push(make_tokens(rework, search, "The migrator makes the tokens of the rows that are there, in batches."));
    pieces.push(make_tokens(rework, search, "The migrator makes the tokens of the few rows that came in between."));
    for column in &search.parts.columns {
        let comment = "Asks for tokens in every row.";
        let statement = alter_table(table, &[format!("MODIFY COLUMN {}", statement::column(column))]);
        pieces.push(rewriting(COPY, comment, statement, defined_as(bare, column)));
    }
    for index in &search.parts.indexes {
        let probe = Probe::HasIndex { table: bare.clone(), name: DIALECT.bare(&index.name) };
        let actions = format!("ADD {}, ALGORITHM=INPLACE, LOCK=SHARED", statement::inline_index(index));
        let comment = "Builds the full-text index. Both servers stop writes for it.";
        pieces.push(rewriting(BUILD, comment, alter_table(table, &[actions]), probe));
    }
    pieces
}

/// A step without statements.
fn make_tokens(rework: &Rework<'_>, search: &SearchParts<'_>, comment: &str) -> Piece {
    let to = rework.altered.to;
    let tokens = Tokens {
        table: to.name.clone(),
        key: to.primary_key.columns.first().cloned().unwrap_or_default(),
        columns: search.source.columns.clone(),
        tenant: search.source.tenant.clone(),
        tokens: search.source.tokens.clone(),
    };
    let step = Step { tokens: Some(tokens), lock: Some(ROWS.to_owned()), ..Step::default() };
    Piece { comment: Some(comment.to_owned()), statements: Vec::new(), unit: None, step }
}
