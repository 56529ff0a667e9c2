//! Whole tables.

use larder_format::Direction;
use larder_format::plan::Step;

use super::piece::{FOREIGN_KEY, INSTANT, alone, instant};
use super::search::is_installed;
use super::{DIALECT, enums, spread};
use crate::sql::alter::difference::{Altered, Created, TableDifference};
use crate::sql::physical::Table;
use crate::sql::physical::statement;
use crate::sql::transition::{Piece, Transition};

/// Returns a step for each foreign key, and one for each table: a table that still refers to others would lock them all
/// at once, and one that others refer to could not go.
pub(super) fn dropped(tables: &[Table]) -> Vec<Piece> {
    tables.iter().flat_map(untied).chain(tables.iter().map(drop)).collect()
}

fn untied(table: &Table) -> Vec<Piece> {
    let others = table.foreign_keys.iter().filter(|key| key.parent != table.name);
    others
        .map(|key| {
            let parent = DIALECT.bare(&key.parent);
            let comment =
                format!("Unties {} from {parent}, so that dropping it locks no other table.", table.bare_name);
            alone(INSTANT, comment, statement::alter_table(&table.name, &[format!("DROP CONSTRAINT {}", key.name)]))
        })
        .collect()
}

fn drop(table: &Table) -> Piece {
    let comment = format!("Drops {} with all its rows.", table.bare_name);
    let mut drop = alone(INSTANT, comment, format!("DROP TABLE {}", table.name));
    drop.statements.extend(table.finder.iter().map(statement::drop_finder));
    drop.step.loses.push(table.bare_name.clone());
    drop
}

/// Returns new tables, parents first, and then the foreign keys that close a circle. Nobody uses the tables yet, so
/// everything is plain.
pub(super) fn created(transition: &Transition<'_>, difference: &TableDifference<'_>) -> Vec<Piece> {
    let created = &difference.created;
    let mut pieces: Vec<_> = created.iter().flat_map(|created| create(transition, difference, created)).collect();
    for created in created {
        for key in &created.later {
            let comment = format!("Closes the circle from {} to {}.", created.source.name, DIALECT.bare(&key.parent));
            let add = format!("ADD {}", statement::foreign_key(key));
            pieces.push(alone(FOREIGN_KEY, comment, statement::alter_table(&created.table.name, &[add])));
        }
    }
    pieces
}

/// Returns what brings the extensions that types of new columns belong to.
pub(super) fn extensions(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let by_search = |extension: &&&str| {
        altered.search.added.as_ref().is_some_and(|search| search.parts.extensions.contains(*extension))
    };
    let new = altered.after.extensions.iter().filter(|extension| !is_installed(transition, extension));
    new.filter(|extension| !by_search(extension))
        .map(|extension| {
            let comment = format!("Brings types of {}.", altered.to.name);
            let mut piece = instant(extension, comment, vec![statement::create_extension(extension)]);
            piece.step.lock = None;
            piece
        })
        .collect()
}

/// One transaction, whose statements stand apart.
fn create(transition: &Transition<'_>, difference: &TableDifference<'_>, created: &Created<'_>) -> Vec<Piece> {
    let name = &created.source.name;
    let mut comment = Some(match transition.direction {
        Direction::Up => format!("Makes {name}."),
        Direction::Down => format!("Makes {name} again. Its rows do not come back."),
    });
    let mut table = created.table.clone();
    // Schemas come before everything else.
    table.schema = None;
    table.extensions.retain(|extension| !is_installed(transition, extension));
    table.enum_types.retain(|ty| enums::is_first_had_by(transition, difference, created, &ty.name));
    if let Some(spread) = spread::made(created) {
        return create_spread(table, comment, spread);
    }
    let lock =
        (!table.foreign_keys.is_empty()).then(|| "SHARE ROW EXCLUSIVE on the tables it refers to, instant".to_owned());
    let piece = |statement: String| Piece {
        comment: comment.take(),
        statements: vec![statement],
        unit: Some(format!("create {name}")),
        step: Step { lock: lock.clone(), ..Step::default() },
    };
    statement::create_table(&table, DIALECT).into_iter().map(piece).collect()
}

/// The table is spread before it refers to others: what is on one server cannot refer to what is on several.
fn create_spread(mut table: Table, comment: Option<String>, spread: Piece) -> Vec<Piece> {
    let name = table.bare_name.clone();
    let foreign_keys = std::mem::take(&mut table.foreign_keys);
    let mut statements = statement::create_table(&table, DIALECT);
    let others = statements.split_off(table.extensions.len() + table.enum_types.len() + 1);
    let ties = foreign_keys.iter().map(|key| format!("ADD {}", statement::foreign_key(key)));
    let ties = ties.map(|add| statement::alter_table(&table.name, &[add]));
    let unit = |statements: Vec<String>, comment: Option<String>, unit: &str, lock: Option<&str>| {
        let mut comment = comment;
        let piece = |statement: String| Piece {
            comment: comment.take(),
            statements: vec![statement],
            unit: Some(format!("{unit} {name}")),
            step: Step { lock: lock.map(str::to_owned), ..Step::default() },
        };
        statements.into_iter().map(piece).collect::<Vec<_>>()
    };
    let lock = (!foreign_keys.is_empty()).then_some("SHARE ROW EXCLUSIVE on the tables it refers to, instant");
    let mut pieces = unit(statements, comment, "create", None);
    pieces.push(spread);
    let said = format!("Completes {name}.");
    pieces.extend(unit(ties.chain(others).collect(), Some(said), "complete", lock));
    pieces
}
