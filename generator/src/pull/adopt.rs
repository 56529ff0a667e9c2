//! The tables that a definition asks for, beside those that are there.

mod part;

use std::collections::BTreeMap;

use larder_format::catalogue::{Catalogue, LiveTable};
use larder_format::plan;

use super::miss::{Miss, MissKind};
use crate::dialect::Dialect;
use crate::sql::Rules;
use crate::sql::diff::{Tables, Wanted};
use crate::sql::lower;
use part::{LiveShape, PartShape};

/// Why a key or an index that another one repeats is in no definition.
pub(super) const TWICE: &str = "the database has the same under another name";

/// The tables of a definition with the names that the database has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Adopted {
    /// All that the definition asks for.
    pub wanted: Vec<Wanted>,
    /// Of that, what the database has.
    pub present: Vec<Wanted>,
    /// What the database lacks, and what it has that the definition does not ask for.
    pub misses: Vec<Miss>,
}

/// Gives keys, references, checks and indexes the names that they have in the database, and tells what is on one side
/// only. What `known` has, the tables that migrations lead to, counts as present: it may be still to come.
#[must_use]
pub fn adopt(mut wanted: Vec<Wanted>, catalogue: &Catalogue, known: &Tables, rules: Rules) -> Adopted {
    let mut adopted = Adopted::default();
    let mut taken = BTreeMap::new();
    for one in &mut wanted {
        let mut present = one.clone();
        let known = known.get(&one.table.name);
        let Some(live) = catalogue.tables.iter().find(|table| table.name == one.table.name) else {
            adopted.present.extend(known.map(|_| present));
            continue;
        };
        Adoption { live, catalogue, known, rules, adopted: &mut adopted, taken: &mut taken }
            .table(&mut one.table, &mut present.table);
        adopted.present.push(present);
    }
    adopted.wanted = wanted;
    adopted
}

/// Returns the lowering rules by which the tables stand: the newest, unless an index of MySQL's descends without the
/// key that they put behind it.
#[must_use]
pub fn rules(catalogue: &Catalogue) -> Rules {
    let is_older = |table: &LiveTable| {
        let Some([key]) = table.primary.as_ref().map(|key| key.columns.as_slice()) else { return false };
        table.indexes.iter().any(|index| {
            let has_key = index.parts.iter().any(|part| part.text.eq_ignore_ascii_case(key));
            index.method == "btree" && !has_key && index.parts.last().is_some_and(|part| part.descending)
        })
    };
    match catalogue.dialect == Dialect::MySql && catalogue.tables.iter().any(is_older) {
        true => Rules::V1,
        false => Rules::NEWEST,
    }
}

/// Returns the columns whose checks the database has otherwise.
pub(super) fn unequal_checks(table: &plan::Table, live: &LiveTable, dialect: Dialect) -> Vec<String> {
    let of_columns = table.checks.iter().filter(|check| !check.is_of_row());
    let named = of_columns.map(|check| (check.name.clone(), check.column.clone()));
    columns_of_unequal(named, table, live, dialect)
}

/// Returns the columns that the database checks in no way, or otherwise: by their type, or by a rule.
pub(super) fn unmade_checks(table: &plan::Table, live: &LiveTable, dialect: Dialect) -> Vec<String> {
    let named = table.columns.iter().map(|column| {
        let declared = table.checks.iter().find(|check| check.column == column.name);
        let name = declared.map_or_else(|| lower::check_name(&table.name, &column.name), |check| check.name.clone());
        (name, column.name.clone())
    });
    columns_of_unequal(named, table, live, dialect)
}

/// Returns the columns whose checks, of these names, are none of those that are there.
fn columns_of_unequal(
    named: impl Iterator<Item = (String, String)>,
    table: &plan::Table,
    live: &LiveTable,
    dialect: Dialect,
) -> Vec<String> {
    let shapes = PartShape::all(&lower::table(table, dialect, Rules::NEWEST), dialect);
    let there: Vec<PartShape> = live.checks.iter().map(|check| PartShape::check(&check.expression, dialect)).collect();
    let is_check = |shape: &PartShape| matches!(shape, PartShape::Check(_));
    let unequal =
        |name: &str| shapes.iter().any(|(own, shape)| own == name && is_check(shape) && !there.contains(shape));
    named.filter(|(name, _)| unequal(name)).map(|(_, column)| column).collect()
}

struct Adoption<'a> {
    live: &'a LiveTable,
    catalogue: &'a Catalogue,
    known: Option<&'a plan::Table>,
    rules: Rules,
    adopted: &'a mut Adopted,
    /// Names that stand already, with their table: larder's are unique over all tables.
    taken: &'a mut BTreeMap<String, String>,
}

impl Adoption<'_> {
    fn table(&mut self, table: &mut plan::Table, present: &mut plan::Table) {
        let dialect = self.catalogue.dialect;
        let mut live = LiveShape::all(self.live, self.catalogue);
        let shapes = PartShape::all(&lower::table(table, dialect, self.rules), dialect);
        let mut named: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut matched: Vec<PartShape> = Vec::new();
        for (name, shape) in shapes {
            let found = live.iter().position(|one| one.shape == shape || one.is_said(&name, &shape));
            let found = found.or_else(|| live.iter().position(|one| one.shape.is_nearly(&shape)));
            let found = found.map(|at| live.remove(at));
            matched.extend(found.iter().map(|one| one.shape.clone()));
            named.insert(name, found.and_then(|one| one.name.or(Some(String::new()))));
        }
        self.names(table, &named);
        self.names(present, &named);
        self.lacking(present, &named);
        for one in live {
            let why = if matched.contains(&one.shape) { TWICE } else { "the definition does not ask for it" };
            self.miss(MissKind::Left, &one.subject(), one.what, why);
        }
    }

    /// Takes over the names; one that another table has stays with it.
    fn names(&mut self, table: &mut plan::Table, named: &BTreeMap<String, Option<String>>) {
        let own = table.name.clone();
        for name in part::names(table) {
            let Some(Some(live)) = named.get(name.as_str()) else { continue };
            if live.is_empty() || live == name {
                continue;
            }
            match self.taken.get(live) {
                Some(other) if *other != own => {
                    let why = format!("a key or index of `{other}` has this name, so larder calls it `{name}`");
                    let miss = Miss {
                        kind: MissKind::Otherwise,
                        table: own.clone(),
                        subject: live.clone(),
                        what: String::new(),
                        why,
                    };
                    if !self.adopted.misses.contains(&miss) {
                        self.adopted.misses.push(miss);
                    }
                }
                _ => {
                    self.taken.insert(live.clone(), own.clone());
                    name.clone_from(live);
                }
            }
        }
    }

    /// Takes out what the database lacks.
    fn lacking(&mut self, present: &mut plan::Table, named: &BTreeMap<String, Option<String>>) {
        let is_there = |name: &str| named.get(name).is_none_or(Option::is_some);
        let mut gone = Vec::new();
        let mut keep = |name: &str, is_known: bool, what: String| {
            let is_there = is_there(name);
            if !is_there {
                gone.push((name.to_owned(), what));
            }
            is_there || is_known
        };
        let known = self.known;
        present.uniques.retain(|key| {
            let is_known = known.is_some_and(|known| known.uniques.iter().any(|one| one.columns == key.columns));
            keep(&key.name, is_known, format!("UNIQUE ({})", key.columns.join(", ")))
        });
        present.foreign_keys.retain(|key| {
            let is_known = known.is_some_and(|known| known.foreign_keys.iter().any(|one| one.columns == key.columns));
            keep(&key.name, is_known, format!("FOREIGN KEY ({})", key.columns.join(", ")))
        });
        present.indexes.retain(|index| {
            let columns: Vec<&str> = index.columns.iter().map(|column| column.name.as_str()).collect();
            let is_known = known.is_some_and(|known| known.indexes.iter().any(|one| one.columns == index.columns));
            keep(&index.name, is_known, format!("INDEX ({})", columns.join(", ")))
        });
        // SQLite would make the whole table anew for a check, and it looks at checks in its own text only.
        let is_text = self.catalogue.dialect == Dialect::Sqlite;
        present.checks.retain(|check| {
            let is_known =
                is_text || known.is_some_and(|known| known.checks.iter().any(|one| one.subjects() == check.subjects()));
            keep(&check.name, is_known, format!("CHECK of {}", check.subjects().join(", ")))
        });
        for (name, what) in gone {
            self.miss(MissKind::Otherwise, &name, what, "the database lacks it; the definition asks for it");
        }
    }

    fn miss(&mut self, kind: MissKind, subject: &str, what: String, why: &str) {
        self.adopted.misses.push(Miss {
            kind,
            table: self.live.name.clone(),
            subject: subject.to_owned(),
            what,
            why: why.to_owned(),
        });
    }
}
