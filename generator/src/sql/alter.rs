//! Transitions in the words of each dialect.

mod back;
pub mod difference;
mod guard;
mod loss;
mod mysql;
mod postgres;
mod sqlite;

use larder_format::plan::Operation;

use super::rules::RulesPair;
use super::transition::{Piece, Tables, Transition};
use crate::dialect::Dialect;

/// Returns what reverts the operations: the way from `after` to `before`; `rules` are those of the way up.
pub fn down<'a>(before: &'a Tables, after: &'a Tables, operations: &[Operation], rules: RulesPair) -> Transition<'a> {
    let mut down = Transition::down(before, after, operations, rules);
    back::take_back(&mut down, &Transition::fills_of(before, operations));
    down
}

/// Returns what `dialect` does for the transition, in order.
pub fn pieces(transition: &Transition<'_>, dialect: Dialect) -> Vec<Piece> {
    match dialect {
        Dialect::Postgres => postgres::pieces(transition),
        Dialect::MySql => mysql::pieces(transition),
        Dialect::Sqlite => sqlite::pieces(transition),
    }
}
