//! Statements that write, and the invalidation that goes with them.

use std::future::Future;

use super::retry::{atomically, retried};
use super::{Asked, Executor};
use crate::cache::Invalidate;
use crate::config::Within;
use crate::connection::Lease;
use crate::connection::prepared::{AllRows, RowCount, Wanted};
use crate::entity::Table;
use crate::error::Result;
use crate::execute::{self, Engine};
use crate::handle::invalidation::Invalidation;
use crate::handle::shared_connection::SharedConnection;
use crate::statement::{Sql, Statement};
use crate::value::{Bind, Row};

impl<'a> Executor<'a> {
    /// Writes and returns how many rows were affected (on MySQL: matched).
    ///
    /// `invalidated` is invalidated after the commit: here without a transaction, with it inside one.
    ///
    /// # Errors
    /// What the statement meets.
    pub fn write(
        self,
        sql: &'static Sql,
        binds: &[&dyn Bind],
        invalidated: Vec<Invalidate>,
    ) -> impl Future<Output = Result<u64>> + use<'a> {
        self.send(Statement::of(sql, self.engine.driver, binds), invalidated)
    }

    pub(crate) async fn send_all(self, statements: Vec<Statement>, invalidated: Vec<Invalidate>) -> Result<u64> {
        match <[Statement; 1]>::try_from(statements) {
            Ok([statement]) => self.send(statement, invalidated).await,
            Err(statements) if statements.is_empty() => Ok(0),
            Err(statements) => atomically!(self, executor => {
                executor.invalidate(invalidated.clone());
                let mut written = 0;
                for statement in &statements {
                    written += executor.send(statement.clone(), Vec::new()).await?;
                }
                Ok(written)
            }),
        }
    }

    pub(crate) async fn send(self, statement: Statement, invalidated: Vec<Invalidate>) -> Result<u64> {
        self.send_for::<RowCount>(statement, invalidated).await
    }

    pub(crate) async fn send_for<W: Wanted + Default>(
        self,
        statement: Statement,
        invalidated: Vec<Invalidate>,
    ) -> Result<W::Output> {
        let engine = self.engine;
        let statement = self.stamp(statement);
        if let Some(shared) = self.shared.filter(|shared| shared.in_transaction()) {
            // Recorded first, so that no way out of the statement loses it.
            shared.invalidate(invalidated);
            return write_within::<W>(engine, shared, statement).await;
        }
        retried!(self, {
            let Some((invalidation, written)) = self.write_alone::<W>(&statement, &invalidated).await? else {
                return self.write_in_transaction::<W>(&statement, &invalidated).await;
            };
            match &written {
                Ok(_) if invalidation.is_of_nothing() => {}
                Ok(_) => Box::pin(invalidation.finish()).await,
                Err(error) => invalidation.after(error),
            }
            written
        })
    }

    /// Runs a write in a transaction of its own, which tells the invalidation log.
    fn write_in_transaction<'w, W: Wanted + Default>(
        self,
        statement: &'w Statement,
        invalidated: &'w [Invalidate],
    ) -> Asked<'w, W::Output>
    where
        'a: 'w,
    {
        Box::pin(async move {
            let unit = self.unit().await?;
            let shared = unit.shared();
            shared.invalidate(invalidated.to_vec());
            let written = write_within::<W>(self.engine, shared, statement.clone()).await;
            unit.end(written).await
        })
    }

    /// Runs a write by itself while `armed` is fenced, and once more where its connection had died before it was sent.
    /// The connection is released before the cache is invalidated. Returns `None` for a write that was not made because
    /// it cannot be fenced, and has to tell the invalidation log.
    fn write_alone<'w, W: Wanted + Default>(
        self,
        statement: &'w Statement,
        armed: &'w [Invalidate],
    ) -> Asked<'w, Option<(Invalidation, Result<W::Output>)>>
    where
        'a: 'w,
    {
        let engine = self.engine;
        Box::pin(async move {
            if engine.cache.is_unfenceable(armed.iter().map(Invalidate::region)) {
                return Ok(None);
            }
            let _mark = self.write_mark();
            if let Some(shared) = self.shared {
                let Some(invalidation) = Self::fenced(engine, armed, self.within).await? else { return Ok(None) };
                let statement = Statement { keeper: invalidation.keeper(), ..statement.clone() };
                return Ok(Some((invalidation, write_within::<W>(engine, shared, statement).await)));
            }
            let mut lease = engine.pool.acquire_for_write(statement.label).await?;
            let Some(invalidation) = Self::fenced(engine, armed, self.within).await? else { return Ok(None) };
            let fenced = || Statement { keeper: invalidation.keeper(), ..statement.clone() };
            let was_cold = lease.is_cold();
            let mut written = execute::write::<W>(engine, &mut lease, fenced()).await;
            if was_cold && written.as_ref().is_err_and(|error| lease.was_dead(error)) {
                drop(lease);
                let again = async {
                    let mut lease = engine.pool.acquire_for_write(statement.label).await?;
                    execute::write::<W>(engine, &mut lease, fenced()).await
                };
                written = Box::pin(again).await;
            }
            Ok(Some((invalidation, written)))
        })
    }

    /// Fences what a write by itself changes; `None` where the invalidation log has to be told instead.
    async fn fenced(engine: &Engine, armed: &[Invalidate], within: Option<Within>) -> Result<Option<Invalidation>> {
        let invalidation = Invalidation::arm(engine, armed, within).await?;
        if invalidation.entry().is_none() {
            return Ok(Some(invalidation));
        }
        invalidation.lift();
        Ok(None)
    }

    /// Writes one row and returns it as it now is; `None` where nothing was written. `armed` is what is invalidated
    /// where nobody learns how the write ended, `invalidated` what the row's new state makes invalid.
    pub(super) async fn send_for_row<T: Table>(
        self,
        statement: Statement,
        armed: Vec<Invalidate>,
        invalidated: impl Fn(&T) -> Vec<Invalidate>,
    ) -> Result<Option<T>> {
        let (engine, label) = (self.engine, statement.label);
        let statement = self.stamp(statement);
        if let Some(shared) = self.shared.filter(|shared| shared.in_transaction()) {
            return self.write_row(shared, statement, armed, &invalidated).await;
        }
        retried!(self, {
            let Some((invalidation, rows)) = self.write_alone::<AllRows>(&statement, &armed).await? else {
                // The invalidation log has to be told, by the transaction that writes.
                let unit = self.unit().await?;
                let row = self.write_row(unit.shared(), statement.clone(), armed.clone(), &invalidated).await;
                return unit.end(row).await;
            };
            match rows.map(|rows| self.readable(label, first(&rows))) {
                Ok(Ok(None)) => {
                    invalidation.lift();
                    Ok(None)
                }
                Ok(Ok(Some(row))) => {
                    let invalidated = invalidated(&row);
                    if invalidated.iter().all(|invalidate| armed.contains(invalidate)) {
                        invalidation.finish().await;
                    } else {
                        invalidation.finish_with(engine, self.shared, &invalidated).await;
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
        })
    }

    /// Writes one row in a transaction.
    async fn write_row<T: Table>(
        self,
        shared: &SharedConnection,
        statement: Statement,
        armed: Vec<Invalidate>,
        invalidated: &impl Fn(&T) -> Vec<Invalidate>,
    ) -> Result<Option<T>> {
        let label = statement.label;
        // A statement that fails or is abandoned ends the transaction, and with it what would have to be invalidated.
        let rows = write_within::<AllRows>(self.engine, shared, statement).await?;
        let row = self.readable(label, first(&rows));
        let of_row = |row: &Option<T>| row.as_ref().map(invalidated).unwrap_or_default();
        shared.invalidate(row.as_ref().map_or(armed, of_row));
        row
    }

    /// Records what the transaction's commit makes invalid; outside one there is nothing to record it in.
    pub(super) fn invalidate(self, invalidated: Vec<Invalidate>) {
        if let Some(shared) = self.shared {
            shared.invalidate(invalidated);
        }
    }
}

fn first<T: Table>(rows: &[Row]) -> Result<Option<T>> {
    rows.first().map(T::decode).transpose()
}

/// Runs a write on a connection that is held.
fn write_within<'w, W: Wanted + Default>(
    engine: &'w Engine,
    shared: &'w SharedConnection,
    statement: Statement,
) -> Asked<'w, W::Output> {
    Box::pin(shared.run(engine, async move |lease: &mut Lease| execute::write::<W>(engine, lease, statement).await))
}
