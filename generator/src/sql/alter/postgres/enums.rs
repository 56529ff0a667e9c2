//! Enum types: made, given values, renamed values, made anew with the columns that have them, and dropped.
//!
//! A type belongs to no table. Values that come are added to the type as it stands, each in a transaction of its own,
//! since the one that adds a value cannot use it. A type that loses a value, or has its values in another order, is
//! made anew beside the old one, and its columns change over in one transaction.

mod change;
mod remade;

use std::collections::BTreeMap;

use larder_format::plan::{Step, Table};

use super::DIALECT;
use super::piece::alone;
use crate::sql::alter::difference::{Altered, AlteredColumn, Created, TableDifference};
use crate::sql::physical::{PhysicalEnum, statement};
use crate::sql::transition::{Piece, Tables, Transition};
use change::EnumChange;

/// Enum types by name, as SQL spells it, with their values.
type EnumTypes<'a> = BTreeMap<&'a str, &'a [String]>;

fn of_table(table: &Table) -> impl Iterator<Item = (&str, &[String])> {
    table.columns.iter().filter_map(|column| column.enum_type())
}

fn of_tables(tables: &Tables) -> EnumTypes<'_> {
    tables.values().flat_map(of_table).collect()
}

/// Returns what brings the types to what columns of tables that stay have afterwards.
pub(super) fn changed(transition: &Transition<'_>, difference: &TableDifference<'_>) -> Vec<Piece> {
    let before = of_tables(transition.from);
    let mut pieces = Vec::new();
    for (name, values) in of_tables(transition.to) {
        match before.get(name) {
            None if is_altered_first(name, difference) => pieces.push(make(name, values)),
            Some(old) if *old != values => pieces.extend(change(transition, difference, name, [old, values])),
            _ => {}
        }
    }
    pieces
}

/// Tells whether a new table is the first to have a type.
pub(super) fn is_first_had_by(
    transition: &Transition<'_>,
    difference: &TableDifference<'_>,
    created: &Created<'_>,
    name: &str,
) -> bool {
    let mut earlier = difference.created.iter().take_while(|other| other.source.name != created.source.name);
    let is_earlier = earlier.any(|other| of_table(other.source).any(|(other, _)| other == name));
    !of_tables(transition.from).contains_key(name) && !is_earlier && !is_altered_first(name, difference)
}

/// Returns what drops the types that no column has any more.
pub(super) fn dropped(transition: &Transition<'_>, difference: &TableDifference<'_>) -> Vec<Piece> {
    let after = of_tables(transition.to);
    let drop = |name: String| {
        alone_in(format!("No column has the type {} any more.", DIALECT.bare(&name)), vec![format!("DROP TYPE {name}")])
    };
    let mut pieces = Vec::new();
    for (name, values) in of_tables(transition.from) {
        match after.get(name) {
            None => pieces.push(drop(name.to_owned())),
            Some(new) if *new != values && is_remade(transition, difference, name, [values, new]) => {
                pieces.push(drop(remade::old_name(name)));
            }
            Some(_) => {}
        }
    }
    pieces
}

/// Tells whether a column keeps an enum type whose values change: its rows follow those of the type.
pub(super) fn follows_type(column: &AlteredColumn<'_>) -> bool {
    kept_type(column).is_some() && column.from.enum_type() != column.to.enum_type()
}

/// Returns the name of the enum type that a column has before and afterwards.
fn kept_type<'a>(column: &'a AlteredColumn<'_>) -> Option<&'a str> {
    let (before, _) = column.from.enum_type()?;
    let (after, _) = column.to.enum_type()?;
    (before == after).then_some(after)
}

fn is_altered_first(name: &str, difference: &TableDifference<'_>) -> bool {
    difference.altered.iter().any(|altered| of_table(altered.to).any(|(other, _)| other == name))
}

fn is_remade(
    transition: &Transition<'_>,
    difference: &TableDifference<'_>,
    name: &str,
    [before, after]: [&[String]; 2],
) -> bool {
    let holders = holders(difference, name);
    matches!(EnumChange::of(transition, &holders, before, after), EnumChange::Remade)
}

/// Returns the columns that keep a type, each with its table.
fn holders<'a>(difference: &'a TableDifference<'a>, name: &str) -> Vec<(&'a Altered<'a>, &'a AlteredColumn<'a>)> {
    let of_table = |altered: &'a Altered<'a>| altered.columns.altered.iter().map(move |column| (altered, column));
    let columns = difference.altered.iter().flat_map(of_table);
    columns.filter(|(_, column)| kept_type(column) == Some(name)).collect()
}

fn change(
    transition: &Transition<'_>,
    difference: &TableDifference<'_>,
    name: &str,
    [before, after]: [&[String]; 2],
) -> Vec<Piece> {
    let holders = holders(difference, name);
    let bare = DIALECT.bare(name);
    match EnumChange::of(transition, &holders, before, after) {
        EnumChange::Extended { renamed, added } => {
            let rename = |(old, new): &(String, String)| {
                let [from, to] = [old, new].map(|value| DIALECT.text_literal(value));
                let comment = format!("Renames a value of {bare}. The rows stay as they are.");
                alone_in(comment, vec![format!("ALTER TYPE {name} RENAME VALUE {from} TO {to}")])
            };
            let add = |(value, place): &(String, String)| {
                let value = DIALECT.text_literal(value);
                let comment = format!("Adds a value to {bare}, by itself: the transaction that adds it cannot use it.");
                alone_in(comment, vec![format!("ALTER TYPE {name} ADD VALUE IF NOT EXISTS {value}{place}")])
            };
            renamed.iter().map(rename).chain(added.iter().map(add)).collect()
        }
        EnumChange::Remade => vec![remade::piece(transition, &holders, name, after)],
    }
}

fn make(name: &str, values: &[String]) -> Piece {
    alone_in(format!("Makes the type {}.", DIALECT.bare(name)), vec![create(name, values)])
}

fn create(name: &str, values: &[String]) -> String {
    statement::create_enum_type(&PhysicalEnum { name: name.to_owned(), values: values.to_vec() })
}

/// Statements in a transaction of their own, which lock no table.
fn alone_in(comment: String, statements: Vec<String>) -> Piece {
    Piece { statements, step: Step::default(), ..alone("", comment, String::new()) }
}
