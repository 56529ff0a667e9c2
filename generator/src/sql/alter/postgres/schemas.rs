//! Schemas of tables: made before the first table that is in one, dropped after the last.

use std::collections::BTreeSet;

use larder_format::plan::Step;

use super::DIALECT;
use crate::sql::lower;
use crate::sql::physical::statement;
use crate::sql::transition::{Piece, Tables, Transition};

/// Returns what makes the schemas that tables are in afterwards only.
pub(super) fn made(transition: &Transition<'_>) -> Vec<Piece> {
    let new = of(transition.to).into_iter().filter(|schema| !of(transition.from).contains(schema));
    let make = |schema: String| {
        let comment = format!("Makes the schema {} if it is not there.", DIALECT.bare(&schema));
        piece(comment, statement::create_schema(&schema))
    };
    new.map(make).collect()
}

/// Returns what drops the schemas that no table is in any more.
pub(super) fn dropped(transition: &Transition<'_>) -> Vec<Piece> {
    let gone = of(transition.from).into_iter().filter(|schema| !of(transition.to).contains(schema));
    let drop = |schema: String| {
        let comment = format!("Drops the schema {} if larder made it and nothing is in it.", DIALECT.bare(&schema));
        piece(comment, statement::drop_schema(&schema))
    };
    gone.map(drop).collect()
}

/// The schemas of tables, as SQL spells them.
fn of(tables: &Tables) -> BTreeSet<String> {
    tables.keys().filter_map(|table| lower::schema(table, DIALECT)).collect()
}

fn piece(comment: String, statement: String) -> Piece {
    Piece { comment: Some(comment), statements: vec![statement], unit: None, step: Step::default() }
}
