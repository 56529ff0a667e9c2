//! Full text: a column of tokens that the migrator fills, and an index over it.

use larder_format::plan::{Step, Tokens};

use super::DIALECT;
use super::columns::{refuse_null, set_not_null};
use super::keys::{build, drop_index};
use super::partition::of_index;
use super::piece::instant;
use crate::sql::alter::difference::{Altered, SearchParts};
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::transition::{Piece, Transition};

/// Returns what takes full text away, the index first.
pub(super) fn dropped(altered: &Altered<'_>) -> Vec<Piece> {
    let Some(search) = &altered.search.dropped else { return Vec::new() };
    let table = &altered.old.name;
    let mut pieces: Vec<_> =
        search.parts.indexes.iter().map(|index| of_index(altered, drop_index(&altered.old, &index.name))).collect();
    let drops: Vec<_> = search.parts.columns.iter().map(|column| format!("DROP COLUMN {}", column.name)).collect();
    let mut comment = "Drops the search tokens; they can be made again.".to_owned();
    for extension in &search.parts.extensions {
        comment += &format!("\nThe extension {extension} stays: it belongs to the database, and others may use it.");
    }
    pieces.push(instant(&altered.after.name, comment, vec![alter_table(table, &drops)]));
    pieces
}

/// Returns what adds full text to a table in use.
pub(super) fn added(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let Some(search) = &altered.search.added else { return Vec::new() };
    let (table, bare) = (&altered.after.name, &altered.to.name);
    let tokens = DIALECT.identifier(&search.source.tokens);
    let mut pieces = Vec::new();
    for extension in search.parts.extensions.iter().filter(|extension| !is_installed(transition, extension)) {
        let comment = "Lets the index hold the tenant beside the tokens.";
        pieces.push(instant(extension, comment, vec![statement::create_extension(extension)]));
        pieces.iter_mut().for_each(|piece| piece.step.lock = None);
    }
    let adds = search.parts.columns.iter().map(|column| format!("ADD COLUMN {} {}", column.name, column.ty));
    let comment = format!("Adds the search tokens of {bare}, null until they are made.");
    pieces.push(instant(table, comment, vec![alter_table(table, &adds.collect::<Vec<_>>())]));
    pieces.push(make_tokens(altered, search, "The migrator makes the tokens of the rows that are there, in batches."));
    pieces.push(refuse_null(altered, &search.source.tokens));
    pieces.push(make_tokens(altered, search, "The migrator makes the tokens of the few rows that came in between."));
    pieces.extend(set_not_null(altered, &search.source.tokens, &tokens));
    pieces.extend(search.parts.indexes.iter().map(|index| of_index(altered, build(table, bare, index))));
    pieces
}

/// Tells whether a table that was there needs the extension too.
pub(super) fn is_installed(transition: &Transition<'_>, extension: &str) -> bool {
    transition.from.values().any(|table| transition.stands(table, DIALECT).extensions.contains(&extension))
}

/// A step without statements.
fn make_tokens(altered: &Altered<'_>, search: &SearchParts<'_>, comment: &str) -> Piece {
    let tokens = Tokens {
        table: altered.to.name.clone(),
        key: altered.to.primary_key.columns.first().cloned().unwrap_or_default(),
        columns: search.source.columns.clone(),
        tenant: search.source.tenant.clone(),
        tokens: search.source.tokens.clone(),
    };
    let step = Step { tokens: Some(tokens), lock: Some(super::piece::ROWS.to_owned()), ..Step::default() };
    Piece { comment: Some(comment.to_owned()), statements: Vec::new(), unit: None, step }
}
