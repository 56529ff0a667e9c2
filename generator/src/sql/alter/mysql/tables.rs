//! Whole tables.

use larder_format::Direction;
use larder_format::plan::Probe;

use super::DIALECT;
use super::foreign_keys;
use super::piece::{INSTANT, ddl};
use crate::sql::alter::difference::{Altered, Created, ordered_renames};
use crate::sql::physical::Table;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::transition::{Piece, Transition};

/// Returns what drops tables that stand children first; foreign keys that go round in a circle go before.
pub(super) fn dropped(tables: &[Table]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (position, table) in tables.iter().enumerate() {
        for child in tables.iter().skip(position + 1) {
            let ties = child.foreign_keys.iter().filter(|key| key.parent == table.name);
            pieces.extend(ties.map(|key| foreign_keys::drop(&child.name, key)));
        }
        let comment = format!("Drops {} with all its rows.", table.bare_name);
        let probe = Probe::NoTable(table.bare_name.clone());
        let mut piece = ddl(INSTANT, comment, format!("DROP TABLE {}", table.name), probe);
        piece.step.loses.push(table.bare_name.clone());
        pieces.push(piece);
    }
    pieces
}

/// Returns what renames tables; the foreign keys of other tables follow.
pub(super) fn renamed(altered: &[Altered<'_>]) -> Vec<Piece> {
    let names: Vec<_> = altered.iter().filter_map(|altered| altered.name.clone()).collect();
    let rename = |name: &crate::sql::transition::Renamed| {
        let [from, to] = [&name.from, &name.to].map(|name| DIALECT.bare(name));
        let statement = alter_table(&name.from, &[format!("RENAME TO {}", name.to)]);
        ddl(INSTANT, format!("Renames {from} to {to}."), statement, Probe::HasTable(to))
    };
    ordered_renames(&names).iter().map(rename).collect()
}

/// Returns new tables, parents first, and then the foreign keys that close a circle.
pub(super) fn created(transition: &Transition<'_>, created: &[Created<'_>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for created in created {
        let name = &created.source.name;
        let comment = match transition.direction {
            Direction::Up => format!("Makes {name}."),
            Direction::Down => format!("Makes {name} again. Its rows do not come back."),
        };
        let made = statement::create_table(&created.table, DIALECT);
        let lock = "none on tables in use, but for a moment on those it refers to";
        let make = |statement| ddl(lock, comment.clone(), statement, Probe::HasTable(name.clone()));
        pieces.extend(made.into_iter().map(make));
    }
    for created in created {
        pieces.extend(created.later.iter().flat_map(|key| foreign_keys::add(&created.table, key)));
    }
    pieces
}
