//! The statements of upserts that add up.

use super::{New, Table};
use crate::statement::Sql;
use crate::value::Arguments;

/// The statements of an upsert that adds up.
#[derive(Debug)]
pub struct AddSql {
    /// `INSERT … ON CONFLICT (key) DO UPDATE … RETURNING` the row; MySQL, which cannot say which key it means, has
    /// none.
    pub upsert: Sql,
    /// Selects the row with the key of a new one.
    pub find: Sql,
    /// Adds to the row with a primary key.
    pub grow: Sql,
    /// The columns that grow.
    pub columns: &'static [&'static str],
    /// What a violation of the key is called.
    pub key: &'static str,
    /// Whether a key by which rows are cached has what is added in it, so that a row that grows is found by others.
    pub moves: bool,
}

/// How the rows of an entity are added up by one of its unique keys.
pub struct Adding<E: Table> {
    /// The statements on one row with the key.
    pub sql: &'static AddSql,
    /// Appends what [`AddSql::find`] compares behind the tenant.
    pub key: fn(&<E::New as New>::Row, &mut Arguments),
    /// Appends what [`AddSql::grow`] sets.
    pub amounts: fn(&E, &mut Arguments),
}

/// A row on its way in.
pub(crate) type Inserted<E> = <<E as Table>::New as New>::Row;
