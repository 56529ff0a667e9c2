//! Statements that read.

use std::future::Future;

use super::retry::retried;
use super::{Asked, Executor};
use crate::connection::prepared::{AllRows, FirstRow, Wanted};
use crate::error::{Error, ErrorKind, Result};
use crate::execute;
use crate::handle::shared_connection::SharedConnection;
use crate::statement::{InSql, ListSql, Origin, Sql, Statement};
use crate::statistics::Label;
use crate::value::{Arguments, Bind, Cursor, Keyset, Page, Paged, Row};

impl<'a> Executor<'a> {
    /// Returns the first row, if there is one.
    ///
    /// # Errors
    /// What the statement meets, or `Decode`.
    pub fn optional<T>(
        self,
        sql: &'static Sql,
        binds: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
    ) -> impl Future<Output = Result<Option<T>>> + use<'a, T> {
        self.first(Statement::of(sql, self.engine.driver, binds), decode)
    }

    /// Decodes the first row of a statement, if there is one.
    pub(crate) async fn first<T>(self, statement: Statement, decode: fn(&Row) -> Result<T>) -> Result<Option<T>> {
        let label = statement.label;
        let row = self.row(statement).await?;
        self.readable(label, row.map(|row| decode(&row)).transpose())
    }

    /// Counts what came of a statement and cannot be read.
    pub(crate) fn readable<T>(self, label: Label, read: Result<T>) -> Result<T> {
        read.inspect_err(|error| {
            if self.origin == Origin::Application {
                self.engine.counted.statements.of(label, "").was_unreadable(error.kind());
            }
        })
    }

    /// Prepares a read of rows as they are now: within a transaction MySQL otherwise shows rows as that first saw them.
    pub(crate) fn latest_of(self, sql: &'static Sql, arguments: Arguments) -> Statement {
        match self.in_transaction() {
            true => Statement::latest(sql, self.engine.driver, arguments),
            false => Statement::with(sql, self.engine.driver, arguments),
        }
    }

    /// Returns the one row of an aggregate.
    ///
    /// # Errors
    /// What the statement meets, `Decode`, or `Database` when there is no row.
    pub fn one<T>(
        self,
        sql: &'static Sql,
        binds: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
    ) -> impl Future<Output = Result<T>> + use<'a, T> {
        self.only(Statement::of(sql, self.engine.driver, binds), decode)
    }

    /// Decodes the one row of a statement.
    pub(crate) fn only<T>(
        self,
        statement: Statement,
        decode: fn(&Row) -> Result<T>,
    ) -> impl Future<Output = Result<T>> + use<'a, T> {
        let label = statement.label;
        async move {
            match self.row(statement).await? {
                Some(row) => self.readable(label, decode(&row)),
                None => Err(Error::new(ErrorKind::Database(format!("{label} returned no row")))),
            }
        }
    }

    /// Returns every row, in the statement's order.
    ///
    /// # Errors
    /// What the statement meets, or `Decode`.
    pub fn all<T>(
        self,
        sql: &'static Sql,
        binds: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
    ) -> impl Future<Output = Result<Vec<T>>> + use<'a, T> {
        let statement = Statement::of(sql, self.engine.driver, binds);
        async move {
            let rows = self.rows(statement).await?;
            self.readable(sql.label, rows.iter().map(decode).collect())
        }
    }

    /// Returns the rows of a list of keys, in no order; `before` and `after` are what stands around the list.
    ///
    /// # Errors
    /// What the statement meets, or `Decode`.
    pub fn all_in<T>(
        self,
        sql: &'static InSql,
        before: &[&dyn Bind],
        keys: &[&dyn Bind],
        after: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
    ) -> impl Future<Output = Result<Vec<T>>> + use<'a, T> {
        let statements = sql.statements(self.engine.driver, before, keys, after);
        async move {
            let mut all = Vec::new();
            for statement in statements {
                for row in self.rows(statement).await? {
                    all.push(self.readable(sql.label, decode(&row))?);
                }
            }
            Ok(all)
        }
    }

    /// Returns one page of a list. `equal` are the values both texts begin with; `key` reads a row's place in the
    /// order.
    ///
    /// # Errors
    /// `Invalid` for a cursor of another list, what the statement meets, or `Decode`.
    pub fn page<T, K: Keyset>(
        self,
        sql: &'static ListSql,
        page: Page,
        equal: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
        key: fn(&T) -> K,
    ) -> impl Future<Output = Result<Paged<T>>> + use<'a, T, K> {
        self.page_of(sql, page, Arguments::of(self.engine.driver, equal), decode, key)
    }

    /// Returns one page of a list whose texts both begin with the values of `arguments`.
    pub(crate) fn page_of<T, K: Keyset>(
        self,
        sql: &'static ListSql,
        page: Page,
        mut arguments: Arguments,
        decode: fn(&Row) -> Result<T>,
        key: fn(&T) -> K,
    ) -> impl Future<Output = Result<Paged<T>>> + use<'a, T, K> {
        let size = page.size();
        let (driver, label) = (self.engine.driver, sql.first.label());
        let statement = page.keys::<K>(label).and_then(|keys| {
            let Some(keys) = keys else {
                return Ok(Statement::named(label, sql.first.limit(driver.dialect(), size).0, arguments));
            };
            Cursor::bind(&keys, &mut arguments)?;
            Ok(Statement::named(label, sql.after.limit(driver.dialect(), size).0, arguments))
        });
        async move {
            let rows = self.rows(statement?).await?;
            // The class may be larger than the page: rows nobody asked for are not decoded.
            let wanted = rows.len().min(size as usize + 1);
            let items = self.readable(label, rows[..wanted].iter().map(decode).collect::<Result<Vec<T>>>())?;
            Ok(Paged::cut(items, size, label, key))
        }
    }

    pub(crate) fn row(self, statement: Statement) -> Asked<'a, Option<Row>> {
        Box::pin(self.ask::<FirstRow>(statement))
    }

    pub(crate) fn rows(self, statement: Statement) -> Asked<'a, Vec<Row>> {
        Box::pin(self.ask::<AllRows>(statement))
    }

    async fn ask<W: Wanted + Default>(self, statement: Statement) -> Result<W::Output> {
        let statement = self.stamp(statement);
        // Boxed is what most reads are not, so that they are small.
        match self.shared {
            Some(shared) => Box::pin(self.ask_held::<W>(shared, statement)).await,
            None => match self.replicas() {
                Some(reads) => Box::pin(self.ask_by::<W>(reads, &statement)).await,
                None => self.ask_primary::<W>(&statement).await,
            },
        }
    }

    /// Asks on a connection that is held.
    async fn ask_held<W: Wanted + Default>(self, shared: &SharedConnection, statement: Statement) -> Result<W::Output> {
        let engine = self.engine;
        if shared.in_transaction() {
            return shared.run(engine, async |lease| execute::ask::<W>(engine, lease, statement).await).await;
        }
        retried!(self, {
            let statement = statement.clone();
            shared.run(engine, async |lease| execute::ask::<W>(engine, lease, statement).await).await
        })
    }

    pub(super) async fn ask_primary<W: Wanted + Default>(self, statement: &Statement) -> Result<W::Output> {
        let answer = retried!(self, self.ask_pool::<W>(statement).await);
        self.was_answered_by_primary();
        answer
    }

    /// Asks on a connection of the pool, and on another where that one had died before it was asked.
    pub(super) async fn ask_pool<W: Wanted + Default>(self, statement: &Statement) -> Result<W::Output> {
        let mut lease = self.engine.pool.acquire(statement.label).await?;
        let was_cold = lease.is_cold();
        match execute::ask::<W>(self.engine, &mut lease, statement.clone()).await {
            Err(error) if was_cold && lease.was_dead(&error) => {
                drop(lease);
                let again = async {
                    let mut lease = self.engine.pool.acquire(statement.label).await?;
                    execute::ask::<W>(self.engine, &mut lease, statement.clone()).await
                };
                Box::pin(again).await
            }
            answer => answer,
        }
    }
}
