//! What the rows of an own statement are read as.

use crate::error::{Error, ErrorKind, Result};
use crate::record::Projection;
use crate::value::{Column, Row};

/// What rows are read as: a struct that derives [`Row`](derive@crate::Row), an entity, or a tuple of columns.
#[diagnostic::on_unimplemented(
    message = "no row is read as `{Self}`",
    note = "derive `larder::Row` for a struct of your own; a single column is read by `scalar` or `scalars`, or as a \
            tuple of one: `(i64,)`"
)]
pub trait FromRow: Sized {
    /// What it is called in messages.
    #[doc(hidden)]
    const NAME: &'static str;

    /// Returns where in a row the columns are, by the first one of a result.
    #[doc(hidden)]
    fn places(first: &Row) -> Result<Vec<usize>>;

    /// Reads a row whose columns are at `places`.
    #[doc(hidden)]
    fn read(row: &Row, places: &[usize]) -> Result<Self>;

    /// Reads all rows of a result.
    #[doc(hidden)]
    fn read_all(rows: &[Row]) -> Result<Vec<Self>> {
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let places = Self::places(first)?;
        rows.iter().map(|row| Self::read(row, &places)).collect()
    }
}

/// Members are found by the names of their columns, once for all rows.
impl<T: Projection> FromRow for T {
    const NAME: &'static str = T::NAME;

    fn places(first: &Row) -> Result<Vec<usize>> {
        places(first, T::NAME, T::COLUMNS)
    }

    fn read(row: &Row, places: &[usize]) -> Result<Self> {
        T::decode_from(row, places)
    }
}

fn places(row: &Row, name: &str, columns: &[&str]) -> Result<Vec<usize>> {
    let missing: Vec<&str> = columns.iter().copied().filter(|column| row.place(column).is_none()).collect();
    if !missing.is_empty() {
        let there: Vec<&str> = row.names().collect();
        let what = format!(
            "the statement has no column `{}` for {name}; it has `{}`",
            missing.join("`, `"),
            there.join("`, `")
        );
        return Err(Error::new(ErrorKind::Decode(what)));
    }
    Ok(columns.iter().filter_map(|column| row.place(column)).collect())
}

/// Columns are read by their places.
macro_rules! tuples {
    ($($count:literal: $($column:ident $place:literal),+;)+) => {
        $(
            impl<$($column: Column),+> FromRow for ($($column,)+) {
                const NAME: &'static str = "row";

                fn places(first: &Row) -> Result<Vec<usize>> {
                    let found = first.names().count();
                    if found != $count {
                        let what = format!("the statement has {found} columns, the tuple {}", $count);
                        return Err(Error::new(ErrorKind::Decode(what)));
                    }
                    Ok(Vec::new())
                }

                fn read(row: &Row, _places: &[usize]) -> Result<Self> {
                    Ok(($(row.get::<$column>($place)?,)+))
                }
            }
        )+
    };
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
