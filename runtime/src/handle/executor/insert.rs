//! Inserts, with checks of parents and counters.

use std::collections::BTreeMap;
use std::future::Future;

use super::Executor;
use super::retry::atomically;
use crate::cache::Invalidate;
use crate::entity::{Check, Count, InsertRow, KeyValue, ReadBack, Registered, Table, checks, counts, inserted};
use crate::error::{Error, ErrorKind, ForeignKeyCause, Result};
use crate::record::{Projection as _, Record as _};
use crate::statement::{BatchSql, Statement};
use crate::statistics::Label;
use crate::value::{Bind, Keyed};

impl<'a> Executor<'a> {
    /// Inserts a row. Where the catalogue demands it, in one unit: checks of parents, counters, then the row.
    ///
    /// # Errors
    /// `ForeignKeyViolation` naming the reference whose parent is missing, and what the statements meet.
    pub fn insert<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        row: &I,
        invalidated: Vec<Invalidate>,
    ) -> impl Future<Output = Result<()>> + use<'a, I> {
        let mut arguments = self.arguments();
        row.bind(&mut arguments);
        let statement = sql.single(self.engine.driver, arguments);
        let (checks, counts) = self.preparations(&[row]);
        async move {
            if checks.is_empty() && counts.is_empty() {
                let stored = self.send(statement, invalidated).await?;
                return all_stored(self, sql.label, stored, 1);
            }
            // Boxed, since what most inserts are made of would be moved with it.
            let counted = async move {
                atomically!(self, executor => {
                    executor.prepare(&checks, &counts).await?;
                    let stored = executor.send(statement.clone(), invalidated.clone()).await?;
                    all_stored(executor, sql.label, stored, 1)
                })
            };
            Box::pin(counted).await
        }
    }

    /// Inserts rows, all or none; counters are summed per parent.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub(crate) fn insert_many<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        rows: &[I],
        invalidated: Vec<Invalidate>,
    ) -> impl Future<Output = Result<()>> + use<'a, I> {
        let statements = sql.statements(self.engine.driver, rows, |row, arguments| row.bind(arguments));
        let (checks, counts) = self.preparations(&rows.iter().collect::<Vec<_>>());
        let sent = rows.len();
        async move {
            if checks.is_empty() && counts.is_empty() && statements.len() < 2 {
                let stored = self.send_all(statements, invalidated).await?;
                return all_stored(self, sql.label, stored, sent);
            }
            atomically!(self, executor => {
                executor.prepare(&checks, &counts).await?;
                let stored = executor.send_all(statements.clone(), invalidated.clone()).await?;
                all_stored(executor, sql.label, stored, sent)
            })
        }
    }

    /// Inserts rows, all or none, and returns them as the database holds them.
    ///
    /// # Errors
    /// As [`insert`](Self::insert), or `Decode`.
    pub(crate) async fn insert_and_read<I: InsertRow<Entity: Registered>>(
        self,
        sql: &'static BatchSql,
        mut rows: Vec<I>,
        read: ReadBack<I::Entity>,
    ) -> Result<Vec<I::Entity>> {
        atomically!(self, executor => {
            if I::Entity::NUMBERED {
                executor.insert_many_numbered(sql, &mut rows, executor.if_cached(inserted)).await?;
            } else {
                let inserted = executor.if_cached(inserted);
                let invalidated = rows.iter().flat_map(inserted).collect();
                executor.insert_many(sql, &rows, invalidated).await?;
            }
            let mut read_back = executor.read_many_back(&rows, &read).await?;
            let mut stored = Vec::with_capacity(rows.len());
            for row in &rows {
                let known = read_back.remove(&(read.key)(row.row()));
                stored.push(match known {
                    Some(row) => row,
                    None => executor.read_back(row.row(), &read).await?,
                });
            }
            Ok(stored)
        })
    }

    /// Reads rows by the list of their keys. One is missing where the database has its key in other words.
    async fn read_many_back<I: InsertRow<Entity: Registered>>(
        self,
        rows: &[I],
        read: &ReadBack<I::Entity>,
    ) -> Result<BTreeMap<KeyValue, I::Entity>> {
        let mut found = BTreeMap::new();
        if rows.len() < 2 {
            return Ok(found);
        }
        let tenant = rows[0].row().tenant().map(Keyed);
        let scope: Vec<&dyn Bind> = tenant.iter().map(|tenant| tenant as _).collect();
        let keys: Vec<KeyValue> = rows.iter().map(|row| (read.key)(row.row())).collect();
        let keys: Vec<&dyn Bind> = keys.iter().map(|key| key as _).collect();
        for row in self.all_in(read.many, &scope, &keys, &[], I::Entity::decode).await? {
            found.insert((read.key)(&row), row);
        }
        Ok(found)
    }

    async fn read_back<T: Table>(self, row: &T, read: &ReadBack<T>) -> Result<T> {
        let mut arguments = self.arguments();
        (read.bind)(row, &mut arguments);
        let found = self.first(Statement::with(read.sql, self.engine.driver, arguments), T::decode).await?;
        // A row that counts as deleted from the start is not read.
        Ok(found.unwrap_or_else(|| row.clone()))
    }

    /// A batch belongs to one tenant: that of its first row.
    pub(super) fn preparations<I: InsertRow<Entity: Registered>>(self, rows: &[&I]) -> (Vec<Check>, Vec<Count>) {
        let driver = self.engine.driver;
        let tenant = rows.first().and_then(|row| row.row().tenant());
        let entities = rows.iter().map(|row| row.row());
        let none = std::iter::empty();
        (
            checks(I::Entity::PARENTS, driver, tenant, entities.clone()),
            counts(I::Entity::COUNTERS, driver, tenant, none, entities),
        )
    }

    /// Runs checks and counters.
    pub(super) async fn prepare(self, checks: &[Check], counts: &[Count]) -> Result<()> {
        for check in checks {
            if self.row(check.statement.clone()).await?.is_none() {
                return Err(missing(check.reference));
            }
        }
        for count in counts {
            if self.send(count.statement.clone(), count.invalidated.clone()).await? == 0 {
                return Err(missing(count.reference));
            }
        }
        Ok(())
    }
}

/// Tells where a trigger or a rule kept rows from being stored, which no database calls a failure.
///
/// # Errors
/// `Database`; `UnknownOutcome` where the other rows are stored already.
pub(super) fn all_stored(executor: Executor<'_>, label: Label, stored: u64, sent: usize) -> Result<()> {
    let sent = sent as u64;
    if stored >= sent {
        return Ok(());
    }
    let text = format!("{label}: a trigger or a rule of the database kept {} of {sent} rows out", sent - stored);
    let nothing_is_applied = stored == 0 || executor.in_transaction();
    Err(Error::new(if nothing_is_applied { ErrorKind::Database(text) } else { ErrorKind::UnknownOutcome(text) }))
}

fn missing(reference: &str) -> Error {
    let cause = ForeignKeyCause::MissingParent;
    Error::new(ErrorKind::ForeignKeyViolation { field: reference.to_owned(), cause })
}
