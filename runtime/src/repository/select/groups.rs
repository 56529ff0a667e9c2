//! Figures of the rows that have a value in common.

use std::future::Future;

use super::Select;
use super::figures::{Summed, digits, summed};
use crate::condition::{TypedColumn, Writer};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::Statement;
use crate::value::{Column, Date, Row, Timestamp};

impl<'a, E: Table> Select<'a, E> {
    /// Counts the rows for each value of a column, the least first, and before them `None` where it is null. Order,
    /// limit and offset do not matter.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn count_by<T: Column + Send + 'static>(
        self,
        column: TypedColumn<E, T>,
    ) -> impl Future<Output = Result<Vec<(Option<T>, u64)>>> + use<'a, E, T> {
        let mut writer = self.begin_with("SELECT ");
        writer.grouped(&column.sql);
        writer.push(", COUNT(*)");
        let statement = self.grouped(writer, |writer| writer.group_by(&column.sql));
        self.read(statement, move |row| Ok((column.decode(row, 0)?, count(row, 1)?)))
    }

    /// Sums up a column for each value of another, in the same order.
    ///
    /// # Errors
    /// As [`sum`](Self::sum).
    pub fn sum_by<T: Column + Send + 'static, N: Summed>(
        self,
        column: TypedColumn<E, T>,
        of: TypedColumn<E, N>,
    ) -> impl Future<Output = Result<Vec<(Option<T>, N::Sum)>>> + use<'a, E, T, N> {
        let mut writer = self.begin_with("SELECT ");
        writer.grouped(&column.sql);
        writer.push(", ");
        summed::<N>(&mut writer, &of.sql);
        let statement = self.grouped(writer, |writer| writer.group_by(&column.sql));
        let digits = digits(&of.sql);
        self.read(statement, move |row| Ok((column.decode(row, 0)?, N::read(digits, row, 1)?)))
    }

    /// Counts the rows of each day in UTC, the first day first; days without rows and rows without a time are left out.
    /// Order, limit and offset do not matter.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn count_by_day(
        mut self,
        column: TypedColumn<E, Timestamp>,
    ) -> impl Future<Output = Result<Vec<(Date, u64)>>> + use<'a, E> {
        self.conditions.push(column.is_not_null().into_node());
        let mut writer = self.begin_with("SELECT ");
        writer.day(&column.sql);
        writer.push(", COUNT(*)");
        let statement = self.grouped(writer, |writer| {
            writer.push(" GROUP BY 1 ORDER BY 1");
        });
        self.read(statement, |row| Ok((Date::decode(row, 0)?, count(row, 1)?)))
    }

    fn grouped(&self, mut writer: Writer, group: impl FnOnce(&mut Writer)) -> Statement {
        writer.push(self.rows_of(&writer));
        self.conditions(&mut writer);
        group(&mut writer);
        self.finish(writer)
    }

    fn read<R>(self, statement: Statement, read: impl Fn(&Row) -> Result<R>) -> impl Future<Output = Result<Vec<R>>> {
        let executor = self.repository.executor;
        async move {
            let label = statement.label;
            let rows = executor.rows(statement).await?;
            executor.readable(label, rows.iter().map(read).collect())
        }
    }
}

fn count(row: &Row, index: usize) -> Result<u64> {
    let count: i64 = row.get(index)?;
    u64::try_from(count).map_err(|_| Error::new(ErrorKind::Decode("a count is negative".to_owned())))
}
