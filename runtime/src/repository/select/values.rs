//! The values of one column.

use std::future::Future;

use super::Select;
use crate::condition::TypedColumn;
use crate::entity::Table;
use crate::error::Result;
use crate::value::Column;

impl<'a, E: Table> Select<'a, E> {
    /// Returns the values that a column has in the rows: each once, the least first, and before them `None` where it is
    /// null in some. The order of the query does not matter.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn distinct<T: Column + Send + 'static>(
        self,
        column: TypedColumn<E, T>,
    ) -> impl Future<Output = Result<Vec<Option<T>>>> + use<'a, E, T> {
        let mut writer = self.begin_with("SELECT ");
        writer.grouped(&column.sql);
        writer.push(self.rows_of(&writer));
        self.conditions(&mut writer);
        writer.group_by(&column.sql);
        if let Some(limit) = self.limit {
            super::push_limit(&mut writer, limit);
        }
        let statement = self.finish(writer);
        let wanted = self.limit.map_or(usize::MAX, |limit| limit as usize);
        let executor = self.repository.executor;
        async move {
            let label = statement.label;
            let rows = executor.rows(statement).await?;
            executor.readable(label, rows.iter().take(wanted).map(|row| column.decode(row, 0)).collect())
        }
    }
}
