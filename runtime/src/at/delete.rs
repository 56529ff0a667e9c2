use std::future::Future;

use super::At;
use crate::arguments::Arguments;
use crate::batch::InSql;
use crate::cache::Touch;
use crate::catalogue::{Cascade, Registered, counts, far_regions, searches, tenant_regions};
use crate::column::{Bind, Keyed};
use crate::error::{Error, Result};
use crate::sql::Sql;
use crate::statement::Statement;

impl<'a> At<'a> {
    /// Deletes a row, or marks it deleted where `sql` is such an update. Counters are reduced, and the cached rows that go
    /// with it are invalidated too.
    ///
    /// # Errors
    /// `NotFound`, and what the statements meet.
    pub fn delete<T: Registered>(
        self,
        sql: &'static Sql,
        tenant: Option<&str>,
        key: T::Key,
        binds: &[&dyn Bind],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        let statement = Statement::of(sql, self.engine.driver, binds);
        let tenant = tenant.map(str::to_owned);
        async move {
            if T::COUNTERS.is_empty() && T::CASCADES.is_empty() {
                return match self.send(statement, touched).await? {
                    0 => Err(Error::not_found(T::NAME)),
                    _ => Ok(()),
                };
            }
            let unit = self.unit().await?;
            let at = unit.at();
            if !at.detach::<T>(tenant.as_deref(), &[key]).await?.is_empty() || at.send(statement, touched).await? == 0 {
                return Err(Error::not_found(T::NAME));
            }
            unit.commit().await
        }
    }

    /// Deletes the rows of a list of keys and returns how many there were.
    ///
    /// # Errors
    /// What the statements meet.
    pub fn delete_many<T: Registered>(
        self,
        sql: &'static InSql,
        tenant: Option<&str>,
        before: &[&dyn Bind],
        keys: &[T::Key],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<u64>> + use<'a, T> {
        let binds: Vec<&dyn Bind> = keys.iter().map(|key| key as &dyn Bind).collect();
        let statements = sql.statements(self.engine.driver, before, &binds, &[]);
        let tenant = tenant.map(str::to_owned);
        let keys = keys.to_vec();
        async move {
            if T::COUNTERS.is_empty() && T::CASCADES.is_empty() {
                return self.send_all(statements, touched).await;
            }
            let unit = self.unit().await?;
            unit.at().detach::<T>(tenant.as_deref(), &keys).await?;
            let written = unit.at().send_all(statements, touched).await?;
            unit.commit().await?;
            Ok(written)
        }
    }

    /// Undoes a soft delete; counters are increased again.
    ///
    /// # Errors
    /// `NotFound`, and what the statements meet.
    pub fn revive<T: Registered>(
        self,
        sql: &'static Sql,
        tenant: Option<&str>,
        key: T::Key,
        binds: &[&dyn Bind],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        let driver = self.engine.driver;
        let statement = Statement::of(sql, driver, binds);
        let get = Statement::with(T::GET, driver, self.key_values(tenant, &key));
        async move {
            let unit = self.unit().await?;
            let at = unit.at();
            if at.send(statement, touched).await? == 0 {
                return Err(Error::not_found(T::NAME));
            }
            if !T::COUNTERS.is_empty() {
                let row = at.row(get).await?.ok_or_else(|| Error::not_found(T::NAME))?;
                let row = T::decode(&row)?;
                let none = std::iter::empty();
                let counts = counts(T::COUNTERS, driver, row.tenant(), none, std::iter::once(&row));
                at.prepare(Vec::new(), counts).await?;
            }
            unit.commit().await
        }
    }

    /// Takes rows off their parents' counters and records the cached rows that go with them; returns the keys of rows that
    /// do not exist. Parents are locked before the rows, as every other write does.
    async fn detach<T: Registered>(self, tenant: Option<&str>, keys: &[T::Key]) -> Result<Vec<T::Key>> {
        let driver = self.engine.driver;
        let mut missing = Vec::new();
        let mut rows = Vec::new();
        let whole = T::CASCADES.iter().any(|cascade| matches!(cascade, Cascade::Tenant { .. }));
        if whole || !T::COUNTERS.is_empty() {
            for key in keys {
                match self.row(Statement::with(T::GET, driver, self.key_values(tenant, key))).await? {
                    Some(row) => rows.push(T::decode(&row)?),
                    None => missing.push(key.clone()),
                }
            }
        }
        if !T::COUNTERS.is_empty() {
            let counts = counts(T::COUNTERS, driver, tenant, rows.iter(), std::iter::empty());
            self.prepare(Vec::new(), counts).await?;
            for row in &rows {
                let lock = Statement::with(T::LOCK, driver, self.key_of(row));
                self.unchanged(row, lock).await?;
            }
        }
        let mut touched: Vec<Touch> = rows.iter().flat_map(|row| tenant_regions(T::CASCADES, row)).collect();
        touched.extend(far_regions(T::CASCADES, tenant));
        for key in keys {
            touched.extend(self.hanging_on::<T>(tenant, key).await?);
        }
        if let Some(line) = self.line {
            line.touch(touched);
        }
        Ok(missing)
    }

    async fn hanging_on<T: Registered>(self, tenant: Option<&str>, key: &T::Key) -> Result<Vec<Touch>> {
        let mut touched = Vec::new();
        for mut search in searches(T::CASCADES, self.engine.driver, tenant, key) {
            if let Some(statement) = search.statement.take() {
                let rows = self.rows(statement).await?;
                touched.extend(search.touched(tenant.unwrap_or_default(), &rows)?);
            }
        }
        Ok(touched)
    }

    fn key_values<K: Bind>(self, tenant: Option<&str>, key: &K) -> Arguments {
        let mut arguments = Arguments::new(self.engine.driver);
        if let Some(tenant) = tenant {
            arguments.add(&Keyed(tenant));
        }
        arguments.add(key);
        arguments
    }
}
