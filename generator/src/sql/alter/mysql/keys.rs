//! What becomes of unique keys and indexes, full text aside.

use std::borrow::Cow;

use super::ties::Tie;
use crate::sql::alter::difference::Altered;
use crate::sql::lower;
use crate::sql::physical::statement;
use crate::sql::physical::{PhysicalIndexKind, Table};
use crate::sql::transition::Renamed;

/// A unique key or an index.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TableKey {
    pub(super) name: String,
    /// Columns, each with its order.
    parts: Vec<String>,
    /// SQL of the user's own, which is about the columns.
    text: Option<String>,
    pub(super) is_unique: bool,
    /// `CONSTRAINT … UNIQUE …` or `KEY …`.
    pub(super) definition: String,
}

/// What becomes of the keys of a table. Those that stay are identified by the later names of their columns.
#[derive(Debug, Clone, Default)]
pub(super) struct KeyChanges {
    /// Go before columns change.
    pub(super) first: Vec<TableKey>,
    /// Go once those that come are there.
    pub(super) last: Vec<TableKey>,
    /// The primary key is one of them.
    staying: Vec<TableKey>,
    pub(super) renamed: Vec<Renamed>,
    /// Come before others go, since they may serve the same foreign keys.
    pub(super) early: Vec<TableKey>,
    pub(super) added: Vec<TableKey>,
}

impl KeyChanges {
    /// A key over a column of `remade` is made anew; one that goes must do so before a column of `changing` changes.
    /// What a column that `is_new` is called afterwards, no column is called as the table stands.
    pub(super) fn new(
        altered: &Altered<'_>,
        remade: &[String],
        changing: impl Fn(&str) -> bool,
        is_new: impl Fn(&str) -> bool,
    ) -> Self {
        let mut keys = Self { added: of(&altered.after), ..Self::default() };
        let primary = altered.before.primary_key.iter();
        keys.staying.extend(primary.map(|key| TableKey::new(&key.name, &key.columns, true, String::new())));
        for (old, before) in of(&altered.old).into_iter().zip(of(&altered.before)) {
            let key = TableKey { name: old.name, ..before };
            // MySQL renames no column under an expression.
            let is_under_text =
                |column: &str| key.text.is_some() && altered.columns.renamed.iter().any(|one| one.to == column);
            let is_remade =
                key.columns().any(|column| is_under_text(column) || remade.iter().any(|other| other == column));
            let same = |other: &TableKey| {
                !is_remade && (&other.parts, other.is_unique, &other.text) == (&key.parts, key.is_unique, &key.text)
            };
            let unchanged = keys.added.iter().position(|other| same(other) && other.name == key.name);
            if let Some(position) = unchanged.or_else(|| keys.added.iter().position(same)) {
                let (from, to) = (key.name.clone(), keys.added.remove(position).name);
                if from != to {
                    keys.renamed.push(Renamed { from, to });
                }
                keys.staying.push(key);
            } else if is_remade || key.columns().any(&changing) {
                keys.first.push(key);
            } else {
                keys.last.push(key);
            }
        }
        let is_renamed = |column: &str| altered.columns.renamed.iter().any(|one| one.to == column);
        let waits = |column: &str| changing(column) || is_new(column) || is_renamed(column);
        let added = std::mem::take(&mut keys.added).into_iter();
        (keys.early, keys.added) = added.partition(|key| {
            let is_taken = keys.first.iter().any(|other| other.name == key.name);
            !key.is_unique && !is_taken && !key.columns().any(&waits)
        });
        keys
    }

    /// Tells whether a foreign key has to be away since the index that serves it goes first.
    pub(super) fn tear(&self, table: &str, tie: &Tie) -> bool {
        let torn = |columns: &[String]| {
            let mut others = [&self.staying, &self.last, &self.early].into_iter().flatten();
            self.first.iter().any(|key| key.may_serve(columns)) && !others.any(|key| key.serves(columns))
        };
        sides(table, tie).any(torn)
    }

    /// Unique keys that serve no foreign key go first, so that no row is refused for a rule that ends.
    pub(super) fn hurry(&mut self, table: &str, ties: &[Tie]) {
        let is_needed = |key: &TableKey| {
            let others = || self.staying.iter().chain(&self.early);
            let served = |columns: &[String]| others().any(|other| other.serves(columns));
            let mut needs = ties.iter().flat_map(|tie| sides(table, tie));
            needs.any(|columns| key.may_serve(columns) && !served(columns))
        };
        let (hurried, last) =
            std::mem::take(&mut self.last).into_iter().partition(|key| key.is_unique && !is_needed(key));
        self.last = last;
        self.first.extend::<Vec<_>>(hurried);
    }

    /// The keys that go and whose names are taken before that, each with the name it has meanwhile.
    pub(super) fn aside(&self) -> impl Iterator<Item = Renamed> {
        let is_new = |name: &str| self.added.iter().chain(&self.early).any(|key| key.name == name);
        let is_taken = |name: &str| self.renamed.iter().any(|one| one.to == name);
        let last = self.last.iter().map(move |key| (key, is_taken(&key.name) || is_new(&key.name)));
        // Those that come do so once these are gone.
        let first = self.first.iter().map(move |key| (key, is_taken(&key.name)));
        last.chain(first)
            .enumerate()
            .filter(|(_, (_, is_aside))| *is_aside)
            .map(|(position, (key, _))| Renamed { from: key.name.clone(), to: format!("larder_old_{position}") })
    }

    /// Returns what a key that goes is called once the renames are done.
    pub(super) fn name_of<'a>(&self, key: &'a TableKey) -> Cow<'a, str> {
        let aside = self.aside().find(|aside| aside.from == key.name);
        aside.map_or(Cow::Borrowed(&key.name), |aside| Cow::Owned(aside.to))
    }
}

impl TableKey {
    fn new(name: &str, parts: &[String], is_unique: bool, definition: String) -> Self {
        Self { name: name.to_owned(), parts: parts.to_vec(), text: None, is_unique, definition }
    }

    fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| column_of(part))
    }

    /// An index serves a foreign key over its first columns, in their order. To MySQL, a descending one does not.
    fn serves(&self, columns: &[String]) -> bool {
        self.text.is_none() && self.parts.starts_with(columns)
    }

    /// Tells whether MariaDB, which reads a descending column both ways, takes the index for one that serves.
    fn may_serve(&self, columns: &[String]) -> bool {
        self.text.is_none() && lower::serves(&self.parts, columns)
    }
}

/// Returns the column of a part such as `made_at DESC` or `body(191)`.
fn column_of(part: &str) -> &str {
    let part = part.strip_suffix(" DESC").unwrap_or(part);
    let prefix = part.strip_suffix(')').and_then(|part| part.rsplit_once('('));
    prefix.filter(|(_, length)| length.bytes().all(|byte| byte.is_ascii_digit())).map_or(part, |(column, _)| column)
}

fn of(table: &Table) -> Vec<TableKey> {
    let uniques =
        table.uniques.iter().map(|key| TableKey::new(&key.name, &key.columns, true, statement::unique_key(key)));
    let indexes = table.indexes.iter().filter(|index| index.kind != PhysicalIndexKind::FullText);
    let indexes = indexes.map(|index| {
        let is_unique = index.kind == PhysicalIndexKind::Unique;
        let key = TableKey::new(&index.name, &index.parts, is_unique, statement::inline_index(index));
        TableKey { text: index.text.clone(), ..key }
    });
    uniques.chain(indexes).collect()
}

/// The columns of a foreign key in a table, as child and as parent.
fn sides<'a>(table: &str, tie: &'a Tie) -> impl Iterator<Item = &'a [String]> {
    let own = (tie.child.name == table).then_some(tie.key.columns.as_slice());
    let theirs = (tie.key.parent == table).then_some(tie.key.parent_columns.as_slice());
    own.into_iter().chain(theirs)
}
