//! Rows of another entity, for conditions.

use larder_format::Dialect;

use super::Select;
use crate::condition::{Subquery, TypedColumn, ValuesOf};
use crate::entity::Table;

impl<E: Table> Select<'_, E> {
    /// Takes the values that a column has in the rows. Order and limit do not matter.
    pub fn values_of<T>(self, column: TypedColumn<E, T>) -> ValuesOf<T> {
        let text = |dialect| {
            let count = E::TABLE.count.text(dialect);
            count.strip_prefix("SELECT COUNT(*)").unwrap_or(count)
        };
        let query = Subquery {
            column: column.sql,
            rows: [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite].map(text),
            tenant: self.repository.tenant.map(str::to_owned),
            conditions: self.conditions,
        };
        ValuesOf::new(query)
    }
}
