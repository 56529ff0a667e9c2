//! Unique keys, foreign keys and indexes.

use larder_format::plan::{self, Probe};

use super::piece::{FOREIGN_KEY, FOREIGN_KEY_READ, INSTANT, ONLINE, SCAN, alone, concurrent, instant};
use super::{DIALECT, partition, shape, spread};
use crate::sql::alter::difference::Altered;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::physical::{ForeignKey, PhysicalIndex, PhysicalIndexKind, Table, UniqueKey};
use crate::sql::transition::Piece;

/// Returns the foreign keys that go, one for each step: the parent's triggers go with them, and so both are locked.
pub(super) fn foreign_keys_dropped(all: &[Altered<'_>], altered: &Altered<'_>) -> Vec<Piece> {
    let table = &altered.old.name;
    let drop = |key: &ForeignKey| {
        let comment = format!("Unties {} from {}.", altered.from.name, DIALECT.bare(&key.parent));
        alone(INSTANT, comment, alter_table(table, &[format!("DROP CONSTRAINT {}", key.name)]))
    };
    let goes = |key: &&ForeignKey| !is_replaced(altered, &key.name) && !shape::is_rehung(all, altered, &key.name);
    altered.foreign_keys.dropped.iter().filter(goes).map(drop).collect()
}

/// Returns the foreign keys that come. New rows are checked at once, those that are there in a step of their own,
/// which does not block writes.
pub(super) fn foreign_keys_added(all: &[Altered<'_>], altered: &Altered<'_>) -> Vec<Piece> {
    let table = &altered.after.name;
    let mut pieces = Vec::new();
    let comes = |key: &&ForeignKey| !shape::is_rehung(all, altered, &key.name);
    for key in altered.foreign_keys.added.iter().filter(comes) {
        let (own, parent) = (&altered.to.name, DIALECT.bare(&key.parent));
        if partition::is_laid_out(altered) {
            pieces.extend(tied_in_partitions(altered, key));
            continue;
        }
        let add = format!("ADD {} NOT VALID", statement::foreign_key(key));
        pieces.push(if is_replaced(altered, &key.name) {
            let actions = [format!("DROP CONSTRAINT {}", key.name), add];
            let comment = format!("Changes what becomes of {own} when a row of {parent} goes.");
            let mut piece = alone(INSTANT, comment, String::new());
            piece.statements = spread::statements(altered, &actions);
            piece
        } else {
            let comment = format!("Ties {own} to {parent}: new rows are checked from here on.");
            alone(FOREIGN_KEY, comment, alter_table(table, &[add]))
        });
        let comment = "Checks the rows that are there, without blocking writes.";
        pieces.push(alone(ONLINE, comment, alter_table(table, &[format!("VALIDATE CONSTRAINT {}", key.name)])));
    }
    pieces
}

/// PostgreSQL before 18 has no key of a table with partitions that it would check later.
fn tied_in_partitions(altered: &Altered<'_>, key: &ForeignKey) -> [Piece; 1] {
    let drop = is_replaced(altered, &key.name).then(|| format!("DROP CONSTRAINT {}", key.name));
    let actions: Vec<_> = drop.into_iter().chain([format!("ADD {}", statement::foreign_key(key))]).collect();
    let comment =
        format!("Ties {} to {}, and checks the rows that are there.", altered.to.name, DIALECT.bare(&key.parent));
    [alone(FOREIGN_KEY_READ, comment, alter_table(&altered.after.name, &actions))]
}

/// Tells whether a foreign key stays what it is but for what a delete does: one statement can replace it.
fn is_replaced(altered: &Altered<'_>, name: &str) -> bool {
    let before = altered.before.foreign_keys.iter().find(|key| key.name == name);
    let added = altered.foreign_keys.added.iter().find(|key| key.name == name);
    let tied = |key: &ForeignKey| (key.columns.clone(), key.parent.clone(), key.parent_columns.clone());
    before.zip(added).is_some_and(|(before, added)| tied(before) == tied(added))
}

/// Returns the keys and indexes that have to go before anything else: their names are taken again, or their columns
/// change.
pub(super) fn dropped_first(altered: &Altered<'_>) -> Vec<Piece> {
    dropped(altered, &altered.old, |name| is_in_the_way(altered, name))
}

/// Returns the other keys and indexes that go, once those that come serve the queries.
pub(super) fn dropped_last(altered: &Altered<'_>) -> Vec<Piece> {
    dropped(altered, &altered.after, |name| !is_in_the_way(altered, name))
}

fn dropped(altered: &Altered<'_>, table: &Table, wanted: impl Fn(&str) -> bool) -> Vec<Piece> {
    let indexes = altered.indexes.dropped.iter().filter(|index| wanted(&index.name));
    let mut pieces: Vec<_> =
        indexes.map(|index| partition::of_index(altered, drop_index(table, &index.name))).collect();
    let goes = |key: &&UniqueKey| wanted(&key.name) && !shape::is_stood_in_for(altered, key);
    let uniques = altered.uniques.dropped.iter().filter(goes);
    pieces.extend(uniques.map(|key| {
        let comment = format!("Lets rows agree in ({}).", key.columns.join(", "));
        instant(
            &altered.after.name,
            comment,
            vec![alter_table(&table.name, &[format!("DROP CONSTRAINT {}", key.name)])],
        )
    }));
    pieces
}

/// Returns the step that drops an index while the table is in use.
pub(super) fn drop_index(table: &Table, name: &str) -> Piece {
    let probe = Probe::NoIndex { table: table.bare_name.clone(), name: DIALECT.bare(name) };
    let statement = format!("DROP INDEX CONCURRENTLY {}", table.index(name));
    concurrent("Drops the index without blocking writes.", statement, probe)
}

fn is_in_the_way(altered: &Altered<'_>, name: &str) -> bool {
    let parts = || altered.indexes.added.iter().map(|index| &index.name);
    let uniques = || altered.uniques.added.iter().map(|key| &key.name);
    let renamed = || altered.indexes.renamed.iter().chain(&altered.uniques.renamed).map(|part| &part.to);
    if parts().chain(uniques()).chain(renamed()).any(|taken| taken == name) {
        return true;
    }
    let in_the_way = super::columns::names_in_the_way(altered);
    let changes = |column: &str| {
        let position = altered.from.columns.iter().position(|other| other.name == column);
        let later = position.and_then(|position| altered.renamed.columns.get(position));
        in_the_way.iter().any(|other| other == column)
            || later.is_some_and(|later| altered.columns.altered.iter().any(|other| other.to.name == later.name))
    };
    columns_of(altered.from, name).iter().any(|column| changes(column))
}

/// Returns the columns that a key or index speaks of.
fn columns_of(table: &plan::Table, name: &str) -> Vec<String> {
    let spelled = |other: &str| DIALECT.identifier(other) == name;
    let uniques = table.uniques.iter().filter(|key| spelled(&key.name));
    let of_uniques = uniques.flat_map(|key| key.columns.iter().chain(key.conditions.iter().map(|one| &one.column)));
    let indexes = table.indexes.iter().filter(|index| spelled(&index.name));
    let of_indexes = indexes.flat_map(|index| {
        index.columns.iter().map(|one| &one.name).chain(index.conditions.iter().map(|one| &one.column))
    });
    of_uniques.chain(of_indexes).cloned().collect()
}

/// Returns the keys and indexes that come, built while the table is in use.
pub(super) fn added(altered: &Altered<'_>) -> Vec<Piece> {
    let (table, bare) = (&altered.after.name, &altered.to.name);
    let mut pieces: Vec<_> = if partition::is_laid_out(altered) {
        altered.uniques.added.iter().map(|key| unique_in_partitions(table, key)).collect()
    } else {
        altered.uniques.added.iter().flat_map(|key| unique_key(table, bare, key)).collect()
    };
    let indexes = altered.indexes.added.iter();
    pieces.extend(indexes.map(|index| partition::of_index(altered, build(table, bare, index))));
    pieces
}

/// Returns the step that builds an index while the table is in use.
pub(super) fn build(table: &str, bare: &str, index: &PhysicalIndex) -> Piece {
    let comment = match index.kind {
        PhysicalIndexKind::Unique | PhysicalIndexKind::UniqueNullsEqual => {
            "Builds the unique index without blocking writes; fails where rows agree in it."
        }
        _ => "Builds the index without blocking writes.",
    };
    let probe = Probe::HasIndex { table: bare.to_owned(), name: DIALECT.bare(&index.name) };
    concurrent(comment, statement::create_index_concurrently(table, index), probe)
}

/// An index that is built beforehand cannot become a constraint of a table with partitions.
fn unique_in_partitions(table: &str, key: &UniqueKey) -> Piece {
    let comment = "Builds the unique key of all partitions; fails where rows agree in it.";
    alone(SCAN, comment, alter_table(table, &[format!("ADD {}", statement::unique_key(key))]))
}

fn unique_key(table: &str, bare: &str, key: &UniqueKey) -> [Piece; 2] {
    let kind = if key.nulls_equal { PhysicalIndexKind::UniqueNullsEqual } else { PhysicalIndexKind::Unique };
    let index = PhysicalIndex {
        name: key.name.clone(),
        kind,
        parts: key.columns.clone(),
        condition: None,
        text: None,
        include: Vec::new(),
    };
    let built = build(table, bare, &index);
    let comment = "Makes the finished index a constraint.";
    let using = format!("ADD CONSTRAINT {} UNIQUE USING INDEX {}", key.name, key.name);
    [built, instant(table, comment, vec![alter_table(table, &[using])])]
}
