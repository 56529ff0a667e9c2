//! A table as one dialect spells it: types, expressions and parts of indexes are SQL text, layout is not decided yet.

pub(crate) mod naming;
pub(super) mod order;
pub mod statement;

/// A table and everything that is made and dropped with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// As SQL spells it, quoted where needed; so are all names of the physical schema.
    pub name: String,
    /// The same without quotation marks.
    pub bare_name: String,
    /// The schema that must stand before the table, where it is not the one of the connection.
    pub schema: Option<String>,
    pub columns: Vec<Column>,
    pub primary_key: Option<PrimaryKey>,
    pub uniques: Vec<UniqueKey>,
    pub foreign_keys: Vec<ForeignKey>,
    pub checks: Vec<Check>,
    pub indexes: Vec<PhysicalIndex>,
    /// The engine's own full-text table, beside this one.
    pub word_table: Option<WordTable>,
    pub triggers: Vec<Trigger>,
    /// The parts that the rows lie in, where it is laid out in such.
    pub partitions: Vec<TablePartition>,
    /// The condition of the rows that a session sees and writes.
    pub policy: Option<String>,
    /// What finds rows by their words although a policy hides others.
    pub finder: Option<WordFinder>,
    /// Where its rows are kept on a server with Citus.
    pub spread: Option<Spread>,
    /// Extensions that must stand before the table.
    pub extensions: Vec<&'static str>,
    /// Enum types that must stand before the table.
    pub enum_types: Vec<PhysicalEnum>,
    /// What follows the closing parenthesis.
    pub options: String,
    /// Comments that have statements of their own.
    pub comments: Vec<Comment>,
}

/// Where Citus keeps the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spread {
    /// By the column, beside the rows of another table.
    By { column: String, beside: Option<String> },
    /// On every server.
    Everywhere,
}

impl Table {
    /// Returns the name of an index of the table where a statement names it alone: it is in the table's schema.
    pub fn index(&self, name: &str) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}.{name}"),
            None => name.to_owned(),
        }
    }
}

/// A type with the values that its columns hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhysicalEnum {
    pub name: String,
    /// In their order.
    pub values: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub ty: String,
    pub nullable: bool,
    pub default: Option<String>,
    pub generated: Option<ComputedColumn>,
    /// As SQL spells it, where it is a part of the column.
    pub comment: Option<String>,
}

impl Column {
    /// Returns a column that only larder reads, without a default.
    pub fn plain(name: String, ty: &str, nullable: bool) -> Self {
        Self { name, ty: ty.to_owned(), nullable, default: None, generated: None, comment: None }
    }
}

/// A comment that stands beside a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The column; `None` for the table itself.
    pub column: Option<String>,
    /// As SQL spells it.
    pub text: String,
}

/// How a column is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComputedColumn {
    pub expression: String,
    /// When the row is written; otherwise when it is read.
    pub stored: bool,
}

impl ComputedColumn {
    /// Returns one that is computed when it is read.
    pub fn virtually(expression: String) -> Self {
        Self { expression, stored: false }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    pub name: String,
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueKey {
    pub name: String,
    pub columns: Vec<String>,
    /// Two rows with a null in the key collide.
    pub nulls_equal: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    pub name: String,
    pub columns: Vec<String>,
    pub parent: String,
    pub parent_columns: Vec<String>,
    pub on_delete: &'static str,
    pub on_update: Option<&'static str>,
    pub deferrable: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub name: String,
    pub expression: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhysicalIndex {
    pub name: String,
    pub kind: PhysicalIndexKind,
    /// Columns or expressions, each with its order or operator class.
    pub parts: Vec<String>,
    /// The condition of a partial index.
    pub condition: Option<String>,
    /// Columns that stand in it beside its parts.
    pub include: Vec<String>,
    /// What follows the table, of an index of the user's own SQL; its parts are the columns that the text is about.
    pub text: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhysicalIndexKind {
    Ordered,
    Unique,
    /// Unique, and two rows with a null in it collide.
    UniqueNullsEqual,
    /// PostgreSQL's inverted index.
    Gin,
    /// MySQL's inverted index.
    FullText,
}

/// A function that returns the keys of the session's tenant's rows with certain words.
///
/// PostgreSQL uses an index below a policy only where the operator is known to leak nothing, and that of arrays is not.
/// The function has the rights of whoever made it, so that no policy stands in the way of a role with BYPASSRLS, and
/// asks for the tenant itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordFinder {
    pub name: String,
    pub key_type: String,
    /// The SELECT of the keys.
    pub body: String,
}

/// A part of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TablePartition {
    pub name: String,
    /// What follows `FOR VALUES`.
    pub bounds: String,
}

/// SQLite's FTS5 table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordTable {
    pub name: String,
    /// The arguments of the module.
    pub arguments: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    pub name: String,
    /// `AFTER INSERT`
    pub event: String,
    pub table: String,
    pub body: Vec<String>,
}
