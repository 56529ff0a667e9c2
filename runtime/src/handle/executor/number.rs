//! Inserts of rows whose key the database makes.

use super::Executor;
use super::insert::all_stored;
use super::retry::atomically;
use crate::cache::Invalidate;
use crate::connection::prepared::MadeKey;
use crate::entity::{InsertRow, Registered};
use crate::error::Result;
use crate::statement::BatchSql;

impl Executor<'_> {
    /// Inserts a row whose key the database makes, and sets the key; `invalidated` is asked once the row has it.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub(crate) async fn insert_numbered<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        row: &mut I,
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<()> {
        self.insert_many_numbered(sql, std::slice::from_mut(row), invalidated).await
    }

    /// Inserts rows whose keys the database makes, all or none: one by one, since no engine promises the keys of a
    /// batch in order.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub(crate) async fn insert_many_numbered<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &mut [I],
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<()> {
        if let [row] = &mut *rows
            && self.is_one_statement(row, invalidated)
        {
            return self.number(sql, row, invalidated).await;
        }
        atomically!(self, executor => {
            for row in &mut *rows {
                let (checks, counts) = executor.preparations(&[&*row]);
                executor.prepare(&checks, &counts).await?;
                executor.number(sql, row, invalidated).await?;
            }
            Ok(())
        })
    }

    /// Whether a row needs no transaction. A cached one does: its entries, which are known once it has its key, are
    /// fenced before the commit.
    fn is_one_statement<I: InsertRow<Entity: Registered>>(
        self,
        row: &I,
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> bool {
        let (checks, counts) = self.preparations(&[row]);
        checks.is_empty() && counts.is_empty() && (self.in_transaction() || invalidated(row).is_empty())
    }

    async fn number<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        row: &mut I,
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<()> {
        let mut arguments = self.arguments();
        row.bind(&mut arguments);
        let statement = sql.single(self.engine.driver, arguments);
        let key = self.send_for::<MadeKey>(statement, Vec::new()).await?;
        let Some(key) = key else { return all_stored(self, sql.label, 0, 1) };
        row.set_number(key);
        self.invalidate(invalidated(row));
        Ok(())
    }
}
