//! Sums and bounds of one column.

use std::future::Future;

use larder_format::Dialect;

use super::Select;
use crate::condition::{ColumnKind, ColumnSql, OrderItem, TypedColumn, Writer};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::Statement;
use crate::value::{Column, CursorValue, Decimal, Digits, Row};

/// A type of numbers that can be summed up.
#[diagnostic::on_unimplemented(message = "values of `{Self}` are not summed up")]
pub trait Summed: Sized {
    /// What the sum is.
    type Sum: Send + 'static;

    #[doc(hidden)]
    const IS_FLOAT: bool = false;

    #[doc(hidden)]
    fn read(digits: Option<Digits>, row: &Row, index: usize) -> Result<Self::Sum>;
}

/// Integers are summed up exactly: PostgreSQL and MySQL give a number of any size.
fn integer(row: &Row, index: usize) -> Result<i64> {
    let wide = || Option::<Decimal>::decode(row, index).map(Option::unwrap_or_default);
    let sum = match row.dialect() {
        Dialect::Sqlite => return Ok(Option::<i64>::decode(row, index)?.unwrap_or_default()),
        Dialect::Postgres | Dialect::MySql => wide()?,
    };
    i64::try_from(sum).map_err(|_| Error::new(ErrorKind::Decode("a sum is beyond an i64".to_owned())))
}

macro_rules! summed {
    ($($number:ty),*) => {$(
        impl Summed for $number {
            type Sum = i64;

            fn read(_: Option<Digits>, row: &Row, index: usize) -> Result<i64> {
                integer(row, index)
            }
        }
    )*};
}

summed!(i16, i32, i64);

macro_rules! summed_float {
    ($($number:ty),*) => {$(
        impl Summed for $number {
            type Sum = f64;
            const IS_FLOAT: bool = true;

            fn read(_: Option<Digits>, row: &Row, index: usize) -> Result<f64> {
                Ok(Option::<f64>::decode(row, index)?.unwrap_or_default())
            }
        }
    )*};
}

summed_float!(f32, f64);

impl Summed for Decimal {
    type Sum = Self;

    fn read(digits: Option<Digits>, row: &Row, index: usize) -> Result<Self> {
        match digits {
            Some(digits) => Ok(digits.read(row, index)?.unwrap_or_default()),
            None => Ok(Option::<Self>::decode(row, index)?.unwrap_or_default()),
        }
    }
}

impl<'a, E: Table> Select<'a, E> {
    /// Sums up a column of the rows; without rows or values the sum is zero. Limit and order do not matter.
    ///
    /// # Errors
    /// `Decode` for a sum that its type does not hold, on SQLite `Database` for one of decimals of more than 18 digits
    /// and for an overflow, and as [`all`](Self::all).
    pub fn sum<T: Summed>(self, column: TypedColumn<E, T>) -> impl Future<Output = Result<T::Sum>> + use<'a, E, T> {
        let digits = digits(&column.sql);
        let mut writer = self.begin_with("SELECT ");
        summed::<T>(&mut writer, &column.sql);
        writer.push(self.rows_of(&writer));
        self.conditions(&mut writer);
        let statement = self.finish(writer);
        let executor = self.repository.executor;
        async move {
            let label = statement.label;
            let row = executor.row(statement).await?;
            let row = row.ok_or_else(|| Error::new(ErrorKind::Database(format!("{label} returned no row"))));
            executor.readable(label, row.and_then(|row| T::read(digits, &row, 0)))
        }
    }

    /// Returns the average of a column; `None` without rows or values. Limit and order do not matter.
    ///
    /// # Errors
    /// As [`sum`](Self::sum).
    pub fn average<T: Summed>(
        self,
        column: TypedColumn<E, T>,
    ) -> impl Future<Output = Result<Option<f64>>> + use<'a, E, T> {
        let mut writer = self.begin_with("SELECT ");
        writer.needs_order(&column.sql);
        let (before, behind) = match writer.dialect() {
            Dialect::Postgres => ("CAST(AVG(", ") AS double precision)"),
            // Of integers and decimals MySQL keeps four digits after the point, unless they are no such numbers.
            Dialect::MySql => ("AVG(", " + 0e0)"),
            Dialect::Sqlite => ("AVG(", ")"),
        };
        // SQLite's column holds units of the last digit.
        let units = match (writer.dialect(), digits(&column.sql)) {
            (Dialect::Sqlite, Some(digits)) => 10_f64.powi(i32::try_from(digits.scale).unwrap_or_default()),
            _ => 1.0,
        };
        let statement = self.figure(writer, before, &column.sql, behind);
        let executor = self.repository.executor;
        async move {
            let label = statement.label;
            let row = executor.row(statement).await?;
            let row = row.ok_or_else(|| Error::new(ErrorKind::Database(format!("{label} returned no row"))));
            let average = row.and_then(|row| Option::<f64>::decode(&row, 0));
            Ok(executor.readable(label, average)?.map(|average| average / units))
        }
    }

    /// Returns the least value of a column, by code points if it is a text; `None` without rows or values. Limit and
    /// order do not matter.
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
        let mut writer = self.begin_with("SELECT ");
        writer.column(&column.sql);
        writer.push(self.rows_of(&writer));
        self.conditions(&mut writer);
        writer.order(&[order]);
        writer.push(" LIMIT 1");
        let statement = self.finish(writer);
        let executor = self.repository.executor;
        async move {
            let label = statement.label;
            let row = executor.row(statement).await?;
            executor.readable(label, row.map_or(Ok(None), |row| column.decode(&row, 0)))
        }
    }

    fn figure(&self, mut writer: Writer, before: &'static str, column: &ColumnSql, behind: &'static str) -> Statement {
        writer.push(before);
        writer.column(column);
        writer.push(behind);
        writer.push(self.rows_of(&writer));
        self.conditions(&mut writer);
        self.finish(writer)
    }
}

/// Appends the sum of a column.
pub(super) fn summed<T: Summed>(writer: &mut Writer, column: &ColumnSql) {
    writer.needs_order(column);
    let (before, behind) = match (writer.dialect(), T::IS_FLOAT, digits(column)) {
        (Dialect::Postgres, true, _) => ("SUM(CAST(", " AS double precision))"),
        (Dialect::Postgres, false, None) => ("CAST(SUM(", ") AS numeric)"),
        (Dialect::MySql, false, None) => ("CAST(SUM(", ") AS DECIMAL(40, 0))"),
        _ => ("SUM(", ")"),
    };
    writer.push(before);
    writer.column(column);
    writer.push(behind);
}

/// Returns the digits of a column that holds decimals.
pub(super) fn digits(column: &ColumnSql) -> Option<Digits> {
    match column.kind {
        ColumnKind::Decimal(digits) => Some(digits),
        _ => None,
    }
}
