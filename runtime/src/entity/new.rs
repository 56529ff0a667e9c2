//! New rows.

use super::{Names, Table};
use crate::record::Binder;
use crate::validate::Violations;
use crate::value::Arguments;

/// What a new row needs.
pub trait New: Send + Sync + 'static {
    /// The table it goes into.
    type Table: Table<New = Self>;
    /// The row that is inserted: one of the table, or that with its secret columns.
    type Row: InsertRow<Entity = Self::Table>;

    /// Checks every rule.
    ///
    /// # Errors
    /// Every violation.
    fn check(&self) -> Result<(), Violations>;

    /// Checks every rule that a whole row can break.
    ///
    /// # Errors
    /// Every violation.
    fn check_row(row: &Self::Table) -> Result<(), Violations>;

    /// Returns the row; `tenant` is empty where the table has no tenant.
    fn into_row(self, tenant: &str) -> Self::Row;
}

/// A row on its way in: that of the table, or that with its secret columns.
pub trait InsertRow: Send + Sync {
    /// The row it becomes.
    type Entity: Table;

    /// Returns the row as it will be read back.
    fn row(&self) -> &Self::Entity;

    /// Returns the same, and forgets the secrets.
    fn into_row(self) -> Self::Entity;

    /// Appends all values in the order of the INSERT.
    fn bind(&self, to: &mut Arguments);

    /// Takes the key that the database made.
    fn set_number(&mut self, number: i64);

    /// Names the cache's entries that only the secrets tell.
    fn secret_names(&self, _to: &mut Names<'_>) {}
}

impl<T: Table> InsertRow for T {
    type Entity = T;

    fn row(&self) -> &T {
        self
    }

    fn into_row(self) -> T {
        self
    }

    fn bind(&self, to: &mut Arguments) {
        self.write(&mut Binder::inserted(to, T::COLUMNS, T::NUMBERED.then_some(T::KEY), T::MADE));
        if let Some(tokens) = self.search_tokens() {
            to.add(&tokens);
        }
    }

    fn set_number(&mut self, number: i64) {
        Table::set_number(self, number);
    }
}
