//! What a database has, in the words of its engine: the migrator reads it, and the generator makes a definition of it.
//! Nothing in it is of larder; an expression is the text that the server prints.

use crate::Dialect;

/// The tables of a database, and what stands beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The engine.
    pub dialect: Dialect,
    /// In the order of their names.
    pub tables: Vec<LiveTable>,
    /// Views, triggers, functions and the like.
    pub objects: Vec<LiveObject>,
}

/// What stands beside the tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveObject {
    /// Kind and name, `view sales`; those of routines with the types of their arguments.
    pub title: String,
    pub name: String,
    /// The statement that makes it, with those that belong to it; `None` where the server has none that stands alone.
    pub sql: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveTable {
    pub name: String,
    pub comment: Option<String>,
    /// What no definition says of a table: `PARTITIONED`, `WITHOUT ROWID`, `ENGINE=MyISAM`; one word or setting each.
    pub options: Vec<String>,
    /// In the order of the table.
    pub columns: Vec<LiveColumn>,
    pub primary: Option<LiveKey>,
    /// Unique constraints; a unique index that is none is an index.
    pub uniques: Vec<LiveKey>,
    pub references: Vec<LiveReference>,
    pub checks: Vec<LiveCheck>,
    pub indexes: Vec<LiveIndex>,
    /// Constraints of other kinds, as the server prints them.
    pub others: Vec<String>,
}

impl LiveTable {
    /// Returns the column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&LiveColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveColumn {
    pub name: String,
    /// As the server prints it, with its parameters: `character varying(20)`, `int(10) unsigned`; empty on SQLite for a
    /// column without one.
    pub ty: String,
    pub nullable: bool,
    pub default: Option<String>,
    /// The database numbers new rows: an identity column, AUTO_INCREMENT, SQLite's INTEGER PRIMARY KEY.
    pub numbered: bool,
    /// The expression of a column that is computed.
    pub generated: Option<String>,
    /// Other than that of the table or the database.
    pub collation: Option<String>,
    pub comment: Option<String>,
    /// The values of an enum type of the engine's own.
    pub values: Vec<String>,
    /// Further words of its declaration, such as `ON UPDATE current_timestamp()`.
    pub others: Vec<String>,
}

/// A primary key or a unique constraint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveKey {
    /// SQLite's may have none.
    pub name: Option<String>,
    pub columns: Vec<String>,
    /// Two rows with a null in it collide.
    pub nulls_equal: bool,
    /// Deferrable, or of a column's first characters only; empty for a plain one.
    pub others: String,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveReference {
    pub name: Option<String>,
    pub columns: Vec<String>,
    /// The table, with its schema if that is another one.
    pub parent: String,
    /// Empty for the parent's primary key, where the statement names no columns.
    pub parent_columns: Vec<String>,
    /// `NO ACTION`, `RESTRICT`, `CASCADE`, `SET NULL` or `SET DEFAULT`.
    pub on_delete: String,
    pub on_update: String,
    /// `DEFERRABLE INITIALLY DEFERRED`, `MATCH FULL`, `NOT VALID`; empty for a plain one.
    pub others: String,
}

/// A check, of a column or of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveCheck {
    pub name: Option<String>,
    pub expression: String,
    /// `NO INHERIT`, `NOT ENFORCED`, `NOT VALID`; empty for a plain one.
    pub others: String,
}

/// An index that is no constraint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveIndex {
    pub name: String,
    pub unique: bool,
    /// `btree`, `gin`, `fulltext`, … in small letters.
    pub method: String,
    pub parts: Vec<LivePart>,
    /// Columns that stand in the index beside its key.
    pub include: Vec<String>,
    pub condition: Option<String>,
    /// Two rows with a null in a unique one collide.
    pub nulls_equal: bool,
    /// `INVALID`, `INVISIBLE` and the like; empty for a plain one.
    pub others: String,
}

/// A part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LivePart {
    /// A column's name, or an expression.
    pub text: String,
    pub is_expression: bool,
    pub descending: bool,
    /// Where nulls stand, on an engine that tells.
    pub nulls_first: Option<bool>,
    /// An operator class or collation other than the default, or how many characters of the column stand in the index.
    pub others: String,
}
