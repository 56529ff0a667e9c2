//! Rows of another entity, for conditions.

use super::Select;
use crate::condition::{Subquery, TypedColumn, ValuesOf};
use crate::entity::Table;

impl<E: Table> Select<'_, E> {
    /// Takes the values that a column has in the rows. Order and limit do not matter.
    pub fn values_of<T>(self, column: TypedColumn<E, T>) -> ValuesOf<T> {
        let query = Subquery {
            column: column.sql,
            rows: &E::TABLE.count,
            tenant: self.repository.tenant.map(str::to_owned),
            conditions: self.conditions,
        };
        ValuesOf::new(query)
    }
}
