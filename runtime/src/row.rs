#[cfg(feature = "mysql")]
use sqlx::mysql::MySqlRow;
#[cfg(feature = "postgres")]
use sqlx::postgres::PgRow;
#[cfg(feature = "sqlite")]
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, ValueRef as _};

use crate::column::Column;
use crate::error::{Error, ErrorKind, Result};

/// One row of a result, read by position.
pub struct Row(pub(crate) Raw);

/// The row of one driver.
pub(crate) enum Raw {
    #[cfg(feature = "postgres")]
    Postgres(PgRow),
    #[cfg(feature = "mysql")]
    MySql(MySqlRow),
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteRow),
}

/// Reads column `index` with the driver's own decoding of `$type`.
macro_rules! read {
    ($row:expr, $index:expr, $type:ty) => {
        $crate::row::read!($row, $index, postgres: $type, mysql: $type, sqlite: $type)
    };
    ($row:expr, $index:expr, postgres: $postgres:ty, mysql: $mysql:ty, sqlite: $sqlite:ty) => {{
        let index: usize = $index;
        match &$row.0 {
            #[cfg(feature = "postgres")]
            $crate::row::Raw::Postgres(row) => sqlx::Row::try_get::<$postgres, _>(row, index).map(Into::into),
            #[cfg(feature = "mysql")]
            $crate::row::Raw::MySql(row) => sqlx::Row::try_get::<$mysql, _>(row, index).map(Into::into),
            #[cfg(feature = "sqlite")]
            $crate::row::Raw::Sqlite(row) => sqlx::Row::try_get::<$sqlite, _>(row, index).map(Into::into),
        }
        .map_err(|source: sqlx::Error| $crate::row::unreadable(index, source))
    }};
}
pub(crate) use read;

impl Row {
    /// Returns the value at position `index`, counted from 0.
    ///
    /// # Errors
    /// `Decode` when there is no such column or its value is not a `T`.
    pub fn get<T: Column>(&self, index: usize) -> Result<T> {
        T::decode(self, index)
    }

    /// Returns whether the value at `index` is NULL.
    ///
    /// # Errors
    /// `Decode` when there is no such column.
    pub fn is_null(&self, index: usize) -> Result<bool> {
        match &self.0 {
            #[cfg(feature = "postgres")]
            Raw::Postgres(row) => row.try_get_raw(index).map(|value| value.is_null()),
            #[cfg(feature = "mysql")]
            Raw::MySql(row) => row.try_get_raw(index).map(|value| value.is_null()),
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(row) => row.try_get_raw(index).map(|value| value.is_null()),
        }
        .map_err(|source| unreadable(index, source))
    }
}

/// Names the position only: the driver's text may hold the value.
pub(crate) fn unreadable(index: usize, source: sqlx::Error) -> Error {
    Error::with_source(ErrorKind::Decode(format!("column {index} does not hold what the definition says")), source)
}
