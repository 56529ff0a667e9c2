//! New names for tables, columns, keys, indexes and checks.
//!
//! The sequence of an identity column keeps the name it got: nothing but its column refers to it, and the name that
//! PostgreSQL would give it now may be another's, since it is cut and joined of table and column.

use larder_format::qualified::{self, plain};

use super::piece::{FOREIGN_KEY, ONLINE, alone, instant};
use super::{DIALECT, partition, spread};
use crate::sql::alter::difference::{Altered, ordered_renames};
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::transition::{Piece, Renamed};

/// Returns the renames, each table with all that is named for it.
pub(super) fn renamed(altered: &[Altered<'_>]) -> Vec<Piece> {
    let tables: Vec<_> = altered.iter().filter_map(|altered| altered.name.clone()).collect();
    let mut pieces = Vec::new();
    for step in placed(&tables) {
        let table = altered.iter().find(|altered| altered.after.name == step.to);
        let mut statements = moved(&step);
        statements.extend(table.map(inside).unwrap_or_default());
        statements.extend(table.and_then(partition::renamed_after));
        let does = if plain(&step.from) == plain(&step.to) { "Moves" } else { "Renames" };
        let comment = format!("{does} {} to {}.", DIALECT.bare(&step.from), DIALECT.bare(&step.to));
        pieces.push(instant(&step.to, comment, statements));
    }
    for altered in altered.iter().filter(|altered| altered.name.is_none()) {
        let statements = inside(altered);
        if !statements.is_empty() {
            pieces.push(instant(&altered.after.name, comment(altered), statements));
        }
    }
    pieces.extend(altered.iter().filter(|altered| spread::stays(altered)).flat_map(made_anew));
    pieces
}

/// Returns what gives checks and references of a table that is spread other names, which it has no statement for.
fn made_anew(altered: &Altered<'_>) -> Vec<Piece> {
    let table = &altered.after.name;
    let checks = altered.checks.renamed.iter().filter_map(|part| {
        let check = altered.after.checks.iter().find(|check| check.name == part.to)?;
        Some((part, statement::check(check)))
    });
    let keys = altered.foreign_keys.renamed.iter().filter_map(|part| {
        let key = altered.after.foreign_keys.iter().find(|key| key.name == part.to)?;
        Some((part, statement::foreign_key(key)))
    });
    let anew = checks.chain(keys).flat_map(|(part, text)| {
        let comment = format!("Renames {} to {}.", DIALECT.bare(&part.from), DIALECT.bare(&part.to));
        let drop = alter_table(table, &[format!("DROP CONSTRAINT {}", part.from)]);
        let mut piece = alone(FOREIGN_KEY, comment, drop);
        piece.statements.push(alter_table(table, &[format!("ADD {text} NOT VALID")]));
        let comment = "Checks the rows that are there, without blocking writes.";
        [piece, alone(ONLINE, comment, alter_table(table, &[format!("VALIDATE CONSTRAINT {}", part.to)]))]
    });
    anew.collect()
}

/// Returns the renames in their order. No two tables have one name, whatever their schemas are, so that a name is free
/// in every schema or in none.
fn placed(tables: &[Renamed]) -> Vec<Renamed> {
    let names = tables.iter().map(|table| Renamed { from: plain(&table.from).into(), to: plain(&table.to).into() });
    let mut stand: Vec<(String, &str)> = tables.iter().map(|table| (table.from.clone(), table.to.as_str())).collect();
    let place = |step: Renamed| {
        let (table, to) = stand.iter_mut().find(|(table, _)| plain(table) == step.from)?;
        // One that is put aside stays in its schema meanwhile.
        let is_last = plain(to) == step.to;
        let to = if is_last { (*to).to_owned() } else { qualified::of(qualified::schema(table), &step.to) };
        Some(Renamed { from: std::mem::replace(table, to.clone()), to })
    };
    ordered_renames(&names.collect::<Vec<_>>()).into_iter().filter_map(place).collect()
}

/// Returns the statements that give a table its new name, and then its new schema. One without a schema is in that of
/// the connection, whichever it is.
fn moved(step: &Renamed) -> Vec<String> {
    let mut statements = Vec::new();
    let renamed = qualified::of(qualified::schema(&step.from), plain(&step.to));
    if plain(&step.from) != plain(&step.to) {
        statements.push(alter_table(&step.from, &[format!("RENAME TO {}", plain(&step.to))]));
    }
    match (qualified::schema(&step.from), qualified::schema(&step.to)) {
        (from, to) if from == to => {}
        (_, Some(schema)) => statements.push(alter_table(&renamed, &[format!("SET SCHEMA {schema}")])),
        (_, None) => {
            let text = DIALECT.text_literal(&format!("ALTER TABLE {renamed} SET SCHEMA %I"));
            statements.push(format!("DO $larder$ BEGIN EXECUTE format({text}, current_schema()); END $larder$"));
        }
    }
    statements
}

fn comment(altered: &Altered<'_>) -> String {
    let table = &altered.to.name;
    let columns: Vec<_> = altered
        .columns
        .renamed
        .iter()
        .map(|column| format!("{table}.{} to {}", DIALECT.bare(&column.from), DIALECT.bare(&column.to)))
        .collect();
    match columns.as_slice() {
        [] => format!("Renames keys and indexes of {table}."),
        columns => format!("Renames {}.", columns.join(" and ")),
    }
}

/// The table has its new name already.
fn inside(altered: &Altered<'_>) -> Vec<String> {
    let table = &altered.after.name;
    let rename = |part: Renamed| alter_table(table, &[format!("RENAME CONSTRAINT {} TO {}", part.from, part.to)]);
    let rename_index =
        |index: Renamed| format!("ALTER INDEX {} RENAME TO {}", altered.after.index(&index.from), index.to);
    let mut statements: Vec<_> = ordered_renames(&altered.columns.renamed)
        .into_iter()
        .map(|column| alter_table(table, &[format!("RENAME COLUMN {} TO {}", column.from, column.to)]))
        .collect();
    let keys = altered.primary_key.clone().into_iter().chain(ordered_renames(&altered.uniques.renamed));
    if spread::stays(altered) {
        // A key has the name of its index.
        statements.extend(keys.map(rename_index));
    } else {
        statements.extend(keys.map(rename));
        statements.extend(ordered_renames(&altered.foreign_keys.renamed).into_iter().map(rename));
        statements.extend(ordered_renames(&altered.checks.renamed).into_iter().map(rename));
    }
    let indexes: Vec<_> = altered.indexes.renamed.iter().chain(&altered.search.index).cloned().collect();
    statements.extend(ordered_renames(&indexes).into_iter().map(rename_index));
    statements
}
