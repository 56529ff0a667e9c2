//! What differs between two states in one dialect's words, once the renames are applied.

mod column;
mod ordered_renames;
mod part;
mod search;

use larder_format::plan;

pub use column::{AddedColumn, AlteredColumn, Columns};
pub use ordered_renames::ordered_renames;
pub use part::{ComparedPart, PartChanges, mentions};
pub use search::{SearchChange, SearchParts};

use crate::dialect::Dialect;
use crate::sql::physical::order;
use crate::sql::physical::{Check, ForeignKey, PhysicalIndex, Table, UniqueKey};
use crate::sql::transition::{Renamed, Transition};

/// The difference of two states.
#[derive(Debug, Clone)]
pub struct TableDifference<'a> {
    /// As they stand, children first.
    pub dropped: Vec<Table>,
    /// By name in the state after. Tables that do not differ are not among them.
    pub altered: Vec<Altered<'a>>,
    /// Parents first.
    pub created: Vec<Created<'a>>,
}

/// A table of the state after that was not there before.
#[derive(Debug, Clone)]
pub struct Created<'a> {
    pub source: &'a plan::Table,
    /// Without the foreign keys of `later`.
    pub table: Table,
    /// Foreign keys to tables that are made after this one.
    pub later: Vec<ForeignKey>,
}

/// A table of both states that differs. All names but those of `from`, `renamed` and `to` are spelled as SQL does.
#[derive(Debug, Clone)]
pub struct Altered<'a> {
    /// In the words of the plan, as it stands.
    pub from: &'a plan::Table,
    /// `from` with tables and columns called as they are afterwards.
    pub renamed: plan::Table,
    /// In the words of the plan, as it is to be.
    pub to: &'a plan::Table,
    /// As it stands, full text included.
    pub old: Table,
    /// `old` with tables and columns called as they are afterwards. Its parts are those of `old`, in the same order;
    /// a check that no operation names is called as its column is afterwards.
    pub before: Table,
    /// As it is to be, full text included.
    pub after: Table,
    /// The table's own name.
    pub name: Option<Renamed>,
    pub primary_key: Option<Renamed>,
    pub columns: Columns<'a>,
    pub uniques: PartChanges<UniqueKey>,
    pub foreign_keys: PartChanges<ForeignKey>,
    pub checks: PartChanges<Check>,
    pub indexes: PartChanges<PhysicalIndex>,
    pub search: SearchChange<'a>,
}

/// Returns what `dialect` has to change.
pub fn difference<'a>(transition: &Transition<'a>, dialect: Dialect) -> TableDifference<'a> {
    let reads_same =
        |table| !transition.rules.differ() || transition.stands(table, dialect) == transition.becomes(table, dialect);
    let mut dropped = Vec::new();
    let mut altered = Vec::new();
    for (from, renamed) in transition.renamed() {
        match transition.successor(&from.name) {
            None => dropped.push(from.clone()),
            Some(to) if from == to && reads_same(to) => {}
            Some(to) => altered.push(Altered::new(transition, from, renamed, to, dialect)),
        }
    }
    altered.sort_by(|a, b| a.to.name.cmp(&b.to.name));
    let mut dropped = order::parents_first_as_far(dropped);
    dropped.reverse();
    TableDifference {
        dropped: dropped.iter().map(|table| transition.stands(table, dialect)).collect(),
        altered,
        created: created(transition, dialect),
    }
}

fn created<'a>(transition: &Transition<'a>, dialect: Dialect) -> Vec<Created<'a>> {
    let new = transition.to.values().filter(|table| transition.predecessor(&table.name).is_none());
    let ordered = order::parents_first_as_far(new.cloned().collect());
    let mut waiting: Vec<_> = ordered.iter().map(|table| dialect.table(&table.name)).collect();
    let mut created = Vec::new();
    for source in ordered.iter().filter_map(|table| transition.to.get(&table.name)) {
        waiting.remove(0);
        let mut table = transition.becomes(source, dialect);
        let (later, at_once) = table.foreign_keys.into_iter().partition(|key| waiting.contains(&key.parent));
        table.foreign_keys = at_once;
        created.push(Created { source, table, later });
    }
    created
}

impl<'a> Altered<'a> {
    fn new(
        transition: &Transition<'_>,
        from: &'a plan::Table,
        renamed: plan::Table,
        to: &'a plan::Table,
        dialect: Dialect,
    ) -> Self {
        let [old, before] = [from, &renamed].map(|table| transition.stands(table, dialect));
        let after = transition.becomes(to, dialect);
        let search = SearchChange::new(transition, from, &renamed, to, dialect);
        // Full text is compared on its own.
        let [plain_old, plain_before] =
            &[from, &renamed].map(|table| transition.stands(&search::without(table), dialect));
        let plain_after = &transition.becomes(&search::without(to), dialect);
        let columns = Columns::new(&renamed, to, [plain_old, plain_before, plain_after]);
        let remade = columns.remade.as_slice();
        let key = |table: &Table| table.primary_key.as_ref().map(|key| key.name.clone()).unwrap_or_default();
        Self {
            name: renamed_as(&old.name, &after.name),
            primary_key: renamed_as(&key(&old), &key(&after)),
            uniques: PartChanges::of(&plain_old.uniques, &plain_before.uniques, &plain_after.uniques, remade),
            foreign_keys: PartChanges::of(
                &plain_old.foreign_keys,
                &plain_before.foreign_keys,
                &plain_after.foreign_keys,
                remade,
            ),
            checks: PartChanges::of(&plain_old.checks, &plain_before.checks, &plain_after.checks, remade),
            indexes: PartChanges::of(&plain_old.indexes, &plain_before.indexes, &plain_after.indexes, remade),
            columns,
            search,
            from,
            renamed,
            to,
            old,
            before,
            after,
        }
    }
}

/// Returns the two names where they differ.
fn renamed_as(from: &str, to: &str) -> Option<Renamed> {
    (from != to).then(|| Renamed { from: from.to_owned(), to: to.to_owned() })
}
