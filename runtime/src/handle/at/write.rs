use std::future::Future;

use super::At;
use crate::cache::Touch;
use crate::entity::Entity;
use crate::error::Result;
use crate::execute;
use crate::handle::invalidation::Invalidation;
use crate::statement::{Assignments, BatchSql, InSql, Sql, Statement};
use crate::value::{Arguments, Bind, Row};

impl<'a> At<'a> {
    /// Writes and returns how many rows were affected (on MySQL: matched).
    ///
    /// `touched` is invalidated after the commit: here without a transaction, with it inside one.
    ///
    /// # Errors
    /// What the statement meets.
    pub fn write(
        self,
        sql: &'static Sql,
        binds: &[&dyn Bind],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<u64>> + use<'a> {
        self.send(Statement::of(sql, self.engine.driver, binds), touched)
    }

    /// Writes the columns that are set; `keys` follow them. Nothing set: nothing is sent and the answer is 0.
    ///
    /// # Errors
    /// What the statement meets.
    pub fn write_dynamic(
        self,
        set: Assignments<'_>,
        keys: &[&dyn Bind],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<u64>> + use<'a> {
        let statement = (!set.is_empty()).then(|| set.statement(self.engine.driver, keys));
        async move {
            match statement {
                Some(statement) => self.send(statement, touched).await,
                None => Ok(0),
            }
        }
    }

    /// Writes many rows, all or none.
    ///
    /// # Errors
    /// What the statements meet.
    pub fn write_rows<R, B: Fn(&R, &mut Arguments)>(
        self,
        sql: &'static BatchSql,
        rows: &[R],
        bind: B,
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<u64>> + use<'a, R, B> {
        self.send_all(sql.statements(self.engine.driver, rows, bind), touched)
    }

    /// Writes to the rows of a list of keys, all or none.
    ///
    /// # Errors
    /// What the statements meet.
    pub fn write_in(
        self,
        sql: &'static InSql,
        before: &[&dyn Bind],
        keys: &[&dyn Bind],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<u64>> + use<'a> {
        self.send_all(sql.statements(self.engine.driver, before, keys, &[]), touched)
    }

    pub(super) async fn send_all(self, mut statements: Vec<Statement>, touched: Vec<Touch>) -> Result<u64> {
        if statements.len() <= 1 {
            return match statements.pop() {
                Some(statement) => self.send(statement, touched).await,
                None => Ok(0),
            };
        }
        let unit = self.unit().await?;
        let mut written = 0;
        let mut touched = Some(touched);
        for statement in statements {
            written += unit.at().send(statement, touched.take().unwrap_or_default()).await?;
        }
        unit.commit().await?;
        Ok(written)
    }

    pub(super) async fn send(self, mut statement: Statement, touched: Vec<Touch>) -> Result<u64> {
        statement.within = self.within;
        match self.line {
            Some(line) if line.in_transaction() => {
                // Recorded first, so that no way out of the statement loses it.
                line.touch(touched);
                line.run(self.engine, async |lease| execute::execute(self.engine, lease, statement).await).await
            }
            Some(line) => {
                let invalidation = Invalidation::arm(&self.engine.cache, touched).await;
                let written =
                    line.run(self.engine, async |lease| execute::execute(self.engine, lease, statement).await).await;
                settle(invalidation, written).await
            }
            None => {
                let mut lease = self.engine.pool.acquire_for_write(statement.name).await?;
                let invalidation = Invalidation::arm(&self.engine.cache, touched).await;
                let again = lease.is_cold().then(|| statement.clone());
                let mut written = execute::execute(self.engine, &mut lease, statement).await;
                if let (Some(again), Err(error)) = (again, &written)
                    && lease.was_dead(error)
                {
                    drop(lease);
                    lease = self.engine.pool.acquire_for_write(again.name).await?;
                    written = execute::execute(self.engine, &mut lease, again).await;
                }
                // The connection is not held while the cache is told.
                drop(lease);
                settle(invalidation, written).await
            }
        }
    }

    /// Writes one row and returns it as it now is; `None` where nothing was written. `armed` is what is invalidated where
    /// nobody learns how the write ended, `touched` what the row's new state makes invalid.
    pub(super) async fn send_for_row<T: Entity>(
        self,
        statement: Statement,
        armed: Vec<Touch>,
        touched: impl FnOnce(&T) -> Vec<Touch>,
    ) -> Result<Option<T>> {
        let engine = self.engine;
        let cache = &engine.cache;
        if let Some(line) = self.line.filter(|line| line.in_transaction()) {
            // A statement that fails or is abandoned ends the transaction, and with it what would have to be invalidated.
            let rows = line.run(engine, async |lease| execute::returning(engine, lease, statement).await).await?;
            let row = first(&rows);
            line.touch(row.as_ref().map_or(armed, |row: &Option<T>| row.as_ref().map(touched).unwrap_or_default()));
            return row;
        }
        let (invalidation, rows) = match self.line {
            Some(line) => {
                let invalidation = Invalidation::arm(cache, armed.clone()).await;
                (invalidation, line.run(engine, async |lease| execute::returning(engine, lease, statement).await).await)
            }
            None => {
                let mut lease = engine.pool.acquire_writer(statement.name).await?;
                let invalidation = Invalidation::arm(cache, armed.clone()).await;
                (invalidation, execute::returning(engine, &mut lease, statement).await)
            }
        };
        match rows.map(|rows| first(&rows)) {
            Ok(Ok(None)) => {
                invalidation.lift();
                Ok(None)
            }
            Ok(Ok(Some(row))) => {
                let touched = touched(&row);
                if touched.iter().all(|touch| armed.contains(touch)) {
                    invalidation.finish().await;
                } else {
                    invalidation.finish_with(cache, &touched).await;
                }
                Ok(Some(row))
            }
            Ok(Err(unreadable)) => {
                invalidation.finish().await;
                Err(unreadable)
            }
            Err(error) => {
                invalidation.after(&error);
                Err(error)
            }
        }
    }

    /// Records what the transaction's commit makes invalid; outside one there is nothing to record it in.
    pub(super) fn touch(self, touched: Vec<Touch>) {
        if let Some(line) = self.line {
            line.touch(touched);
        }
    }
}

fn first<T: Entity>(rows: &[Row]) -> Result<Option<T>> {
    rows.first().map(T::decode).transpose()
}

async fn settle(invalidation: Invalidation, written: Result<u64>) -> Result<u64> {
    match &written {
        Ok(_) => invalidation.finish().await,
        Err(error) => invalidation.after(error),
    }
    written
}
