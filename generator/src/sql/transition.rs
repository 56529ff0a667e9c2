//! The step from one state of the tables to another: what a migration does in one direction.

mod rename;

use std::collections::BTreeMap;

use larder_format::Direction;
use larder_format::plan::{self, Fill, Operation, Step};

use super::rules::RulesPair;
use super::{lower, physical};
use crate::dialect::Dialect;

pub use super::history::Tables;

/// Two states and what they do not tell: which table or column of one is which of the other, and what fills new
/// columns.
#[derive(Debug, Clone)]
pub struct Transition<'a> {
    pub from: &'a Tables,
    pub to: &'a Tables,
    /// By which rules the tables of `from` and of `to` stand.
    pub rules: RulesPair,
    /// Down scripts put neutral values where up scripts ask for a fill.
    pub direction: Direction,
    /// Tables with another name in `to`.
    pub tables: Vec<Renamed>,
    /// Columns with another name in `to`.
    pub columns: Vec<RenamedColumn>,
    /// By table and column of `to`: what rows get that have no fitting value.
    pub fills: BTreeMap<(String, String), Fill>,
    /// Of those of a way down: the values that they know of. Rows may hold others that do not fit.
    pub taken_back: BTreeMap<(String, String), Vec<String>>,
    /// Of a way down: the way up, which may have ended anywhere.
    pub up: Option<Box<Transition<'a>>>,
}

/// Two names of one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Renamed {
    pub from: String,
    pub to: String,
}

/// Two names of one column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RenamedColumn {
    /// The table's name in `to`.
    pub table: String,
    pub from: String,
    pub to: String,
}

/// Statements of a script that belong together, and how they are run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Piece {
    /// What they do and why so, for the reader of the file; a line break begins another comment line.
    pub comment: Option<String>,
    /// Without `;`.
    pub statements: Vec<String>,
    /// Neighbours with the same word here are one step, and so one transaction; a piece without one is a step of its
    /// own.
    pub unit: Option<String>,
    /// The number of statements is counted from `statements`.
    pub step: Step,
}

impl<'a> Transition<'a> {
    /// What the operations do to `before`, whose outcome is `after`.
    pub fn up(before: &'a Tables, after: &'a Tables, operations: &[Operation], rules: RulesPair) -> Self {
        let trace = rename::Trace::of(before, operations);
        Self {
            from: before,
            to: after,
            rules,
            direction: Direction::Up,
            tables: trace.tables(),
            columns: trace.columns(before, after),
            fills: trace.fills,
            taken_back: BTreeMap::new(),
            up: None,
        }
    }

    /// The way from `after` to `before`, with no fill taken back; `rules` are those of the way up.
    pub(super) fn down(before: &'a Tables, after: &'a Tables, operations: &[Operation], rules: RulesPair) -> Self {
        let trace = rename::Trace::of(before, operations);
        let tables = trace.tables();
        let columns = trace.columns(before, after).into_iter().map(|column| RenamedColumn {
            table: name_before(&tables, &column.table),
            from: column.to,
            to: column.from,
        });
        Self {
            from: after,
            to: before,
            rules: rules.reversed(),
            direction: Direction::Down,
            columns: columns.collect(),
            tables: tables.iter().map(|table| Renamed { from: table.to.clone(), to: table.from.clone() }).collect(),
            fills: BTreeMap::new(),
            taken_back: BTreeMap::new(),
            up: Some(Box::new(Self::up(before, after, operations, rules))),
        }
    }

    /// Returns what the operations fill columns with, by table and column of the state after them.
    pub(super) fn fills_of(before: &Tables, operations: &[Operation]) -> BTreeMap<(String, String), Fill> {
        rename::Trace::of(before, operations).fills
    }

    /// Returns a table of `from`, in whatever names, as it stands in `dialect`.
    pub fn stands(&self, table: &plan::Table, dialect: Dialect) -> physical::Table {
        lower::table(table, dialect, self.rules.before)
    }

    /// Returns a table of `to` as it is to be in `dialect`.
    pub fn becomes(&self, table: &plan::Table, dialect: Dialect) -> physical::Table {
        lower::table(table, dialect, self.rules.after)
    }

    /// Tells whether a table of `from`, in the names of `to`, is the one that `to` holds in every dialect.
    pub fn is_same(&self, renamed: &plan::Table, to: &plan::Table) -> bool {
        renamed == to && lower::is_same_by(self.rules, to)
    }

    /// Returns the tables of `from` in the names of `to`, each with the name it has in `from`; part names stay.
    pub fn renamed(&self) -> Vec<(&'a plan::Table, plan::Table)> {
        self.from.values().map(|table| (table, self.rename(table))).collect()
    }

    /// Returns a table of `from` in the names of `to`.
    pub fn rename(&self, table: &plan::Table) -> plan::Table {
        rename::table(table, self)
    }

    /// Returns what becomes of a table of `from`; `None` when it goes.
    pub fn successor(&self, from: &str) -> Option<&'a plan::Table> {
        let renamed = self.tables.iter().find(|table| table.from == from);
        // Another table may take the name of one that goes.
        let taken = self.tables.iter().any(|table| table.to == from);
        match renamed {
            Some(renamed) => self.to.get(&renamed.to),
            None if taken => None,
            None => self.to.get(from),
        }
    }

    /// Returns what a table of `to` was; `None` when it is new.
    pub fn predecessor(&self, to: &str) -> Option<&'a plan::Table> {
        self.from.values().find(|table| self.successor(&table.name).is_some_and(|successor| successor.name == to))
    }
}

fn name_before(tables: &[Renamed], after: &str) -> String {
    tables.iter().find(|table| table.to == after).map_or(after, |table| &table.from).to_owned()
}

/// Returns the steps of a script: its pieces, those of one unit joined. None where the dialect's default is the same.
pub fn steps(pieces: &[Piece], dialect: Dialect) -> Vec<Step> {
    let mut steps: Vec<(Option<&String>, Step)> = Vec::new();
    for piece in pieces {
        let count = u32::try_from(piece.statements.len()).unwrap_or(u32::MAX);
        match steps.last_mut() {
            Some((unit, step)) if unit.is_some() && *unit == piece.unit.as_ref() => join(step, count, &piece.step),
            _ => steps.push((piece.unit.as_ref(), Step { statements: count, ..piece.step.clone() })),
        }
    }
    let steps: Vec<_> = steps.into_iter().map(|(_, step)| step).collect();
    let is_default = match steps.as_slice() {
        [step] if dialect.capabilities().transactional_ddl => {
            *step == Step { statements: step.statements, ..Step::default() }
        }
        steps => steps.is_empty(),
    };
    if is_default { Vec::new() } else { steps }
}

/// Of several locks, the one that is held for longer than a moment is named.
fn join(step: &mut Step, count: u32, other: &Step) {
    step.statements += count;
    let holds = |lock: &Option<String>| lock.as_ref().is_some_and(|lock| lock.contains(" while "));
    if step.lock.is_none() || (holds(&other.lock) && !holds(&step.lock)) {
        step.lock.clone_from(&other.lock);
    }
    step.rewrites |= other.rewrites;
    step.loses.extend(other.loses.iter().cloned());
    step.probe = None;
}
