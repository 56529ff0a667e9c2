//! The migrator's own SQL, which differs from server to server: one file per dialect with the same names in each.

mod mysql;
mod postgres;
mod sqlite;

use larder_format::Dialect;
use larder_format::object::ObjectKind;

/// What the catalogue is asked for by name.
#[derive(Clone, Copy)]
pub(super) enum Thing {
    Table,
    Column,
    /// Usable or not: PostgreSQL keeps an invalid one of a broken `DROP INDEX CONCURRENTLY`.
    Index,
    ValidIndex,
    Constraint,
    ValidConstraint,
}

/// The row of one dialect. Placeholders are `?` on every server.
pub(super) struct MigratorSql {
    /// Returns a query for a table's name and, but for a table, the thing's own, which gives a row when it is there.
    pub(super) thing: fn(Thing) -> &'static str,
    /// Returns a query for the name of an object beside tables, which gives a row when it is there; `None` for a kind
    /// that the dialect does not have.
    pub(super) object: fn(ObjectKind) -> Option<&'static str>,
    /// Gives type, `YES` or `NO` for null, and default of a table's column.
    pub(super) column: &'static str,
    /// Gives the type of a table's column as `key_literal` takes it.
    pub(super) column_type: &'static str,
    /// Returns an expression that gives a key as a literal of SQL, for the column's quoted name and its type.
    pub(super) key_literal: fn(&str, &str) -> String,
    /// Gives about how many rows a table has, where the server keeps that.
    pub(super) estimate: Option<&'static str>,
    /// Gives the tables and columns that a statement without a schema reaches. The last column says whether names of
    /// tables fold.
    pub(super) present: &'static str,
    /// Whether names of columns are the same in upper and lower case.
    pub(super) columns_fold: bool,
    /// Gives a row when the table of the history is there.
    pub(super) has_history: &'static str,
    pub(super) history: HistoryTypes,
    /// Gives a row when the table of the invalidation log is there.
    pub(super) has_cache_log: &'static str,
    /// Creates that table.
    pub(super) cache_log: &'static str,
    /// Behind a SELECT: nobody else writes the row until the transaction ends.
    pub(super) locks_row: &'static str,
    /// Gives the number that the server has for the connection.
    pub(super) connection_number: Option<&'static str>,
    /// Behind `DROP DATABASE IF EXISTS`; without it a database is a file.
    pub(super) drops_database: Option<&'static str>,
}

/// The column types of the history, and what stands behind its columns.
pub(super) struct HistoryTypes {
    pub(super) text: &'static str,
    pub(super) name: &'static str,
    pub(super) long: &'static str,
    pub(super) int: &'static str,
    pub(super) tail: &'static str,
}

/// Returns the row of `dialect`.
pub(super) fn sql(dialect: Dialect) -> &'static MigratorSql {
    match dialect {
        Dialect::Postgres => &postgres::SQL,
        Dialect::MySql => &mysql::SQL,
        Dialect::Sqlite => &sqlite::SQL,
    }
}
