//! Full text in SQLite: tokens in the table, words in a table beside it, triggers between them.

use larder_format::plan::Tokens;

use super::{described, piece, rebuild};
use crate::sql::alter::difference::Altered;
use crate::sql::lower::SEARCH_ID;
use crate::sql::physical::statement;
use crate::sql::physical::{Column, Table};
use crate::sql::transition::{Piece, Transition};

/// Triggers go when they are called otherwise or name the table or the words otherwise; SQLite would change their text
/// in its own way, and put the new name of an integer key where they say `rowid`.
pub(super) fn triggers_go(altered: &Altered<'_>) -> bool {
    let key = &altered.to.primary_key.columns;
    altered.name.is_some()
        || altered.old.triggers != altered.after.triggers
        || altered.search.dropped.is_some()
        || altered.columns.renamed.iter().any(|column| key.contains(&super::DIALECT.bare(&column.to)))
}

/// Returns all changes of a table whose full text is new: everything else first, with room for tokens, then the tokens,
/// then the table anew, which asks for tokens in every row and has words.
pub(super) fn add(transition: &Transition<'_>, altered: &Altered<'_>, standing: &Table) -> Vec<Piece> {
    let Some(search) = &altered.search.added else { return Vec::new() };
    let (source, after) = (search.source, &altered.after);
    let tokens: Vec<_> = search.parts.columns.iter().filter(|column| column.name != SEARCH_ID).collect();
    let between = between(after, &search.parts, &tokens);
    let (statements, is_anew) = super::columns(transition, altered, standing, &between);
    let mut fill = Piece::default();
    fill.step.tokens = Some(Tokens {
        table: altered.to.name.clone(),
        key: altered.to.primary_key.columns.first().cloned().unwrap_or_default(),
        columns: source.columns.clone(),
        tenant: source.tenant.clone(),
        tokens: source.tokens.clone(),
    });
    vec![described(transition, altered, statements, is_anew), fill, finish(after, &tokens)]
}

/// The table but for its full text, of which it has the tokens, where it has them already.
fn between(after: &Table, parts: &Table, tokens: &[&Column]) -> Table {
    let mut table = after.clone();
    table.columns.retain(|column| column.name != SEARCH_ID);
    for column in table.columns.iter_mut().filter(|column| tokens.iter().any(|other| other.name == column.name)) {
        column.nullable = true;
    }
    table.uniques.retain(|key| !parts.uniques.contains(key));
    table
}

fn finish(after: &Table, tokens: &[&Column]) -> Piece {
    let value = |column: &Column| match column.name.as_str() {
        SEARCH_ID => "row_number() OVER (ORDER BY rowid)".to_owned(),
        name => name.to_owned(),
    };
    let written = after.columns.iter().filter(|column| column.generated.is_none());
    let values: Vec<_> = written.map(|column| (column.name.clone(), value(column))).collect();
    let mut statements = rebuild::statements(after, &values);
    statements.extend(after.indexes.iter().map(|index| statement::create_index(&after.name, index)));
    if let Some(words) = &after.word_table {
        let columns = tokens.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
        statements.push(statement::create_word_table(words));
        statements.push(format!(
            "INSERT INTO {} (rowid, {columns}) SELECT {SEARCH_ID}, {columns} FROM {}",
            words.name, after.name
        ));
    }
    statements.extend(after.triggers.iter().map(statement::create_trigger));
    let mut piece = piece(Some("Every row has its tokens; the words are made of them.".to_owned()), statements);
    piece.step.rewrites = true;
    piece
}
