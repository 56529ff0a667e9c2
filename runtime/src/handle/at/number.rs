//! Inserts of rows whose key the database makes.

use super::At;
use super::retry::atomically;
use crate::cache::Touch;
use crate::entity::{InsertRow, Registered};
use crate::error::Result;
use crate::statement::{BatchSql, Sql};

/// The key that the session's last INSERT was given.
static LAST_NUMBER: Sql = Sql {
    name: "last_number",
    postgres: "SELECT lastval()",
    mysql: "SELECT CAST(LAST_INSERT_ID() AS SIGNED)",
    sqlite: "SELECT last_insert_rowid()",
};

impl At<'_> {
    /// Inserts a row whose key the database makes, and sets the key; `touched` is asked once the row has it.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub async fn insert_numbered<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        row: &mut I,
        touched: fn(&I) -> Vec<Touch>,
    ) -> Result<()> {
        self.insert_many_numbered(sql, std::slice::from_mut(row), touched).await
    }

    /// Inserts rows whose keys the database makes, all or none: one by one, since no engine promises the keys of a
    /// batch in order.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub async fn insert_many_numbered<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &mut [I],
        touched: fn(&I) -> Vec<Touch>,
    ) -> Result<()> {
        atomically!(self, at => {
            for row in &mut *rows {
                at.insert(sql, row, Vec::new()).await?;
                let number = at.one(&LAST_NUMBER, &[], |row| row.get(0)).await?;
                row.set_number(number);
                at.touch(touched(row));
            }
            Ok(())
        })
    }
}
