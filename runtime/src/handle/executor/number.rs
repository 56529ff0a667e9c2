//! Inserts of rows whose key the database makes.
//!
//! No engine promises the keys of a batch in the order of its rows. PostgreSQL takes them of the sequence first, as an
//! array beside those of the values; MySQL and MariaDB reserve those of a list of values at once and tell the first;
//! SQLite has one writer, so that what follows the first key is free.

use larder_format::Dialect;

use super::Executor;
use super::insert::all_stored;
use super::retry::atomically;
use crate::cache::Invalidate;
use crate::connection::prepared::{MadeKey, RowCount, SequenceKeys, StoredKeys};
use crate::entity::{InsertRow, Registered};
use crate::error::Result;
use crate::statement::{BatchSql, KeyOrigin, MOST_ARRAY_ROWS, Statement};
use crate::value::{Bind as _, Column as _};

/// How far the keys of a list of values lie apart, on MySQL and MariaDB.
const STEP: &str = "SELECT @@auto_increment_increment";

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

    /// Inserts rows whose keys the database makes, all or none.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub(crate) async fn insert_many_numbered<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &mut [I],
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<()> {
        let (checks, counts) = self.preparations(&rows.iter().collect::<Vec<_>>());
        if let [row] = &mut *rows {
            // A cached row needs a transaction: its entries, which are known once it has its key, are fenced before the
            // commit.
            let is_part = self.in_transaction() || invalidated(row).is_empty();
            if is_part && checks.is_empty() && counts.is_empty() {
                return self.number(sql, row, invalidated).await;
            }
        }
        atomically!(self, executor => {
            executor.prepare(&checks, &counts).await?;
            executor.number_all(sql, &mut *rows, invalidated).await
        })
    }

    async fn number_all<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &mut [I],
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<()> {
        match self.dialect() {
            _ if rows.len() < 2 || !sql.has_values() => self.number_each(sql, rows, invalidated).await,
            Dialect::Postgres => {
                for chunk in rows.chunks_mut(MOST_ARRAY_ROWS) {
                    if !self.number_by_sequence(sql, chunk, invalidated).await? {
                        self.number_each(sql, chunk, invalidated).await?;
                    }
                }
                Ok(())
            }
            Dialect::MySql => self.number_by_step(sql, rows, invalidated).await,
            Dialect::Sqlite => self.number_by_first(sql, rows, invalidated).await,
        }
    }

    async fn number_each<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &mut [I],
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<()> {
        for row in rows {
            self.number(sql, row, invalidated).await?;
        }
        Ok(())
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
        let made = self.send_for::<MadeKey>(statement, Vec::new()).await?;
        let Some(made) = made else { return all_stored(self, sql.label, 0, 1) };
        row.set_number(made.key);
        self.invalidate(invalidated(row));
        Ok(())
    }

    /// Inserts rows with keys of the sequence of their column; false where that is not to be had.
    async fn number_by_sequence<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &mut [I],
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<bool> {
        let bind = |row: &I, arguments: &mut _| row.bind(arguments);
        let Some(statement) = sql.unnested_with_keys(self.engine.driver, rows, &bind) else { return Ok(false) };
        let keys = self.send_for::<SequenceKeys>(statement, Vec::new()).await?;
        if keys.is_empty() {
            return Ok(false);
        }
        all_stored(self, sql.label, keys.len() as u64, rows.len())?;
        for (row, key) in rows.iter_mut().zip(keys) {
            row.set_number(key);
            self.invalidate(invalidated(row));
        }
        Ok(true)
    }

    /// Inserts lists of values, whose keys follow the first in equal steps.
    async fn number_by_step<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &mut [I],
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<()> {
        let step = self.only(Statement::named(sql.label, STEP, self.arguments()), |row| i64::decode(row, 0)).await?;
        let bind = |row: &I, arguments: &mut _| row.bind(arguments);
        let statements = sql.in_classes(self.engine.driver, rows, KeyOrigin::Others, bind);
        let mut rest = rows;
        for (statement, size) in statements {
            let made = self.send_for::<MadeKey>(statement, Vec::new()).await?;
            let stored = made.map_or(0, |made| made.rows);
            all_stored(self, sql.label, stored, size)?;
            let (stored, after) = rest.split_at_mut(size);
            let first = made.map_or(0, |made| made.key);
            for (row, nth) in stored.iter_mut().zip(0..) {
                row.set_number(first + nth * step);
                self.invalidate(invalidated(row));
            }
            rest = after;
        }
        Ok(())
    }

    /// Inserts one row, and the others with the keys that follow its own.
    async fn number_by_first<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &mut [I],
        invalidated: fn(&I) -> Vec<Invalidate>,
    ) -> Result<()> {
        let Some((row, others)) = rows.split_first_mut() else { return Ok(()) };
        let mut arguments = self.arguments();
        row.bind(&mut arguments);
        let statement = sql.single(self.engine.driver, arguments);
        let made = self.send_for::<MadeKey>(statement, Vec::new()).await?;
        let Some(StoredKeys { key, .. }) = made else { return all_stored(self, sql.label, 0, 1) };
        row.set_number(key);
        self.invalidate(invalidated(row));
        let last = i64::try_from(others.len()).ok().and_then(|count| key.checked_add(count));
        if last.is_none() {
            // Beyond the largest key SQLite looks for one that is free.
            return self.number_each(sql, others, invalidated).await;
        }
        let mut numbered: Vec<(i64, &mut I)> = (key + 1..).zip(others).collect();
        let bind = |(key, row): &(i64, &mut I), arguments: &mut _| {
            key.bind(arguments);
            row.bind(arguments);
        };
        for (statement, size) in sql.in_classes(self.engine.driver, &numbered, KeyOrigin::Given, bind) {
            let stored = self.send_for::<RowCount>(statement, Vec::new()).await?;
            all_stored(self, sql.label, stored, size)?;
        }
        for (key, row) in &mut numbered {
            row.set_number(*key);
            self.invalidate(invalidated(row));
        }
        Ok(())
    }
}
