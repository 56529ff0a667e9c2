//! What becomes of objects, as operations beside those of the tables.

use std::collections::BTreeSet;

use larder_format::object::{self, Object};
use larder_format::plan::{Operation, Table};
use larder_format::qualified;

use super::standing::{Standing, before_tables, ordered};
use crate::dialect::Dialect;
use crate::sql::diff::{Draft, titled};
use crate::sql::history::{self, Objects, Tables};
use crate::sql::{Problem, State};

/// Adds to the drafts of the tables what leads to the objects of the definition.
///
/// # Errors
///
/// An object names what goes, or holds what its new text would lose.
pub(in crate::sql) fn with_objects(
    state: &State,
    wanted: &Objects,
    drafts: Vec<Draft>,
) -> Result<Vec<Draft>, Vec<Problem>> {
    let before = &state.objects;
    if before.is_empty() && wanted.is_empty() {
        return Ok(drafts);
    }
    let operations: Vec<Operation> = drafts.iter().flat_map(|draft| &draft.operations).cloned().collect();
    let after = history::apply(&state.tables, &operations).map_err(|problem| vec![problem])?;
    let mut problems = lost_names(before, wanted, &state.tables, &after);
    problems.extend(before.values().filter_map(|object| kept(object, wanted.get(&object.name)?)));
    if !problems.is_empty() {
        return Err(problems);
    }
    let changes = Changes::between(before, wanted);
    Ok(changes.placed(drafts, before, wanted, [&state.tables, &after]))
}

/// The names of objects by what becomes of them.
#[derive(Debug, Default)]
struct Changes<'a> {
    gone: BTreeSet<&'a str>,
    changed: BTreeSet<&'a str>,
    new: BTreeSet<&'a str>,
}

impl<'a> Changes<'a> {
    fn between(before: &'a Objects, wanted: &'a Objects) -> Self {
        let mut changes = Self::default();
        for (name, object) in before {
            match wanted.get(name) {
                None => drop(changes.gone.insert(name)),
                Some(other) if other != object => drop(changes.changed.insert(name)),
                Some(_) => {}
            }
        }
        changes.new.extend(wanted.keys().map(String::as_str).filter(|name| !before.contains_key(*name)));
        changes
    }

    /// Puts the operations where they can be done: in the one draft that changes tables; else what is in its way
    /// before all of them, and the rest behind.
    fn placed(
        mut self,
        mut drafts: Vec<Draft>,
        before: &'a Objects,
        wanted: &'a Objects,
        tables: [&Tables; 2],
    ) -> Vec<Draft> {
        if self.gone.is_empty() && self.changed.is_empty() && self.new.is_empty() {
            return drafts;
        }
        let makes_table = |draft: &Draft| matches!(draft.operations.as_slice(), [Operation::CreateTable(_)]);
        if let [draft] = drafts.as_mut_slice()
            && !makes_table(draft)
        {
            draft.operations.extend(self.operations(wanted, BTreeSet::new()));
            return drafts;
        }
        let changed = drafts.iter().filter(|draft| !makes_table(draft));
        let touched: BTreeSet<&str> =
            changed.flat_map(|draft| &draft.operations).filter_map(Operation::table).collect();
        let taken: BTreeSet<&str> = drafts.iter().flat_map(|draft| &draft.operations).filter_map(names_table).collect();
        let leaving = self.leaving(before, &touched, &taken);
        let mut first: Vec<Operation> =
            leaving.iter().map(|name| Operation::DropObject { object: (*name).to_owned() }).collect();
        let early = independent(wanted, tables);
        let come_first = self.new.iter().filter(|name| early.contains(**name)).filter(|_| !drafts.is_empty());
        first.extend(come_first.filter_map(|name| wanted.get(*name)).cloned().map(Operation::CreateObject));
        if !drafts.is_empty() {
            self.new.retain(|name| !early.contains(*name));
        }
        let last = self.operations(wanted, leaving.iter().map(|name| (*name).to_owned()).collect());
        drafts.splice(0..0, titled(first));
        drafts.extend(titled(last));
        drafts
    }

    /// Returns the objects that change or go, and those that hang on them, where a draft changes a table under one or
    /// gives its name to a table.
    fn leaving(&self, before: &'a Objects, touched: &BTreeSet<&str>, taken: &BTreeSet<&str>) -> Vec<&'a str> {
        let is_ours = |name: &str| self.gone.contains(name) || self.changed.contains(name);
        let is_touched = |object: &Object| touched.iter().any(|table| object.mentions(table));
        let is_taken = |object: &Object| made(object).iter().any(|name| taken.contains(name.as_str()));
        let mut leaving: BTreeSet<&str> = before
            .values()
            .filter(|object| is_ours(&object.name) && (is_touched(object) || is_taken(object)))
            .map(|object| object.name.as_str())
            .collect();
        loop {
            let hangs = |object: &&Object| {
                !leaving.contains(object.name.as_str())
                    && leaving.iter().filter_map(|name| before.get(*name)).any(|other| is_under(other, object))
            };
            match before.values().find(hangs) {
                Some(object) => drop(leaving.insert(&object.name)),
                None => return leaving.into_iter().collect(),
            }
        }
    }

    /// Returns the operations, where those in `dropped` are gone already.
    fn operations(&self, wanted: &Objects, dropped: BTreeSet<String>) -> Vec<Operation> {
        let gone = self.gone.iter().filter(|name| !dropped.contains(**name));
        let mut operations: Vec<_> = gone.map(|name| Operation::DropObject { object: (*name).to_owned() }).collect();
        for (name, object) in wanted {
            if dropped.contains(name) || self.new.contains(name.as_str()) {
                operations.push(Operation::CreateObject(object.clone()));
            } else if self.changed.contains(name.as_str()) {
                operations.push(Operation::ReplaceObject(object.clone()));
            }
        }
        operations
    }
}

/// Returns the name that an operation gives to a table.
fn names_table(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::CreateTable(table) => Some(&table.name),
        Operation::RenameTable { to, .. } => Some(to),
        _ => None,
    }
}

/// Whether `object` names something that `other` makes.
fn is_under(other: &Object, object: &Object) -> bool {
    made(other).into_iter().any(|name| object.mentions(&name))
}

fn made(object: &Object) -> BTreeSet<String> {
    let of = |dialect| {
        let statements = object.text(dialect).map(|text| object::statements(text, dialect)).unwrap_or_default();
        statements.into_iter().filter_map(move |statement| object::made(statement, dialect)).map(|made| made.name)
    };
    Dialect::ALL.into_iter().flat_map(of).collect()
}

/// The objects that name no table in any dialect.
fn independent(objects: &Objects, tables: [&Tables; 2]) -> BTreeSet<String> {
    let mut late: BTreeSet<String> = BTreeSet::new();
    for dialect in Dialect::ALL {
        let ordered: Vec<Standing<'_>> = ordered(objects, dialect);
        let early = before_tables(&ordered, &tables);
        late.extend(ordered.iter().zip(early).filter(|(_, early)| !early).map(|(one, _)| one.name.to_owned()));
    }
    objects.keys().filter(|name| !late.contains(*name)).cloned().collect()
}

/// An object whose text stays cannot be made again over a name that goes.
fn lost_names(before: &Objects, wanted: &Objects, tables: &Tables, after: &Tables) -> Vec<Problem> {
    let stays = before.iter().filter(|(name, object)| wanted.get(*name) == Some(object));
    let mut problems = Vec::new();
    for (name, object) in stays {
        let lost = lost_name(object, tables, after).or_else(|| {
            let gone = before.values().filter(|other| !wanted.contains_key(&other.name));
            let mut under = gone.filter(|other| is_under(other, object));
            under.next().map(|other| format!("`{}`, which is no longer defined", other.name))
        });
        if let Some(lost) = lost {
            let message = format!("object `{name}` names {lost}");
            let help = "change its text in the same run; if it means something else by that name, say so in a comment";
            problems.push(Problem::new("M0310", message).help(help));
        }
    }
    problems
}

fn lost_name(object: &Object, tables: &Tables, after: &Tables) -> Option<String> {
    let named =
        |tables: &'_ Tables| -> Vec<String> { tables.keys().filter(|table| object.mentions(table)).cloned().collect() };
    let known = named(tables);
    if let Some(table) = known.iter().find(|table| !after.contains_key(*table) && !is_elsewhere(object, table, after)) {
        return Some(format!("table `{table}`, which no longer exists under this name"));
    }
    let has = |table: &Table, column: &str| table.columns.iter().any(|other| other.name == column);
    let remain: Vec<&Table> = known.iter().filter_map(|name| after.get(name)).collect();
    known.iter().filter_map(|name| tables.get(name)).find_map(|table| {
        let gone = table
            .columns
            .iter()
            .find(|column| !remain.iter().any(|other| has(other, &column.name)) && says_value(object, &column.name));
        gone.map(|column| format!("column `{}.{}`, which no longer exists under this name", table.name, column.name))
    })
}

/// Whether a table is in another schema only, and the text that PostgreSQL has does not name it.
fn is_elsewhere(object: &Object, table: &str, after: &Tables) -> bool {
    let plain = qualified::plain(table);
    let is_there = after.keys().any(|other| qualified::plain(other) == plain);
    let mut said = object.text(Dialect::Postgres).into_iter();
    is_there && !said.any(|text| object::mentions(text, Dialect::Postgres).contains(&plain.to_lowercase()))
}

/// Whether an object names a column, or something else that is not called.
fn says_value(object: &Object, name: &str) -> bool {
    let name = name.to_lowercase();
    let says = |dialect| object.text(dialect).is_some_and(|text| object::values(text, dialect).contains(&name));
    Dialect::ALL.into_iter().any(says)
}

/// A sequence has its number, and columns are of a type: neither is dropped to be made again.
fn kept(before: &Object, after: &Object) -> Option<Problem> {
    let lost = Dialect::ALL.into_iter().find_map(|dialect| {
        let texts = [before, after].map(|object| object.text(dialect).map(|text| object::statements(text, dialect)));
        if texts[0] == texts[1] {
            return None;
        }
        let made = texts[0].iter().flatten().filter_map(|statement| object::made(statement, dialect));
        made.map(|made| made.kind).find(|kind| kind.is_kept())
    })?;
    let message =
        format!("the text of {} `{}` changes, but it cannot be dropped and made again", lost.title(), before.name);
    Some(Problem::new("M0311", message).help(
        "write the `ALTER` in a migration of its own (`codegen new`), and declare there `kind = \"replace_object\"` \
         with the new text",
    ))
}
