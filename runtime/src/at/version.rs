use std::future::Future;

use super::At;
use super::update::refused;
use crate::arguments::Arguments;
use crate::cache::Touch;
use crate::catalogue::Registered;
use crate::column::Keyed;
use crate::column::Bind;
use crate::error::Result;
use crate::sql::Sql;

impl<'a> At<'a> {
    /// Deletes a row if it still has a version; `sql` compares it too.
    ///
    /// # Errors
    /// `NotFound`, `StaleVersion` when the row has another version, and what [`delete`](Self::delete) meets.
    pub fn delete_if<T: Registered>(
        self,
        sql: &'static Sql,
        tenant: Option<&str>,
        key: T::Key,
        version: i64,
        binds: &[&dyn Bind],
        touched: Vec<Touch>,
    ) -> impl Future<Output = Result<()>> + use<'a, T> {
        let version = Some(version);
        let mut get = Arguments::new(self.engine.driver);
        if let Some(tenant) = tenant {
            get.add(&Keyed(tenant));
        }
        get.add(&key);
        let deletion = self.delete::<T>(sql, tenant, key, binds, touched);
        async move {
            if let Err(refusal) = self.expected::<T>(get, version).await? {
                return Err(refusal);
            }
            // Whoever came in between changed the row, or deleted it.
            deletion.await.map_err(|error| if error.is_not_found() { refused::<T>(version) } else { error })
        }
    }
}
