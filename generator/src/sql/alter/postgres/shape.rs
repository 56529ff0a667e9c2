//! Tables that take the key shape of a spread database, or lose it: another primary key takes the place of the one that
//! is there, and the foreign keys that rest on that one are hung on the other in the same transaction.

use super::DIALECT;
use super::piece::{ONLINE, SCAN, alone};
use super::{keys, partition};
use crate::sql::alter::difference::Altered;
use crate::sql::physical::naming;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::physical::{ForeignKey, PhysicalIndex, PhysicalIndexKind, PrimaryKey, UniqueKey};
use crate::sql::transition::Piece;

/// Stops readers and writers of a table and of those that refer to it, for a moment.
const INSTANT_FOR_ALL: &str = "ACCESS EXCLUSIVE on the table and on those that refer to it, instant";

/// Writers hold the tables in either order; the step gives way, and is done again, before a server would look for a
/// deadlock and end one of them.
const BRIEFLY: &str = "SET LOCAL lock_timeout = '500ms'";

/// A foreign key that is hung on another key of its parent.
struct Rehung<'a> {
    child: &'a Altered<'a>,
    /// What it is called by then.
    name: String,
    after: &'a ForeignKey,
}

/// Tells whether the table takes the shape or loses it.
fn changes(altered: &Altered<'_>) -> bool {
    altered.renamed.scale != altered.to.scale
}

/// Tells whether a foreign key of a table, by its name as it stands, is hung on another key of its parent.
pub(super) fn is_rehung(all: &[Altered<'_>], child: &Altered<'_>, name: &str) -> bool {
    all.iter().any(|parent| changes(parent) && rehung_of(parent, child).any(|key| key.0 == name))
}

/// Tells whether a unique key is one that the primary key stands in for.
pub(super) fn is_stood_in_for(altered: &Altered<'_>, key: &UniqueKey) -> bool {
    changes(altered) && altered.after.primary_key.as_ref().is_some_and(|primary| primary.columns == key.columns)
}

/// Makes a step that changes the tenant's column give way to writers: PostgreSQL locks the tables of its references
/// too.
pub(super) fn briefly(altered: &Altered<'_>, mut piece: Piece) -> Piece {
    if changes(altered) {
        piece.statements.insert(0, BRIEFLY.to_owned());
    }
    piece
}

/// Returns what drops the index of full text while the tenant's column in it changes its type: PostgreSQL would build
/// it again under a lock.
pub(super) fn search_makes_way(altered: &Altered<'_>) -> Option<Piece> {
    let index = search_index(altered)?;
    Some(partition::of_index(altered, keys::drop_index(&altered.after, &index.name)))
}

/// Returns the step that builds the index of full text again.
pub(super) fn search_comes_back(altered: &Altered<'_>) -> Option<Piece> {
    let index = search_index(altered)?;
    Some(partition::of_index(altered, keys::build(&altered.after.name, &altered.to.name, index)))
}

/// Returns the index of full text that stays, where it holds the tenant.
fn search_index<'a>(altered: &'a Altered<'_>) -> Option<&'a PhysicalIndex> {
    let search = altered.to.search.as_ref().filter(|search| changes(altered) && search.tenant.is_some())?;
    altered.renamed.search.as_ref().filter(|before| before.columns == search.columns)?;
    let name = |index: &&PhysicalIndex| index.kind == PhysicalIndexKind::Gin && is_of_search(index, &search.tokens);
    altered.after.indexes.iter().find(name)
}

fn is_of_search(index: &PhysicalIndex, tokens: &str) -> bool {
    index.parts.iter().any(|part| *part == DIALECT.identifier(tokens))
}

/// Returns the step that builds the index of the primary key to be.
pub(super) fn built(altered: &Altered<'_>) -> Option<Piece> {
    // The partitions would have to be given theirs one by one.
    let key = other_key(altered).filter(|_| !partition::is_laid_out(altered))?;
    let index = PhysicalIndex {
        name: next(key),
        kind: PhysicalIndexKind::Unique,
        parts: key.columns.clone(),
        condition: None,
        include: Vec::new(),
        text: None,
    };
    Some(keys::build(&altered.after.name, &altered.to.name, &index))
}

/// Returns what puts the new primary keys in the place of the old ones, one table a step.
pub(super) fn changed(all: &[Altered<'_>]) -> Vec<Piece> {
    all.iter().filter(|altered| changes(altered)).flat_map(|parent| rekeyed(all, parent)).collect()
}

fn rekeyed(all: &[Altered<'_>], parent: &Altered<'_>) -> Vec<Piece> {
    let rehung: Vec<_> = all
        .iter()
        .flat_map(|child| rehung_of(parent, child).map(move |(_, name, after)| Rehung { child, name, after }))
        .collect();
    let keys = other_key(parent).map(|key| keys_changed(parent, key));
    if keys.is_none() && rehung.is_empty() {
        return Vec::new();
    }
    let comment = match parent.to.scale {
        Some(_) => format!("Makes the keys of {} begin with the tenant.", parent.to.name),
        None => format!("Makes the keys of {} those of one server.", parent.to.name),
    };
    let hang = |key: &Rehung<'_>, action: String| alter_table(&key.child.after.name, &[action]);
    let untied = rehung.iter().map(|key| hang(key, format!("DROP CONSTRAINT {}", key.name)));
    // Of a table with partitions the rows are checked at once.
    let later = |key: &Rehung<'_>| if partition::is_laid_out(key.child) { "" } else { " NOT VALID" };
    let tied = rehung.iter().map(|key| hang(key, format!("ADD {}{}", statement::foreign_key(key.after), later(key))));
    let brief = (!rehung.is_empty()).then(|| BRIEFLY.to_owned());
    let statements: Vec<_> = brief.into_iter().chain(untied).chain(keys).chain(tied).collect();
    let is_laid_out = rehung.iter().map(|key| key.child).chain([parent]).any(partition::is_laid_out);
    let lock = if is_laid_out { SCAN } else { INSTANT_FOR_ALL };
    let mut piece = alone(lock, comment, String::new());
    piece.statements = statements;
    let checked = rehung.iter().filter(|key| !partition::is_laid_out(key.child)).map(|key| {
        let comment = "Checks the rows that are there, without blocking writes.";
        alone(ONLINE, comment, hang(key, format!("VALIDATE CONSTRAINT {}", key.after.name)))
    });
    std::iter::once(piece).chain(checked).collect()
}

/// One statement, so that no moment is without a primary key.
fn keys_changed(altered: &Altered<'_>, key: &PrimaryKey) -> String {
    let gone = altered.uniques.dropped.iter().filter(|unique| is_stood_in_for(altered, unique));
    let mut actions = vec![format!("DROP CONSTRAINT {}", key.name)];
    actions.extend(gone.map(|unique| format!("DROP CONSTRAINT {}", unique.name)));
    actions.push(match partition::is_laid_out(altered) {
        true => format!("ADD {}", statement::primary_key(key)),
        false => format!("ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}", key.name, next(key)),
    });
    alter_table(&altered.after.name, &actions)
}

/// Returns the primary key to be, where its columns are others.
fn other_key<'a>(altered: &'a Altered<'_>) -> Option<&'a PrimaryKey> {
    let before = altered.before.primary_key.as_ref()?;
    altered.after.primary_key.as_ref().filter(|after| changes(altered) && after.columns != before.columns)
}

/// The name of the index until it is the key's.
pub(super) fn next(key: &PrimaryKey) -> String {
    DIALECT.identifier(&naming::of_parts(&format!("{}_next", DIALECT.bare(&key.name))))
}

/// Returns the foreign keys of `child` that stay and rest on a key of `parent` that does not: the name that stands, the
/// name by then, and what it becomes.
fn rehung_of<'a>(
    parent: &'a Altered<'_>,
    child: &'a Altered<'_>,
) -> impl Iterator<Item = (&'a str, String, &'a ForeignKey)> {
    let pairs = child.old.foreign_keys.iter().zip(&child.before.foreign_keys);
    pairs.filter(|(_, before)| before.parent == parent.after.name).filter_map(move |(old, before)| {
        let renamed = child.foreign_keys.renamed.iter().find(|renamed| renamed.from == old.name);
        let name = renamed.map_or(&old.name, |renamed| &renamed.to);
        let after =
            child.after.foreign_keys.iter().find(|after| after.name == *name && after.parent == before.parent)?;
        let rests = |keys: &[UniqueKey]| keys.iter().any(|key| key.columns == before.parent_columns);
        let stays = before.parent_columns == after.parent_columns
            && rests(&parent.before.uniques)
            && rests(&parent.after.uniques);
        (!stays).then(|| (old.name.as_str(), name.clone(), after))
    })
}
