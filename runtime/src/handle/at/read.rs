//! Statements that read.

use std::future::Future;

use super::At;
use super::retry::retried;
use crate::connection::prepared::{AllRows, FirstRow, Wanted};
use crate::error::{Error, ErrorKind, Result};
use crate::execute;
use crate::statement::{InSql, ListSql, Sql, Statement};
use crate::value::{Arguments, Bind, Cursor, Keyset, Page, Paged, Row};

impl<'a> At<'a> {
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
        let statement = Statement::of(sql, self.engine.driver, binds);
        async move { self.row(statement).await?.map(|row| decode(&row)).transpose() }
    }

    /// Returns the first row as it is now: within a transaction MySQL otherwise shows rows as that first saw them.
    ///
    /// # Errors
    /// What the statement meets, or `Decode`.
    pub fn latest<T>(
        self,
        sql: &'static Sql,
        binds: &[&dyn Bind],
        decode: fn(&Row) -> Result<T>,
    ) -> impl Future<Output = Result<Option<T>>> + use<'a, T> {
        let (driver, arguments) = (self.engine.driver, Arguments::of(self.engine.driver, binds));
        let statement = match self.in_transaction() {
            true => Statement::latest(sql, driver, arguments),
            false => Statement::with(sql, driver, arguments),
        };
        async move { self.row(statement).await?.map(|row| decode(&row)).transpose() }
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
        let statement = Statement::of(sql, self.engine.driver, binds);
        async move {
            match self.row(statement).await? {
                Some(row) => decode(&row),
                None => Err(Error::new(ErrorKind::Database(format!("{} returned no row", sql.name)))),
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
        async move { self.rows(statement).await?.iter().map(decode).collect() }
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
                    all.push(decode(&row)?);
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
        let size = page.size();
        let name = sql.first.limit(size).0.name;
        let statement = page.keys::<K>(name).and_then(|keys| {
            let mut statement = Statement::of(sql.first.limit(size).0, self.engine.driver, equal);
            if let Some(keys) = keys {
                let mut arguments = statement.arguments;
                Cursor::bind(&keys, &mut arguments)?;
                statement = Statement::with(sql.after.limit(size).0, self.engine.driver, arguments);
            }
            Ok(statement)
        });
        async move {
            let rows = self.rows(statement?).await?;
            // The class may be larger than the page: rows nobody asked for are not decoded.
            let wanted = rows.len().min(size as usize + 1);
            let items = rows[..wanted].iter().map(decode).collect::<Result<Vec<T>>>()?;
            Ok(Paged::cut(items, size, name, key))
        }
    }

    pub(super) async fn row(self, statement: Statement) -> Result<Option<Row>> {
        self.ask::<FirstRow>(statement).await
    }

    pub(super) async fn rows(self, statement: Statement) -> Result<Vec<Row>> {
        self.ask::<AllRows>(statement).await
    }

    async fn ask<W: Wanted>(self, statement: Statement) -> Result<W::Output> {
        let engine = self.engine;
        let statement = self.stamp(statement);
        match self.line {
            Some(line) if line.in_transaction() => {
                line.run(engine, async |lease| execute::ask::<W>(engine, lease, statement).await).await
            }
            Some(line) => retried!(self, {
                let statement = statement.clone();
                line.run(engine, async |lease| execute::ask::<W>(engine, lease, statement).await).await
            }),
            None => retried!(self, self.ask_pool::<W>(&statement).await),
        }
    }

    /// Asks on a connection of the pool, and on another where that one had died before it was asked.
    async fn ask_pool<W: Wanted>(self, statement: &Statement) -> Result<W::Output> {
        let mut lease = self.engine.pool.acquire(statement.name).await?;
        let was_cold = lease.is_cold();
        match execute::ask::<W>(self.engine, &mut lease, statement.clone()).await {
            Err(error) if was_cold && lease.was_dead(&error) => {
                drop(lease);
                let mut lease = self.engine.pool.acquire(statement.name).await?;
                execute::ask::<W>(self.engine, &mut lease, statement.clone()).await
            }
            answer => answer,
        }
    }
}
