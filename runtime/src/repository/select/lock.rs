//! Rows that a transaction keeps others from changing.

use std::collections::BTreeMap;

use super::{Locked, Select};
use crate::entity::{Entity, ListedKey, Registered, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::handle::Executor;
use crate::repository::Repository;
use crate::statement::{Locking, MOST_KEYS, Statement};
use crate::value::Bind;

impl<E: Entity + Registered> Repository<'_, E> {
    /// Returns the row with this key, which nobody else changes until the transaction ends: others wait. SQLite has one
    /// writer, for whom the file stands still.
    ///
    /// # Errors
    /// `NotFound`, `Database` outside a transaction, and what the statement meets.
    pub async fn lock(self, key: impl Into<E::Key>) -> Result<E> {
        in_transaction::<E>(self.executor)?;
        let arguments = self.by_key(&key.into());
        let statement = Statement::locking(&E::BY_KEY.get, self.executor.driver(), arguments);
        self.executor.first(statement, E::decode).await?.ok_or_else(|| Error::not_found(E::NAME))
    }

    /// Does the same with the rows that exist among these, in the order of their keys, so that two transactions that
    /// lock some of the same rows do not wait for each other.
    ///
    /// # Errors
    /// As [`lock`](Self::lock).
    pub async fn lock_many(self, keys: impl IntoIterator<Item = impl Into<E::Key>>) -> Result<Vec<E>>
    where
        E::Key: Bind + Ord,
    {
        in_transaction::<E>(self.executor)?;
        let mut keys: Vec<E::Key> = keys.into_iter().map(Into::into).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut rows = BTreeMap::new();
        for chunk in keys.chunks(MOST_KEYS) {
            let listed: Vec<_> = chunk.iter().map(ListedKey).collect();
            let binds: Vec<&dyn Bind> = listed.iter().map(|key| key as _).collect();
            let (sql, driver) = (&E::BY_KEY.find_many, self.executor.driver());
            let statement = sql.statement_behind(driver, self.scope(), &binds, &[], Locking::ForUpdate);
            for row in self.executor.rows(statement).await? {
                let row = E::decode(&row)?;
                rows.insert(row.key(), row);
            }
        }
        Ok(rows.into_values().collect())
    }
}

impl<E: Table> Select<'_, E> {
    /// Returns the rows, which nobody else changes until the transaction ends: others wait.
    ///
    /// # Errors
    /// `Database` outside a transaction, and as [`all`](Self::all).
    pub async fn lock(self) -> Result<Vec<E>> {
        in_transaction::<E>(self.repository.executor)?;
        self.locked(Locked::Waiting).await
    }

    /// Returns the first rows, at most so many, that no other transaction has locked, and locks them: workers that take
    /// tasks from one table never wait for each other and never take one twice. What is done about a row is written in
    /// the same transaction. On SQLite, which has one writer, the next transaction takes the next rows.
    ///
    /// # Errors
    /// As [`lock`](Self::lock).
    pub async fn claim(self, rows: u32) -> Result<Vec<E>> {
        in_transaction::<E>(self.repository.executor)?;
        self.limit(rows).locked(Locked::Skipping).await
    }
}

/// Refuses a lock that would end with its statement.
fn in_transaction<E: Table>(executor: Executor<'_>) -> Result<()> {
    if executor.in_transaction() {
        return Ok(());
    }
    let what = format!("rows of {} are locked in a transaction only: the lock ends with it", E::NAME);
    Err(Error::new(ErrorKind::Database(what)))
}
