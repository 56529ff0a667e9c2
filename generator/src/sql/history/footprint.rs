//! What an operation writes and depends on, to detect conflicts between branches.

use std::collections::BTreeSet;

use larder_format::Dialect;
use larder_format::object::Object;
use larder_format::plan::{Column, Condition, Fill, Operation, SqlText, Table};
use larder_format::splitter::{WordKind, words};

/// What an operation changes, and what it needs as it is.
#[derive(Debug, Default)]
pub(super) struct Footprint<'a> {
    writes: BTreeSet<Thing<'a>>,
    reads: BTreeSet<Thing<'a>>,
    /// The names of a table, and of its column, that are no more.
    removed: Option<(&'a str, Option<&'a str>)>,
    /// What is made, whose text names tables and columns.
    made: Option<&'a Object>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'a> {
    /// A table with all that is in it.
    Table(&'a str),
    Column(&'a str, &'a str),
    /// The rules of a column.
    Rules(&'a str, &'a str),
    /// A key, index or check by name, which is one in the whole schema.
    Name(&'a str),
    Search(&'a str),
    RowSecurity(&'a str),
    Scale(&'a str),
    Distribution(&'a str),
    Partition(&'a str),
    Comment(&'a str),
    /// An object beside tables.
    Object(&'a str),
}

impl<'a> Thing<'a> {
    fn table(self) -> Option<&'a str> {
        match self {
            Self::Table(table)
            | Self::Column(table, _)
            | Self::Rules(table, _)
            | Self::Search(table)
            | Self::RowSecurity(table)
            | Self::Scale(table)
            | Self::Distribution(table)
            | Self::Partition(table)
            | Self::Comment(table) => Some(table),
            Self::Name(_) | Self::Object(_) => None,
        }
    }

    /// A whole table meets everything in it.
    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Table(table), other) | (other, Self::Table(table)) => other.table() == Some(table),
            _ => self == other,
        }
    }
}

impl<'a> Footprint<'a> {
    pub(super) fn of(operation: &'a Operation) -> Self {
        let mut footprint = Self::default();
        match operation {
            Operation::CreateTable(table) => footprint.created(table),
            Operation::DropTable { table } => footprint.write(Thing::Table(table)),
            Operation::RenameTable { table, to, names } => {
                footprint.write(Thing::Table(table));
                footprint.write(Thing::Table(to));
                names.iter().for_each(|name| footprint.named([&name.from, &name.to]));
            }
            Operation::AddColumn { table, column, fill } | Operation::AlterColumn { table, column, fill } => {
                footprint.write(Thing::Column(table, &column.name));
                fill.iter().for_each(|fill| footprint.says(table, fill));
                footprint.computed(table, column);
            }
            Operation::DropColumn { table, column } => {
                footprint.write(Thing::Column(table, column));
                footprint.write(Thing::Rules(table, column));
            }
            Operation::RenameColumn { table, column, to, names } => {
                footprint.write(Thing::Column(table, column));
                footprint.write(Thing::Column(table, to));
                names.iter().for_each(|name| footprint.named([&name.from, &name.to]));
            }
            Operation::DropUnique { name, .. }
            | Operation::DropForeignKey { name, .. }
            | Operation::DropCheck { name, .. }
            | Operation::DropIndex { name, .. } => footprint.named([name]),
            Operation::DropSearch { table } => footprint.write(Thing::Search(table)),
            Operation::DropRowSecurity { table } => footprint.write(Thing::RowSecurity(table)),
            Operation::DropScale { table } => footprint.write(Thing::Scale(table)),
            Operation::Undistribute { table } => {
                footprint.write(Thing::Distribution(table));
                footprint.reads.insert(Thing::Scale(table));
            }
            Operation::DropPartition { table } => footprint.write(Thing::Partition(table)),
            Operation::CommentTable { table, .. } => footprint.write(Thing::Comment(table)),
            Operation::CreateObject(object) | Operation::ReplaceObject(object) => {
                footprint.write(Thing::Object(&object.name));
                footprint.made = Some(object);
            }
            Operation::DropObject { object } => footprint.write(Thing::Object(object)),
            other => footprint.added(other),
        }
        footprint.removed = match operation {
            Operation::DropTable { table } | Operation::RenameTable { table, .. } => Some((table, None)),
            Operation::DropColumn { table, column } | Operation::RenameColumn { table, column, .. } => {
                Some((table, Some(column)))
            }
            _ => None,
        };
        footprint
    }

    /// Tells whether the order of two operations could matter, or one could not follow the other.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let met = |writes: &BTreeSet<Thing<'_>>, others: &BTreeSet<Thing<'_>>| {
            writes.iter().any(|thing| others.iter().any(|other| thing.meets(*other)))
        };
        self.removes_from(other)
            || other.removes_from(self)
            || met(&self.writes, &other.writes)
            || met(&self.writes, &other.reads)
            || met(&other.writes, &self.reads)
    }

    /// Whether a name goes that the text of an object says.
    fn removes_from(&self, other: &Self) -> bool {
        let (Some((table, column)), Some(object)) = (self.removed, other.made) else { return false };
        object.mentions(table) && column.is_none_or(|column| object.mentions(column))
    }

    /// A computed column needs those of its expression.
    fn computed(&mut self, table: &'a str, column: &'a Column) {
        for (text, dialect) in column.generated.iter().flat_map(SqlText::each) {
            let names = words(text, dialect).into_iter().filter(|word| word.kind == WordKind::Bare);
            self.needs(table, names.map(|word| word.text));
        }
    }

    fn added(&mut self, operation: &'a Operation) {
        match operation {
            Operation::AddUnique { table, unique } => {
                self.named([&unique.name]);
                self.needs(table, unique.columns.iter().map(String::as_str));
                self.needs(table, conditions(&unique.conditions));
            }
            Operation::AddForeignKey { table, foreign_key } => {
                self.named([&foreign_key.name]);
                self.needs(table, foreign_key.columns.iter().map(String::as_str));
                let parent_columns = foreign_key.parent_columns.iter().chain(&foreign_key.parent_tenant);
                self.needs(&foreign_key.parent, parent_columns.map(String::as_str));
            }
            Operation::AddCheck { table, check } => {
                self.named([&check.name]);
                if !check.is_of_row() {
                    self.write(Thing::Rules(table, &check.column));
                }
                self.needs(table, check.subjects().iter().map(String::as_str));
            }
            Operation::AddIndex { table, index } => {
                self.named([&index.name]);
                self.needs(table, index.columns.iter().map(|column| column.name.as_str()));
                self.needs(table, conditions(&index.conditions));
                self.needs(table, index.include.iter().map(String::as_str));
            }
            Operation::AddSearch { table, search } => {
                self.named([&search.name]);
                self.write(Thing::Search(table));
                self.needs(table, search.columns.iter().chain(&search.tenant).map(String::as_str));
            }
            Operation::AddRowSecurity { table, row_security } => {
                self.write(Thing::RowSecurity(table));
                self.needs(table, [row_security.tenant.as_str()]);
            }
            Operation::Distribute { table, .. } => {
                self.write(Thing::Distribution(table));
                self.reads.insert(Thing::Scale(table));
            }
            Operation::AddScale { table, scale } => {
                self.write(Thing::Scale(table));
                self.needs(table, [scale.tenant.as_str()]);
            }
            Operation::AddPartition { table, partition } => {
                self.write(Thing::Partition(table));
                self.needs(table, [partition.by.as_str()]);
            }
            _ => {}
        }
    }

    fn created(&mut self, table: &'a Table) {
        self.write(Thing::Table(&table.name));
        self.named([&table.primary_key.name]);
        self.named(table.uniques.iter().map(|key| &key.name));
        self.named(table.foreign_keys.iter().map(|key| &key.name));
        self.named(table.checks.iter().map(|check| &check.name));
        self.named(table.indexes.iter().map(|index| &index.name));
        for key in table.foreign_keys.iter().filter(|key| key.parent != table.name) {
            self.needs(&key.parent, key.parent_columns.iter().map(String::as_str));
        }
    }

    /// A fill is stored as it was said, so it needs the names in it: `table.column`, and outside of queries, whose own
    /// columns they may be, columns of the table itself.
    fn says(&mut self, table: &'a str, fill: &'a Fill) {
        for dialect in [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite] {
            let text = fill.of(dialect);
            let has_query = text.to_ascii_lowercase().contains("select");
            let ends = |c: char| !(c.is_alphanumeric() || "_.\"`".contains(c));
            for part in text.split_inclusive(ends) {
                let is_call = part.ends_with('(');
                let said = part.trim_end_matches(ends);
                // A table with its schema has two names.
                if let (Some((table, column)), 3) = (said.rsplit_once('.'), said.split('.').count()) {
                    self.needs(table, [column.trim_matches('"')]);
                    continue;
                }
                let mut names = said.split('.').map(|name| name.trim_matches(['"', '`']));
                match (names.next(), names.next()) {
                    (Some(other), Some(column)) => self.needs(other, [column]),
                    (Some(column), None) if !has_query && !is_call => self.needs(table, [column]),
                    _ => {}
                }
            }
        }
    }

    fn write(&mut self, thing: Thing<'a>) {
        self.writes.insert(thing);
    }

    fn named(&mut self, names: impl IntoIterator<Item = &'a String>) {
        self.writes.extend(names.into_iter().map(|name| Thing::Name(name)));
    }

    fn needs(&mut self, table: &'a str, columns: impl IntoIterator<Item = &'a str>) {
        self.reads.extend(columns.into_iter().map(|column| Thing::Column(table, column)));
    }
}

fn conditions(conditions: &[Condition]) -> impl Iterator<Item = &str> {
    conditions.iter().map(|condition| condition.column.as_str())
}
