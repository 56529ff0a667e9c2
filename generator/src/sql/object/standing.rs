//! The objects of one dialect, read and ordered.

use std::collections::BTreeSet;

use larder_format::object::{self, MadeObject, Object, ObjectKind};
use larder_format::qualified;

use crate::dialect::Dialect;
use crate::sql::history::{Objects, Tables};

/// An object as it stands in one dialect.
#[derive(Debug, Clone)]
pub(super) struct Standing<'a> {
    pub(super) name: &'a str,
    pub(super) statements: Vec<&'a str>,
    /// What each statement makes; `None` for one that only belongs to what others make.
    pub(super) made: Vec<Option<MadeObject>>,
    /// The names outside strings, in lower case.
    pub(super) names: BTreeSet<String>,
    /// All names, in lower case.
    mentions: BTreeSet<String>,
    /// The objects that it says it needs.
    needs: Option<Vec<&'a str>>,
}

impl<'a> Standing<'a> {
    fn of(object: &'a Object, dialect: Dialect) -> Option<Self> {
        let text = object.text(dialect)?;
        let statements = object::statements(text, dialect);
        let made: Vec<_> = statements.iter().map(|statement| object::made(statement, dialect)).collect();
        let names = object::names(text, dialect);
        // The values of an enum are no names, though they may read like those of tables.
        let has_code = !made.iter().flatten().all(|made| made.kind.is_kept());
        Some(Self {
            name: &object.name,
            made,
            statements,
            mentions: if has_code { object::mentions(text, dialect) } else { names.clone() },
            names,
            needs: object::needs(text),
        })
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = ObjectKind> {
        self.made.iter().flatten().map(|made| made.kind)
    }

    /// Whether it is a view with all that belongs to it.
    pub(super) fn is_view(&self) -> bool {
        self.kinds().all(ObjectKind::is_view)
    }

    /// Whether another one must be there first.
    fn follows(&self, other: &Self) -> bool {
        match &self.needs {
            Some(needs) => needs.contains(&other.name),
            // Nothing needs a trigger; its function often has the same name.
            None => other
                .made
                .iter()
                .flatten()
                .any(|made| made.kind != ObjectKind::Trigger && self.mentions.contains(&made.name.to_lowercase())),
        }
    }

    /// Whether one of `words` is a name of what the object makes.
    pub(super) fn is_named_in(&self, words: &BTreeSet<String>) -> bool {
        self.made.iter().flatten().any(|made| words.contains(&made.name.to_lowercase()))
    }

    pub(super) fn mentions(&self, name: &str) -> bool {
        self.mentions.contains(&name.to_lowercase())
    }

    pub(super) fn names(&self, name: &str) -> bool {
        self.names.contains(&name.to_lowercase())
    }
}

/// Returns the objects that a dialect has, each after those it needs; names break ties.
pub(super) fn ordered<'a>(objects: &'a Objects, dialect: Dialect) -> Vec<Standing<'a>> {
    let mut waiting: Vec<_> = objects.values().filter_map(|object| Standing::of(object, dialect)).collect();
    let mut ordered: Vec<Standing<'_>> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |one: &Standing<'_>| {
            !waiting.iter().any(|other| other.name != one.name && one.follows(other) && !follows_back(one, other))
        };
        let next = waiting.iter().position(is_ready).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

/// Of two that name each other, what one of them says aloud counts.
fn follows_back(one: &Standing<'_>, other: &Standing<'_>) -> bool {
    other.follows(one) && one.needs.is_none() && other.needs.is_some()
}

/// Returns the objects among `ordered` that can be made before any table: neither they nor what they need name one, and
/// no table can need a view or trigger.
pub(super) fn before_tables(ordered: &[Standing<'_>], tables: &[&Tables]) -> Vec<bool> {
    let mut early: Vec<bool> = Vec::with_capacity(ordered.len());
    for (at, one) in ordered.iter().enumerate() {
        let names_table =
            tables.iter().flat_map(|tables| tables.keys()).any(|table| one.mentions(qualified::plain(table)));
        let names_late = ordered[..at].iter().zip(&early).any(|(other, is_early)| !is_early && one.follows(other));
        let is_of_tables = one.kinds().any(|kind| kind == ObjectKind::Trigger || kind.is_view());
        early.push(!names_table && !names_late && !is_of_tables);
    }
    early
}

/// Returns what makes all objects: what stands before the tables, and what follows them.
pub(in crate::sql) fn statements(objects: &Objects, tables: &Tables, dialect: Dialect) -> [Vec<String>; 2] {
    let ordered = ordered(objects, dialect);
    let early = before_tables(&ordered, &[tables]);
    [true, false].map(|wanted| {
        let chosen = ordered.iter().zip(&early).filter(|(_, is_early)| **is_early == wanted);
        chosen.flat_map(|(one, _)| &one.statements).map(|statement| (*statement).to_owned()).collect()
    })
}
