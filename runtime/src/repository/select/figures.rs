//! Figures and values of one column.

use std::future::Future;

use super::{Select, Selection};
use crate::condition::{OrderItem, Period, Summed, TypedColumn, count};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::value::{Column, CursorValue, Date, Timestamp};

/// Figures of all rows, for which limit and order do not matter.
impl<'a, E: Table> Select<'a, E> {
    /// Sums up a column of the rows; without rows or values the sum is zero.
    ///
    /// # Errors
    /// `Decode` for a sum that its type does not hold, on SQLite `Database` for one of decimals of more than 18 digits
    /// and for an overflow, and as [`all`](Self::all).
    pub fn sum<T: Summed>(self, column: TypedColumn<E, T>) -> impl Future<Output = Result<T::Sum>> + use<'a, E, T> {
        self.figure(column.sum())
    }

    /// Returns the average of a column; `None` without rows or values.
    ///
    /// # Errors
    /// As [`sum`](Self::sum).
    pub fn average<T: Summed>(
        self,
        column: TypedColumn<E, T>,
    ) -> impl Future<Output = Result<Option<f64>>> + use<'a, E, T> {
        self.figure(column.average().optional())
    }

    fn figure<S: Selection<E>>(self, figure: S) -> impl Future<Output = Result<S::Output>> + use<'a, E, S> {
        let label = self.label();
        let row = Self { limit: None, ..self.unordered() }.columns(figure).all();
        async move {
            let row = row.await?.pop();
            row.ok_or_else(|| Error::new(ErrorKind::Database(format!("{label} returned no row"))))
        }
    }

    /// Returns the least value of a column, by code points if it is a text; `None` without rows or values.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn min<T: Column + CursorValue + Send + 'static>(
        self,
        column: TypedColumn<E, T>,
    ) -> impl Future<Output = Result<Option<T>>> + use<'a, E, T> {
        self.bound(column, column.asc().item)
    }

    /// Returns the greatest value of a column.
    ///
    /// # Errors
    /// As [`min`](Self::min).
    pub fn max<T: Column + CursorValue + Send + 'static>(
        self,
        column: TypedColumn<E, T>,
    ) -> impl Future<Output = Result<Option<T>>> + use<'a, E, T> {
        self.bound(column, column.desc().item)
    }

    /// The first value in an order: an index tells it, where `MIN` over another collation would read all rows.
    fn bound<T: Column + Send + 'static>(
        mut self,
        column: TypedColumn<E, T>,
        order: OrderItem,
    ) -> impl Future<Output = Result<Option<T>>> + use<'a, E, T> {
        if column.sql.is_nullable {
            self.conditions.push(column.is_not_null().into_node());
        }
        let mut query = self.unordered();
        query.order.push(order);
        query.columns(column).first()
    }

    /// Returns the values that a column has in the rows, no more than the limit: each once, the least first, and before
    /// them `None` where it is null in some. The order of the query does not matter.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn distinct<T: Column + Send + 'static>(
        self,
        column: TypedColumn<E, T>,
    ) -> impl Future<Output = Result<Vec<Option<T>>>> + use<'a, E, T> {
        self.unordered().columns(column.optional()).distinct().all()
    }

    /// Counts the rows for each value of a column, the least first, and before them `None` where it is null. Order and
    /// offset do not matter.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn count_by<T: Column + Send + 'static>(
        self,
        column: TypedColumn<E, T>,
    ) -> impl Future<Output = Result<Vec<(Option<T>, u64)>>> + use<'a, E, T> {
        let counts = self.unordered().group_by(column.optional(), count()).all();
        async move { counts.await?.into_iter().map(|(value, count)| Ok((value, counted(count)?))).collect() }
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
        self.unordered().group_by(column.optional(), of.sum()).all()
    }

    /// Counts the rows of each day in UTC, the first day first; days without rows and rows without a time are left out.
    /// Order and offset do not matter.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn count_by_day(
        self,
        column: TypedColumn<E, Timestamp>,
    ) -> impl Future<Output = Result<Vec<(Date, u64)>>> + use<'a, E> {
        let day = column.truncated(Period::Day);
        let counts = self.filter(column.is_not_null()).unordered().group_by(day, count()).all();
        async move { counts.await?.into_iter().map(|(day, count)| Ok((day.date_naive(), counted(count)?))).collect() }
    }

    fn unordered(self) -> Self {
        Self { order: Vec::new(), offset: None, lock: None, ..self }
    }
}

fn counted(count: i64) -> Result<u64> {
    u64::try_from(count).map_err(|_| Error::new(ErrorKind::Decode("a count is negative".to_owned())))
}
