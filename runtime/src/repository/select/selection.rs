//! What columns of a query are read as.

use crate::condition::{ColumnSql, TypedColumn};
use crate::error::{Error, ErrorKind, Result};
use crate::value::{Column, Row};

/// Columns that a query reads: one, or a tuple of several, which may be tuples themselves.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not read from the rows of `{E}`",
    note = "a query reads columns of its entity, `larder::count()`, and tuples of up to eight of them"
)]
pub trait Selection<E> {
    /// What a row is read as.
    type Output: Send + 'static;

    /// Appends the columns.
    #[doc(hidden)]
    fn columns(&self, to: &mut Selected);

    /// Reads what they hold, from a place on, which it moves behind them.
    #[doc(hidden)]
    fn read(&self, row: &Row, at: &mut usize) -> Result<Self::Output>;
}

/// The columns of a query.
#[doc(hidden)]
pub struct Selected(pub(super) Vec<ColumnSql>);

/// A column that is null in some rows: see [`TypedColumn::optional`].
#[derive(Debug)]
pub struct Nullable<E, T>(TypedColumn<E, T>);

impl<E, T> Clone for Nullable<E, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, T> Copy for Nullable<E, T> {}

impl<E, T> TypedColumn<E, T> {
    /// Reads the column as an `Option`, which is `None` where it is null.
    #[must_use]
    pub const fn optional(self) -> Nullable<E, T> {
        Nullable(self)
    }
}

/// A null is an error.
impl<E, T: Column + Send + 'static> Selection<E> for TypedColumn<E, T> {
    type Output = T;

    fn columns(&self, to: &mut Selected) {
        to.0.push(self.sql);
    }

    fn read(&self, row: &Row, at: &mut usize) -> Result<T> {
        let value = Nullable(*self).read(row, at)?;
        value.ok_or_else(|| {
            let what = format!("`{self:?}` is null: `.optional()` reads it as an `Option`");
            Error::new(ErrorKind::Decode(what))
        })
    }
}

impl<E, T: Column + Send + 'static> Selection<E> for Nullable<E, T> {
    type Output = Option<T>;

    fn columns(&self, to: &mut Selected) {
        to.0.push(self.0.sql);
    }

    fn read(&self, row: &Row, at: &mut usize) -> Result<Option<T>> {
        let place = *at;
        *at += 1;
        self.0.decode(row, place)
    }
}

macro_rules! tuples {
    ($($($name:ident $place:tt),+;)+) => {$(
        impl<E, $($name: Selection<E>),+> Selection<E> for ($($name,)+) {
            type Output = ($($name::Output,)+);

            fn columns(&self, to: &mut Selected) {
                $(self.$place.columns(to);)+
            }

            fn read(&self, row: &Row, at: &mut usize) -> Result<Self::Output> {
                Ok(($(self.$place.read(row, at)?,)+))
            }
        }
    )+};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, F 4;
    A 0, B 1, C 2, D 3, F 4, G 5;
    A 0, B 1, C 2, D 3, F 4, G 5, H 6;
    A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7;
}
