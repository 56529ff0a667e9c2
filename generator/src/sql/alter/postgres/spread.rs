//! Tables whose rows Citus spreads over servers, or gathers on one again. The steps are for servers that have it; on
//! any other they are passed over.

use larder_format::plan::{self, DefaultValue, Distribution, Probe};

use super::DIALECT;
use super::piece::{FOREIGN_KEY, INSTANT, ONLINE, alone};
use crate::sql::alter::difference::{Altered, Created};
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::physical::{ForeignKey, Spread, Table, order};
use crate::sql::transition::{Piece, Tables, Transition};

/// The extension that does it.
const EXTENSION: &str = "citus";
/// Stops writers while every row is copied.
const COPIED: &str = "EXCLUSIVE, while the table is copied";
/// Stops writers for a moment, once every row is copied.
const MOVED: &str = "EXCLUSIVE, instant, once the rows are copied";
/// Stops readers and writers while every row is copied.
const GATHERED: &str = "ACCESS EXCLUSIVE, while the table is copied";

/// Parts of a table are changed one after the other: in a transaction that changed them at once, a reference to a table
/// that is on every server could not be made any more.
const ONE_BY_ONE: &str = "SET LOCAL citus.multi_shard_modify_mode = 'sequential'";

/// A foreign key, and the table that has it.
struct TableTie {
    child: String,
    bare_child: String,
    key: ForeignKey,
}

/// Tells whether the rows of a table are spread before and after.
pub(super) fn stays(altered: &Altered<'_>) -> bool {
    altered.to.distribution.is_some() && altered.renamed.distribution == altered.to.distribution
}

/// Returns the change of a table in as many statements as it takes: a constraint of a table that is spread is added by
/// itself.
pub(super) fn statements(altered: &Altered<'_>, actions: &[String]) -> Vec<String> {
    let table = &altered.after.name;
    let adds = actions.len() > 1 && actions.iter().any(|action| action.starts_with("ADD CONSTRAINT"));
    if adds && stays(altered) {
        actions.chunks(1).map(|action| alter_table(table, action)).collect()
    } else {
        vec![alter_table(table, actions)]
    }
}

/// Returns the step that spreads a table without rows; `None` of one whose rows stay in one place.
pub(super) fn made(created: &Created<'_>) -> Option<Piece> {
    let distribution = created.source.distribution?;
    let function = match distribution {
        Distribution::Tenant => "create_distributed_table",
        Distribution::Reference => "create_reference_table",
    };
    Some(moved(&created.table, distribution, function, INSTANT))
}

fn moved(table: &Table, distribution: Distribution, function: &str, lock: &str) -> Piece {
    let (name, bare) = (DIALECT.text_literal(&table.name), &table.bare_name);
    let (arguments, how) = match &table.spread {
        Some(Spread::By { column, beside }) => {
            let beside = beside.as_deref();
            let column = DIALECT.bare(column);
            let with = DIALECT.text_literal(beside.unwrap_or("none"));
            let how = match beside {
                Some(beside) => format!("by {column}, beside those of {}", DIALECT.bare(beside)),
                None => format!("by {column}"),
            };
            (format!("{name}, {}, colocate_with => {with}", DIALECT.text_literal(&column)), how)
        }
        Some(Spread::Everywhere) | None => (name, "to every server".to_owned()),
    };
    let verb = if distribution == Distribution::Tenant { "Spreads" } else { "Copies" };
    let comment = format!("{verb} the rows of {bare} {how}, where PostgreSQL has Citus.");
    probed(alone(lock, comment, format!("SELECT {function}({arguments})")), Probe::Spread(bare.clone()))
}

fn probed(mut piece: Piece, probe: Probe) -> Piece {
    piece.step.probe = Some(probe);
    on_citus(piece)
}

fn on_citus(mut piece: Piece) -> Piece {
    piece.step.extension = Some(EXTENSION.to_owned());
    piece
}

/// Returns the steps that gather the rows of tables that are no longer spread, or are spread another way.
pub(super) fn gathered(transition: &Transition<'_>, all: &[Altered<'_>]) -> Vec<Piece> {
    let going: Vec<_> = all.iter().filter(|altered| altered.from.distribution.is_some() && !stays(altered)).collect();
    let names: Vec<_> = going.iter().map(|altered| altered.from.name.as_str()).collect();
    let stands = |table: &plan::Table| transition.stands(table, DIALECT);
    let gather = |table: &plan::Table| {
        let name = DIALECT.text_literal(&DIALECT.identifier(&table.name));
        let comment = format!("Gathers the rows of {} on one server, where PostgreSQL has Citus.", table.name);
        let mut piece = alone(GATHERED, comment, String::new());
        let [before, after] = renumbered(table);
        piece.statements = [before, vec![format!("SELECT undistribute_table({name})")], after].concat();
        probed(piece, Probe::NotSpread(table.name.clone()))
    };
    let ordered = order::parents_first_as_far(going.iter().map(|altered| altered.from.clone()).collect());
    between_ties(transition.from, &names, stands, ordered.iter().rev().map(gather).collect())
}

/// Returns what takes the numbering of a column away and brings it back: Citus gathers no table with one, and knows no
/// statement that drops it from all servers.
fn renumbered(table: &plan::Table) -> [Vec<String>; 2] {
    let name = DIALECT.identifier(&table.name);
    let mut columns = table.columns.iter().filter(|column| column.default == Some(DefaultValue::Identity));
    let Some(column) = columns.next() else { return [Vec::new(), Vec::new()] };
    let spelled = DIALECT.identifier(&column.name);
    let alter = |action: &str| alter_table(&name, &[format!("ALTER COLUMN {spelled} {action}")]);
    let set = |value: &str| format!("SET LOCAL citus.enable_ddl_propagation = {value}");
    let before = vec![set("off"), alter("DROP IDENTITY"), set("on")];
    let [text, bare] = [&name, &column.name].map(|text| DIALECT.text_literal(text));
    let go_on = format!(
        "SELECT setval(pg_get_serial_sequence({text}, {bare}), coalesce(max({spelled}), 0) + 1, false)\nFROM {name}"
    );
    [before, vec![alter("ADD GENERATED BY DEFAULT AS IDENTITY"), go_on]]
}

/// Returns the steps that spread tables with rows, while they are written.
pub(super) fn distributed(transition: &Transition<'_>, all: &[Altered<'_>]) -> Vec<Piece> {
    let coming: Vec<_> = all.iter().filter(|altered| altered.to.distribution.is_some() && !stays(altered)).collect();
    let names: Vec<_> = coming.iter().map(|altered| altered.to.name.as_str()).collect();
    let becomes = |table: &plan::Table| transition.becomes(table, DIALECT);
    let spread = |table: &plan::Table| match table.distribution {
        Some(distribution @ Distribution::Tenant) => {
            let function = "create_distributed_table_concurrently";
            let mut piece = moved(&becomes(table), distribution, function, MOVED);
            piece.step.no_transaction = true;
            piece
        }
        _ => {
            let mut piece = moved(&becomes(table), Distribution::Reference, "create_reference_table", COPIED);
            // What was copied takes room, and nobody sees it.
            let name = DIALECT.text_literal(&DIALECT.identifier(&table.name));
            piece.statements.push(format!("SELECT truncate_local_data_after_distributing_table({name})"));
            piece
        }
    };
    let ordered = order::parents_first_as_far(coming.iter().map(|altered| altered.to.clone()).collect());
    between_ties(transition.to, &names, becomes, ordered.iter().map(spread).collect())
}

/// Returns the steps between those that untie the tables they move, and those that tie them again: rows of one server
/// cannot refer to rows of another.
fn between_ties(
    tables: &Tables,
    moved: &[&str],
    lowered: impl Fn(&plan::Table) -> Table,
    steps: Vec<Piece>,
) -> Vec<Piece> {
    if steps.is_empty() {
        return Vec::new();
    }
    let is_moved = |key: &plan::ForeignKey| moved.contains(&key.parent.as_str());
    let near = |table: &&plan::Table| moved.contains(&table.name.as_str()) || table.foreign_keys.iter().any(is_moved);
    let ties: Vec<_> = tables
        .values()
        .filter(near)
        .flat_map(|table| {
            let Table { name, bare_name, foreign_keys, .. } = lowered(table);
            let is_tie = |key: &ForeignKey| {
                moved.contains(&bare_name.as_str()) || moved.contains(&DIALECT.bare(&key.parent).as_str())
            };
            let ties = foreign_keys.into_iter().filter(is_tie);
            ties.map(|key| TableTie { child: name.clone(), bare_child: bare_name.clone(), key }).collect::<Vec<_>>()
        })
        .collect();
    let untied = ties.iter().map(|tie| {
        let comment = format!("Unties {} from {} while rows move.", tie.bare_child, DIALECT.bare(&tie.key.parent));
        tie.piece(INSTANT, comment, format!("DROP CONSTRAINT {}", tie.key.name))
    });
    let tied = ties.iter().flat_map(|tie| {
        let comment = format!(
            "Ties {} to {} again: new rows are checked from here on.",
            tie.bare_child,
            DIALECT.bare(&tie.key.parent)
        );
        let add = tie.piece(FOREIGN_KEY, comment, format!("ADD {} NOT VALID", statement::foreign_key(&tie.key)));
        let comment = "Checks the rows that are there, without blocking writes.".to_owned();
        [add, tie.piece(ONLINE, comment, format!("VALIDATE CONSTRAINT {}", tie.key.name))]
    });
    untied.chain(steps).chain(tied).collect()
}

impl TableTie {
    fn piece(&self, lock: &str, comment: String, action: String) -> Piece {
        on_citus(alone(lock, comment, alter_table(&self.child, &[action])))
    }
}

/// Makes transactions with several statements change the parts of tables one after the other, where tables are spread.
pub(super) fn one_by_one(transition: &Transition<'_>, mut pieces: Vec<Piece>) -> Vec<Piece> {
    let mut tables = transition.from.values().chain(transition.to.values());
    if tables.all(|table| table.distribution.is_none()) {
        return pieces;
    }
    let mut begin = 0;
    while begin < pieces.len() {
        let unit = pieces[begin].unit.clone();
        let same = pieces[begin + 1..].iter().take_while(|piece| unit.is_some() && piece.unit == unit).count();
        let transaction = &mut pieces[begin..=begin + same];
        let count: usize = transaction.iter().map(|piece| piece.statements.len()).sum();
        if count > 1 && !transaction[0].step.no_transaction {
            transaction[0].statements.insert(0, ONE_BY_ONE.to_owned());
        }
        begin += same + 1;
    }
    pieces
}
