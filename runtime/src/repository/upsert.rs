//! Rows that are stored where they are missing, and changed where they are there.

use super::Repository;
use crate::entity::{Change, LookupValues, Registered, UniqueSql};
use crate::error::Result;
use crate::statement::Statement;

/// How often an upsert looks again because other writers came in between.
const ATTEMPTS: u32 = 10;

impl<E: Change + Registered> Repository<'_, E> {
    /// Changes the row that `values`, which are those of `new`, name by a unique key, as `change` says when it is shown
    /// that row; or stores `new`. The flag says whether it was stored.
    #[doc(hidden)]
    pub async fn upsert<V, F>(self, by: &'static UniqueSql, values: V, new: E::New, change: F) -> Result<(E, bool)>
    where
        V: LookupValues,
        E::New: Clone,
        F: Fn(&E) -> E::Patch + Send + Sync,
    {
        if by.name(E::REGION, self.tenant, &values).is_none() {
            // A missing value keeps the row out of the key.
            return Ok((self.create(new).await?, true));
        }
        let mut attempt = 1;
        loop {
            if attempt > 1 || self.past(self.stored_by(by, &values)).await?.is_some() {
                match self.change_by(by, &values, &change).await {
                    Ok(Some(row)) => return Ok((row, false)),
                    Ok(None) => {}
                    Err(error) if error.is_conflict() && attempt < ATTEMPTS && !self.executor.in_transaction() => {
                        attempt += 1;
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            }
            let created = self.executor.attempt(async |executor| self.on(executor).create(new.clone()).await).await;
            match created {
                // Another writer stored it in between; or it is the value of another key, or of a row that counts as
                // deleted, which is found no more the next time.
                Err(error) if error.is_unique_violation() && attempt < ATTEMPTS => attempt += 1,
                created => return Ok((created?, true)),
            }
        }
    }

    /// Changes the row under its lock; `None` where there is none by now.
    async fn change_by<V: LookupValues>(
        self,
        by: &'static UniqueSql,
        values: &V,
        change: &(impl Fn(&E) -> E::Patch + Sync),
    ) -> Result<Option<E>> {
        let unit = self.executor.unit().await?;
        let changed = self.on(unit.executor()).change_locked(by, values, change).await;
        unit.end(changed).await
    }

    async fn change_locked<V: LookupValues>(
        self,
        by: &'static UniqueSql,
        values: &V,
        change: &(impl Fn(&E) -> E::Patch + Sync),
    ) -> Result<Option<E>> {
        let (sql, except) = by.statement(values);
        let locked = Statement::locking(sql, self.executor.driver(), self.of_key(by, values, except));
        let Some(row) = self.executor.first(locked, E::decode).await? else { return Ok(None) };
        self.patch_found_row(row, change).await.map(Some)
    }
}
