//! New rows and upserts.

use std::sync::Arc;

use super::Repository;
use crate::entity::{Adding, Entity, InsertRow as _, LookupValues, New, Registered, Table, UniqueSql, inserted};
use crate::error::{Error, Result};

impl<'a, E: Table + Registered> Repository<'a, E> {
    /// Stores a new row and returns it.
    ///
    /// # Errors
    /// `Invalid` with every violation, `UniqueViolation`, `ForeignKeyViolation`, and what the statements meet.
    pub async fn create(self, new: E::New) -> Result<E> {
        if let Some(hooks) = self.hooks() {
            let mut stored = self.create_hooked(hooks, vec![new]).await?;
            return stored.pop().ok_or_else(|| Error::not_found(E::NAME));
        }
        self.executor.check(|| new.check())?;
        let mut row = new.into_row(self.tenant.unwrap_or_default());
        let inserted = self.executor.if_cached(inserted);
        if let Some(read) = E::READ_BACK {
            let mut stored = self.executor.insert_and_read(&E::TABLE.insert, vec![row], read).await?;
            return stored.pop().ok_or_else(|| Error::not_found(E::NAME));
        }
        if E::NUMBERED {
            self.executor.insert_numbered(&E::TABLE.insert, &mut row, inserted).await?;
        } else {
            let invalidated = inserted(&row);
            self.executor.insert(&E::TABLE.insert, &row, invalidated).await?;
        }
        Ok(row.into_row())
    }

    /// Stores new rows, all or none, and returns them in their order.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_many(self, new: Vec<E::New>) -> Result<Vec<E>> {
        if let Some(hooks) = self.hooks() {
            return self.create_hooked(hooks, new).await;
        }
        self.executor.check(|| new.iter().try_for_each(New::check))?;
        let tenant = self.tenant.unwrap_or_default();
        self.insert_rows(new.into_iter().map(|new| new.into_row(tenant)).collect()).await
    }

    /// Stores rows that were checked.
    pub(super) async fn insert_rows(self, mut rows: Vec<<E::New as New>::Row>) -> Result<Vec<E>> {
        if let Some(read) = E::READ_BACK {
            return self.executor.insert_and_read(&E::TABLE.insert, rows, read).await;
        }
        let inserted = self.executor.if_cached(inserted);
        if E::NUMBERED {
            self.executor.insert_many_numbered(&E::TABLE.insert, &mut rows, inserted).await?;
        } else {
            let invalidated = rows.iter().flat_map(inserted).collect();
            self.executor.insert_many(&E::TABLE.insert, &rows, invalidated).await?;
        }
        Ok(rows.into_iter().map(|row| row.into_row()).collect())
    }
}

impl<E: Entity + Registered> Repository<'_, E> {
    /// Adds to the row with the key of `new`, or stores `new`.
    #[doc(hidden)]
    pub async fn add_by(self, adding: Adding<E>, new: E::New) -> Result<()> {
        self.executor.check(|| new.check())?;
        self.executor.add(&adding, self.region.is_some(), new.into_row(self.tenant.unwrap_or_default())).await
    }

    /// Returns the row that `values`, which are those of `new`, name by a unique key, or stores `new`.
    #[doc(hidden)]
    pub async fn get_or_create<V: LookupValues>(
        self,
        by: &'static UniqueSql,
        values: V,
        new: E::New,
    ) -> Result<(Arc<E>, bool)> {
        if by.name(E::REGION, self.tenant, &values).is_none() {
            // A missing value keeps the row out of the key.
            return Ok((Arc::new(self.create(new).await?), true));
        }
        if let Some(found) = self.on(self.executor.on_primary()).find_by(by, &values).await? {
            return Ok((found, false));
        }
        let created = self.executor.attempt(async |executor| self.on(executor).create(new).await).await;
        match created {
            // Of a row that collides with several keys the database names one.
            Err(error) if error.is_unique_violation() => {
                let found = self.past(self.latest_by(by, &values)).await?;
                Ok((Arc::new(found.ok_or(error)?), false))
            }
            created => Ok((Arc::new(created?), true)),
        }
    }
}
