//! Tables that come to be laid out in partitions, or no longer are, and what is otherwise in tables that are.
//!
//! A table with rows becomes the one partition of a new table, which holds rows of all times: nothing is read and
//! nothing copied, and the application divides it later. Where that cannot be, the rows are copied under a lock.

use larder_format::plan::{PartitionLayout, Probe};

use super::DIALECT;
use super::keys;
use super::piece::{INSTANT, ONLINE, REWRITE, alone};
use super::shape::next;
use crate::sql::alter::difference::Altered;
use crate::sql::physical::statement::{self, alter_table};
use crate::sql::physical::{Column, ForeignKey, PhysicalIndex, PhysicalIndexKind, PrimaryKey, Table, naming};
use crate::sql::transition::{Piece, Transition};

/// Stops readers and writers of a table and of those it is tied to, for a moment.
const INSTANT_FOR_ALL: &str = "ACCESS EXCLUSIVE on the table and on those that refer to it, instant";

/// Tells whether the table comes to be laid out otherwise.
fn changes(altered: &Altered<'_>) -> bool {
    match (&altered.renamed.partition, &altered.to.partition) {
        (None, None) => false,
        (Some(before), Some(after)) => before.by != after.by || !before.layout.is_same(after.layout),
        _ => true,
    }
}

/// Tells whether the table is laid out in partitions, and stays so.
pub(super) fn is_laid_out(altered: &Altered<'_>) -> bool {
    !altered.before.partitions.is_empty() && !altered.after.partitions.is_empty() && !changes(altered)
}

/// Returns what lays tables out.
pub(super) fn changed(transition: &Transition<'_>, all: &[Altered<'_>]) -> Vec<Piece> {
    all.iter().filter(|altered| changes(altered)).flat_map(|altered| laid_out(transition, altered)).collect()
}

fn laid_out(transition: &Transition<'_>, altered: &Altered<'_>) -> Vec<Piece> {
    let is_range =
        altered.to.partition.as_ref().is_some_and(|partition| matches!(partition.layout, PartitionLayout::Range(_)));
    let ties = IncomingKeys::to(transition, altered);
    let mut pieces = Vec::new();
    if is_range && altered.before.partitions.is_empty() {
        pieces.extend(other_key(altered).map(|key| build_key(altered, key)));
        pieces.push(attached(altered, &ties));
    } else {
        pieces.push(copied(altered, &ties));
    }
    pieces.extend(ties.validated());
    pieces
}

/// The references of other tables to one that is made anew.
struct IncomingKeys {
    keys: Vec<(String, ForeignKey)>,
}

impl IncomingKeys {
    fn to(transition: &Transition<'_>, altered: &Altered<'_>) -> Self {
        let others = transition.to.values().filter(|table| table.name != altered.to.name);
        let keys = others.flat_map(|table| {
            let lowered = transition.becomes(table, DIALECT);
            let keys = lowered.foreign_keys.into_iter().filter(|key| key.parent == altered.after.name);
            keys.map(|key| (lowered.name.clone(), key)).collect::<Vec<_>>()
        });
        Self { keys: keys.collect() }
    }

    fn cut(&self) -> impl Iterator<Item = String> {
        self.keys.iter().map(|(table, key)| alter_table(table, &[format!("DROP CONSTRAINT {}", key.name)]))
    }

    fn tied(&self) -> impl Iterator<Item = String> {
        self.keys
            .iter()
            .map(|(table, key)| alter_table(table, &[format!("ADD {} NOT VALID", statement::foreign_key(key))]))
    }

    fn validated(&self) -> impl Iterator<Item = Piece> {
        self.keys.iter().map(|(table, key)| {
            let comment = "Checks the rows that are there, without blocking writes.";
            alone(ONLINE, comment, alter_table(table, &[format!("VALIDATE CONSTRAINT {}", key.name)]))
        })
    }
}

/// Makes the table the partition of a new one, whose keys and indexes find theirs in it.
fn attached(altered: &Altered<'_>, ties: &IncomingKeys) -> Piece {
    let (table, bare) = (&altered.after.name, &altered.to.name);
    let (later, bounds) = altered.after.partitions.first().map_or(("", ""), |part| (&*part.name, &*part.bounds));
    let key = other_key(altered).map(|key| {
        let actions = [
            format!("DROP CONSTRAINT {}", key.name),
            format!("ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}", key.name, next(key)),
        ];
        alter_table(table, &actions)
    });
    let made = statement::create_table(&Table { partitions: Vec::new(), ..anew(&altered.after) }, DIALECT);
    let mut piece = alone(INSTANT_FOR_ALL, String::new(), String::new());
    piece.comment = Some(format!(
        "Makes {bare} the one partition of a new {bare}, for rows of all times; nothing is copied. Keys and indexes of \
         the\nnew table take those of the partition, and roles have the rights that they had."
    ));
    piece.statements = ties
        .cut()
        .chain(key)
        .chain([alter_table(table, &[format!("RENAME TO {later}")])])
        .chain(renamed(&altered.before, |name| naming::cut(&format!("{name}_later"))))
        .chain(made)
        .chain([alter_table(table, &[format!("ATTACH PARTITION {later} FOR VALUES {bounds}")]), granted(table, later)])
        .chain(ties.tied())
        .collect();
    piece
}

/// Copies the rows into a new table.
fn copied(altered: &Altered<'_>, ties: &IncomingKeys) -> Piece {
    let (table, bare) = (&altered.after.name, &altered.to.name);
    let rows = DIALECT.identifier(&naming::cut(&format!("larder_{bare}_rows")));
    let written = altered.after.columns.iter().filter(|column| column.generated.is_none());
    let columns = written.map(|column: &Column| column.name.as_str()).collect::<Vec<_>>().join(", ");
    let after = anew(&altered.after);
    let bare_table =
        Table { foreign_keys: Vec::new(), indexes: Vec::new(), policy: None, comments: Vec::new(), ..after.clone() };
    let foreign_keys: Vec<_> =
        after.foreign_keys.iter().map(|key| format!("ADD {}", statement::foreign_key(key))).collect();
    let tied = (!foreign_keys.is_empty()).then(|| alter_table(table, &foreign_keys));
    let indexes = after.indexes.iter().map(|index| statement::create_index(table, index));
    let comments = after.comments.iter().map(|comment| statement::comment_on(table, &comment.column, &comment.text));
    let mut piece = alone(REWRITE, String::new(), String::new());
    piece.comment = Some(match altered.after.partitions.as_slice() {
        [] => format!("Copies the rows of all partitions of {bare} into one table; writers wait meanwhile."),
        _ => format!("Copies the rows of {bare} into partitions; readers and writers wait meanwhile."),
    });
    piece.step.rewrites = true;
    piece.statements = [format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")]
        .into_iter()
        .chain(ties.cut())
        .chain([alter_table(table, &[format!("RENAME TO {rows}")])])
        .chain(renamed(&altered.before, |name| naming::cut(&format!("larder_{name}_rows"))))
        .chain(statement::create_table(&bare_table, DIALECT))
        .chain([format!("INSERT INTO {table} ({columns})\nSELECT {columns} FROM {rows}")])
        .chain(tied)
        .chain(indexes)
        .chain(after.policy.iter().flat_map(|condition| statement::protect(table, condition)))
        .chain(comments)
        .chain([granted(table, &rows), format!("DROP TABLE {rows}")])
        .chain(ties.tied())
        .collect();
    piece
}

/// Returns the table without what stands already.
fn anew(table: &Table) -> Table {
    Table { extensions: Vec::new(), enum_types: Vec::new(), finder: None, ..table.clone() }
}

/// Frees the names of keys and indexes, which are one in the schema.
fn renamed(table: &Table, name: impl Fn(&str) -> String) -> Vec<String> {
    let key = table.primary_key.iter().map(|key| &key.name);
    let uniques = table.uniques.iter().map(|key| &key.name);
    let indexes = table.indexes.iter().map(|index| &index.name);
    let rename = |own: &String| {
        let other = DIALECT.identifier(&name(&DIALECT.bare(own)));
        format!("ALTER INDEX {own} RENAME TO {other}")
    };
    key.chain(uniques).chain(indexes).map(rename).collect()
}

/// Gives roles the rights that they have to another table.
fn granted(table: &str, other: &str) -> String {
    let (name, other) = (DIALECT.text_literal(table), DIALECT.text_literal(other));
    format!(
        "DO $larder$\n\
         DECLARE\n    said record;\n\
         BEGIN\n    \
             FOR said IN\n        \
                 SELECT a.privilege_type AS right_to,\n            \
                     CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS role,\n            \
                     CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS option\n        \
                 FROM pg_class c, aclexplode(c.relacl) a\n        \
                 WHERE c.oid = {other}::regclass AND a.grantee <> c.relowner\n    \
             LOOP\n        \
                 EXECUTE 'GRANT ' || said.right_to || ' ON ' || {name} || ' TO ' || said.role || said.option;\n    \
             END LOOP;\n\
         END $larder$"
    )
}

/// Returns the statement that renames the partitions of a table after it.
pub(super) fn renamed_after(altered: &Altered<'_>) -> Option<String> {
    let is_other = altered.name.is_some() && is_laid_out(altered);
    let [from, to] = [&altered.from.name, &altered.to.name].map(|name| DIALECT.text_literal(&format!("{name}_")));
    let table = DIALECT.text_literal(&altered.after.name);
    is_other.then(|| {
        format!(
            "DO $larder$\n\
             DECLARE\n    part regclass;\n    own text;\n\
             BEGIN\n    \
                 FOR part, own IN\n        \
                     SELECT c.oid, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid\n        \
                     WHERE i.inhparent = {table}::regclass AND starts_with(c.relname::text, {from})\n    \
                 LOOP\n        \
                     EXECUTE format('ALTER TABLE %s RENAME TO %I', part, {to} || substr(own, length({from}) + 1));\n    \
                 END LOOP;\n\
             END $larder$"
        )
    })
}

fn other_key<'a>(altered: &'a Altered<'_>) -> Option<&'a PrimaryKey> {
    let before = altered.before.primary_key.as_ref()?;
    altered.after.primary_key.as_ref().filter(|after| after.columns != before.columns)
}

/// Returns the step that builds the index of the primary key to be.
fn build_key(altered: &Altered<'_>, key: &PrimaryKey) -> Piece {
    let index = PhysicalIndex {
        name: next(key),
        kind: PhysicalIndexKind::Unique,
        parts: key.columns.clone(),
        condition: None,
        include: Vec::new(),
        text: None,
    };
    keys::build(&altered.after.name, &altered.to.name, &index)
}

/// Makes of a step that builds or drops an index one that does so in a table with partitions: the index of the whole
/// table is none that could be built or dropped while others write.
pub(super) fn of_index(altered: &Altered<'_>, mut piece: Piece) -> Piece {
    if !is_laid_out(altered) {
        return piece;
    }
    if let Some(Probe::HasIndex { .. }) = piece.step.probe {
        piece.step.each_partition = true;
        let comment = "The migrator builds the index in one partition after the other, without blocking writes.";
        piece.comment = Some(comment.to_owned());
        return piece;
    }
    piece.comment = Some("Drops the index of all partitions.".to_owned());
    piece.statements = piece.statements.iter().map(|drop| drop.replace(" CONCURRENTLY", "")).collect();
    piece.step.no_transaction = false;
    piece.step.probe = None;
    piece.step.lock = Some(INSTANT.to_owned());
    piece
}
