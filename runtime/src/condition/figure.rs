//! What is made of the values of a column: figures of many rows, and the beginnings of periods.

use std::any::TypeId;

use super::column::{ColumnForm, ColumnKind, ColumnSql};
use super::typed::TypedColumn;
use crate::value::{Column, CursorValue, Date, Decimal, Time, Timestamp};

/// One value of many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure {
    /// How many rows there are.
    Rows,
    /// In how many of them the column has a value.
    Count,
    /// How many values there are.
    Distinct,
    Sum {
        of_floats: bool,
    },
    Average,
    Bound {
        is_least: bool,
        /// Whether PostgreSQL has `MIN` and `MAX` of the type.
        is_known: bool,
    },
}

/// A period of the calendar in UTC, which moments are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Period {
    /// From a whole minute on.
    Minute,
    /// From a whole hour on.
    Hour,
    /// From midnight on.
    Day,
    /// From Monday on.
    Week,
    /// From the first day on.
    Month,
    /// From the first of January on.
    Year,
}

/// A type of numbers that can be summed up.
#[diagnostic::on_unimplemented(message = "values of `{Self}` are not summed up")]
pub trait Summed: Sized {
    /// What the sum is.
    type Sum: Column + CursorValue + Send + 'static;

    #[doc(hidden)]
    const IS_FLOAT: bool = false;
}

macro_rules! summed {
    ($($number:ty => $sum:ty, $is_float:literal;)*) => {$(
        impl Summed for $number {
            type Sum = $sum;
            const IS_FLOAT: bool = $is_float;
        }
    )*};
}

summed! {
    i16 => i64, false;
    i32 => i64, false;
    i64 => i64, false;
    f32 => f64, true;
    f64 => f64, true;
    Decimal => Self, false;
}

/// Returns how many rows there are, as a column of the groups of a query.
#[must_use]
pub const fn count<E>() -> TypedColumn<E, i64> {
    let sql = ColumnSql::new("*", None);
    TypedColumn::of(ColumnSql { form: ColumnForm::Figure(Figure::Rows), ..sql })
}

/// Figures of the rows of a group, or of all rows of a query, as columns of it: `Message::TOKEN_COUNT.sum()`.
impl<E, T> TypedColumn<E, T> {
    /// Returns in how many rows the column has a value.
    #[must_use]
    pub fn count(self) -> TypedColumn<E, i64> {
        self.figure(Figure::Count, ColumnKind::Plain, false)
    }

    /// Returns how many values the column has, each counted once.
    #[must_use]
    pub fn count_distinct(self) -> TypedColumn<E, i64> {
        self.figure(Figure::Distinct, self.sql.kind, false)
    }

    fn figure<V>(self, figure: Figure, kind: ColumnKind, is_nullable: bool) -> TypedColumn<E, V> {
        let form = ColumnForm::Figure(figure);
        TypedColumn::of(ColumnSql { form, kind, is_nullable, place: None, ..self.sql })
    }
}

impl<E, T: Summed> TypedColumn<E, T> {
    /// Returns the sum of the values: zero, where there are none.
    #[must_use]
    pub fn sum(self) -> TypedColumn<E, T::Sum> {
        self.figure(Figure::Sum { of_floats: T::IS_FLOAT }, self.sql.kind, false)
    }

    /// Returns the average of the values; null, where there are none.
    #[must_use]
    pub fn average(self) -> TypedColumn<E, f64> {
        self.figure(Figure::Average, self.sql.kind, true)
    }
}

impl<E, T: Column + CursorValue + Send + 'static> TypedColumn<E, T> {
    /// Returns the least of the values, by code points if they are texts; null, where there are none.
    #[must_use]
    pub fn min(self) -> TypedColumn<E, T> {
        self.bound(true)
    }

    /// Returns the greatest of the values; null, where there are none.
    #[must_use]
    pub fn max(self) -> TypedColumn<E, T> {
        self.bound(false)
    }

    fn bound(self, is_least: bool) -> Self {
        let of = [
            TypeId::of::<i16>(),
            TypeId::of::<i32>(),
            TypeId::of::<i64>(),
            TypeId::of::<f32>(),
            TypeId::of::<f64>(),
            TypeId::of::<Date>(),
            TypeId::of::<Time>(),
            TypeId::of::<Timestamp>(),
        ];
        let is_known = !matches!(self.sql.kind, ColumnKind::Native(_) | ColumnKind::Plain)
            || matches!(self.sql.kind, ColumnKind::Plain) && of.contains(&TypeId::of::<T>());
        self.figure(Figure::Bound { is_least, is_known }, self.sql.kind, true)
    }
}

impl<E> TypedColumn<E, Timestamp> {
    /// Returns when the period began that a moment is in, in UTC: `Message::CREATED_AT.truncated(Period::Day)`.
    #[must_use]
    pub const fn truncated(self, period: Period) -> Self {
        TypedColumn::of(ColumnSql { form: ColumnForm::Beginning(period), place: None, ..self.sql })
    }
}
