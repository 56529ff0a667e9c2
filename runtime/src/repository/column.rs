//! Columns that rows leave out.

use std::future::Future;

use super::Repository;
use crate::entity::{Entity, Registered};
use crate::error::{Error, Result};
use crate::statement::{Sql, Statement};
use crate::value::{Bind, Column};

/// Columns that rows leave out: secrets, and those that change too often to be cached.
impl<'a, E: Entity + Registered> Repository<'a, E> {
    /// Reads one column from the database.
    #[doc(hidden)]
    pub fn column<T: Column>(self, sql: &'static Sql, key: &E::Key) -> impl Future<Output = Result<T>> + use<'a, E, T> {
        let statement = self.statement(sql, key);
        async move {
            let row = self.executor.row(statement).await?.ok_or_else(|| Error::not_found(E::NAME))?;
            row.get(0)
        }
    }

    /// Writes one column and nothing else; the cache does not hold it.
    #[doc(hidden)]
    pub fn set_column<T: Bind>(
        self,
        sql: &'static Sql,
        key: &E::Key,
        value: T,
    ) -> impl Future<Output = Result<()>> + use<'a, E, T> {
        let mut arguments = self.executor.arguments();
        arguments.add(&value);
        self.add_key(&mut arguments, key);
        let statement = Statement::with(sql, self.executor.driver(), arguments);
        async move {
            match self.executor.send(statement, Vec::new()).await? {
                0 => Err(Error::not_found(E::NAME)),
                _ => Ok(()),
            }
        }
    }
}
