//! What MySQL has to do for a table beyond the plain difference.

use super::keys::KeyChanges;
use super::ties::{Tie, Ties, ties};
use crate::sql::alter::difference::{Altered, TableDifference, mentions};
use crate::sql::physical::{Check, Column};
use crate::sql::transition::Transition;

/// A table that changes.
pub(super) struct Rework<'a> {
    pub(super) altered: &'a Altered<'a>,
    pub(super) computed: Computed,
    pub(super) keys: KeyChanges,
    /// Whether a column is renamed that a foreign key, which stays, is over.
    renames_tied: bool,
}

/// Computed columns. Neither server changes one in place, or renames a column under one on MySQL.
#[derive(Default)]
pub(super) struct Computed {
    /// As they stand.
    pub(super) dropped: Vec<Column>,
    pub(super) added: Vec<Column>,
    /// By their later names, those that go or come.
    names: Vec<String>,
}

/// Returns the tables that change, and the foreign keys that stay.
pub(super) fn reworks<'a>(transition: &Transition<'_>, difference: &'a TableDifference<'_>) -> (Vec<Rework<'a>>, Ties) {
    let mut reworks: Vec<_> = difference.altered.iter().map(Rework::new).collect();
    let all = ties(transition, difference);
    let is_taken = |name: &String| all.iter().any(|tie| tie.key_before.name == *name);
    let is_passed_on = |tie: &Tie| tie.key.name != tie.key_before.name && is_taken(&tie.key.name);
    let is_over_change = |tie: &Tie| reworks.iter().any(|rework| rework.changes_column_of(tie));
    let (mut parked, mut held): (Vec<_>, Vec<_>) =
        all.iter().cloned().partition(|tie| is_passed_on(tie) || is_over_change(tie));
    for rework in &mut reworks {
        let name = &rework.altered.after.name;
        let (torn, others): (Vec<_>, _) = held.into_iter().partition(|tie| rework.keys.tear(name, tie));
        rework.keys.hurry(name, &others);
        parked.extend(torn);
        held = others;
    }
    for rework in &mut reworks {
        rework.renames_tied = held.iter().any(|tie| rework.renames_column_of(tie));
    }
    (reworks, Ties { parked, held })
}

impl<'a> Rework<'a> {
    fn new(altered: &'a Altered<'a>) -> Self {
        let computed = Computed::new(altered);
        let changing = |column: &str| changes_type(altered, column) || goes(altered, column);
        let is_new = |column: &str| !altered.old.columns.iter().any(|other| other.name == column);
        let keys = KeyChanges::new(altered, &computed.names, changing, is_new);
        Self { altered, computed, keys, renames_tied: false }
    }

    /// MariaDB then neither adds a column at once, nor writes a table anew while others write to it.
    pub(super) fn has_computed_keys(&self) -> bool {
        let is_computed = |column: &Column| column.generated.is_some();
        self.altered.old.columns.iter().chain(&self.altered.after.columns).any(is_computed)
    }

    /// The same holds of full text, on both servers.
    pub(super) fn has_search(&self) -> bool {
        self.altered.from.search.is_some() && self.altered.search.dropped.is_none()
    }

    /// MySQL then writes the table anew to change or rename any column, since it takes the rule for a changed one. It
    /// knows the type of such a column in a rule as another than the column's own.
    pub(super) fn has_long_checks(&self) -> bool {
        self.altered.after.checks.iter().any(|check| self.is_long(check))
    }

    /// Whether such rules are there while columns are renamed.
    pub(super) fn copies_to_rename(&self) -> bool {
        let (old, after) = (&self.altered.old.checks, &self.altered.after.checks);
        !self.renames_tied && old.iter().any(|check| after.contains(check) && self.is_long(check))
    }

    /// Whether a rule that stays has to be away for the time: it is about a column that is computed anew, or MySQL
    /// writes no table anew to rename a column that a foreign key is over.
    pub(super) fn lifts(&self, check: &Check) -> bool {
        let is_over_computed = || self.computed.names.iter().any(|name| mentions(&check.expression, name));
        self.renames_tied && self.is_long(check) || is_over_computed()
    }

    /// Whether a rule is about a column of a type that holds more than 64 KiB.
    fn is_long(&self, check: &Check) -> bool {
        let Altered { old, before, after, .. } = self.altered;
        let columns = old.columns.iter().chain(&before.columns).chain(&after.columns);
        let is_long =
            |column: &&Column| ["LONGTEXT", "MEDIUMTEXT", "LONGBLOB"].iter().any(|ty| column.ty.starts_with(ty));
        columns.filter(is_long).any(|column| mentions(&check.expression, &column.name))
    }

    fn renames_column_of(&self, tie: &Tie) -> bool {
        let name = &self.altered.after.name;
        let renames = |column: &String| self.altered.columns.renamed.iter().any(|one| one.to == *column);
        (tie.child.name == *name && tie.key.columns.iter().any(renames))
            || (tie.key.parent == *name && tie.key.parent_columns.iter().any(renames))
    }

    fn changes_column_of(&self, tie: &Tie) -> bool {
        let name = &self.altered.after.name;
        let changes = |column: &String| changes_type(self.altered, column) || changes_null(self.altered, column);
        (tie.child.name == *name && tie.key.columns.iter().any(changes))
            || (tie.key.parent == *name && tie.key.parent_columns.iter().any(changes))
    }
}

impl Computed {
    fn new(altered: &Altered<'_>) -> Self {
        let is_computed = |column: &&Column| column.generated.is_some();
        let (old, before, after) = (&altered.old.columns, &altered.before.columns, &altered.after.columns);
        let mut computed = Self::default();
        for (old, before) in old.iter().zip(before).filter(|(old, _)| is_computed(old)) {
            let is_remade = altered.columns.remade.contains(&before.name);
            let is_over_remade = computed.names.iter().any(|name| is_over(old, name));
            if !after.contains(old) || is_remade || is_over_remade {
                computed.dropped.push(old.clone());
                computed.names.push(before.name.clone());
            }
        }
        let stays = |column: &&Column| old.contains(column) && !computed.names.contains(&column.name);
        let added: Vec<_> = after.iter().filter(is_computed).filter(|column| !stays(column)).collect();
        // One that is computed from another goes before that one.
        computed.dropped.reverse();
        for column in added {
            computed.added.push(column.clone());
            computed.names.push(column.name.clone());
        }
        computed
    }
}

fn is_over(column: &Column, name: &str) -> bool {
    column.generated.as_ref().is_some_and(|computed| mentions(&computed.expression, name))
}

/// Columns are asked for by their later names.
fn changes_type(altered: &Altered<'_>, column: &str) -> bool {
    altered.columns.altered.iter().any(|other| other.after.name == column && other.before.ty != other.after.ty)
}

fn changes_null(altered: &Altered<'_>, column: &str) -> bool {
    let changes = &altered.columns.altered;
    changes.iter().any(|other| other.after.name == column && other.before.nullable != other.after.nullable)
}

fn goes(altered: &Altered<'_>, column: &str) -> bool {
    !altered.after.columns.iter().any(|other| other.name == column)
}
