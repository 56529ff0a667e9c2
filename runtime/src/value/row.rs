//! Rows of a result, read by position.

use larder_format::Dialect;
#[cfg(feature = "mysql")]
use sqlx::mysql::MySqlRow;
#[cfg(feature = "postgres")]
use sqlx::postgres::PgRow;
#[cfg(feature = "sqlite")]
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, Row as _, ValueRef as _};

use crate::error::{Error, ErrorKind, Result};
use crate::value::column::Column;

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
        $crate::value::row::read!($row, $index, postgres: $type, mysql: $type, sqlite: $type)
    };
    ($row:expr, $index:expr, postgres: $postgres:ty, mysql: $mysql:ty, sqlite: $sqlite:ty) => {{
        let index: usize = $index;
        match &$row.0 {
            #[cfg(feature = "postgres")]
            $crate::value::row::Raw::Postgres(row) => sqlx::Row::try_get::<$postgres, _>(row, index).map(Into::into),
            #[cfg(feature = "mysql")]
            $crate::value::row::Raw::MySql(row) => sqlx::Row::try_get::<$mysql, _>(row, index).map(Into::into),
            #[cfg(feature = "sqlite")]
            $crate::value::row::Raw::Sqlite(row) => sqlx::Row::try_get::<$sqlite, _>(row, index).map(Into::into),
        }
        .map_err(|source: sqlx::Error| $row.unlike(index, source))
    }};
}
pub(crate) use read;

impl Row {
    /// Returns which database it is of.
    pub(crate) fn dialect(&self) -> Dialect {
        match &self.0 {
            #[cfg(feature = "postgres")]
            Raw::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Raw::MySql(_) => Dialect::MySql,
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Returns the value at position `index`, counted from 0.
    ///
    /// # Errors
    /// `Decode` when there is no such column or its value is not a `T`.
    pub fn get<T: Column>(&self, index: usize) -> Result<T> {
        T::decode(self, index)
    }

    /// Returns the list of numbers at `index`: PostgreSQL alone has one.
    #[allow(unused_variables, reason = "used with PostgreSQL, which may be left out")]
    pub(crate) fn numbers(&self, index: usize) -> Result<Vec<i64>, sqlx::Error> {
        match &self.0 {
            #[cfg(feature = "postgres")]
            Raw::Postgres(row) => sqlx::Row::try_get::<Vec<i64>, _>(row, index),
            #[allow(unreachable_patterns, reason = "reachable with a driver besides PostgreSQL")]
            _ => Ok(Vec::new()),
        }
    }

    /// Returns a number of a column without a sign, which MySQL's driver takes for no other type.
    #[cfg(feature = "mysql")]
    pub(crate) fn unsigned(&self, index: usize) -> Option<u64> {
        let is_unsigned = |row: &MySqlRow| {
            row.try_column(index).is_ok_and(|column| <u64 as sqlx::Type<sqlx::MySql>>::compatible(column.type_info()))
        };
        match &self.0 {
            Raw::MySql(row) if is_unsigned(row) => row.try_get(index).ok(),
            _ => None,
        }
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
        .map_err(|source| self.unlike(index, source))
    }

    /// Reads the row of an entity. The error for a value that cannot be read contains the row's key, at `key`, so
    /// that whoever reads a page can find the row that spoils it.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn of<T>(&self, entity: &str, key: usize, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        read(self).map_err(|error| self.blamed(error, entity, key))
    }

    #[cold]
    fn blamed(&self, error: Error, entity: &str, key: usize) -> Error {
        let ErrorKind::Decode(what) = error.kind() else { return error };
        let kind = match self.key_text(key) {
            Some(key) => ErrorKind::Decode(format!("{entity} {key}: {what}")),
            None => ErrorKind::Decode(format!("{entity}: {what}")),
        };
        error.with_kind(kind)
    }

    /// The type of a key is not known here; each driver refuses to read one as another.
    fn key_text(&self, index: usize) -> Option<String> {
        let number = self.get::<i64>(index).map(|number| number.to_string());
        let uuid = || self.get::<uuid::Uuid>(index).map(|uuid| uuid.to_string());
        number.or_else(|_| uuid()).or_else(|_| self.get::<String>(index)).ok()
    }

    /// Returns the error of a value that is not what it should be; `what` follows the column's name and never holds the
    /// value.
    pub(crate) fn unreadable(&self, index: usize, what: &str) -> Error {
        Error::new(ErrorKind::Decode(format!("{} {what}", self.column(index))))
    }

    /// Names the column only: the driver's text may hold the value.
    #[cold]
    pub(crate) fn unlike(&self, index: usize, source: sqlx::Error) -> Error {
        let what = format!("{} does not hold what the definition says", self.column(index));
        Error::with_source(ErrorKind::Decode(what), source)
    }

    fn column(&self, index: usize) -> String {
        self.name(index).map_or_else(|| format!("column {index}"), |name| format!("`{name}`"))
    }

    fn name(&self, index: usize) -> Option<&str> {
        match &self.0 {
            #[cfg(feature = "postgres")]
            Raw::Postgres(row) => row.columns().get(index).map(|column| column.name()),
            #[cfg(feature = "mysql")]
            Raw::MySql(row) => row.columns().get(index).map(|column| column.name()),
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(row) => row.columns().get(index).map(|column| column.name()),
        }
    }

    /// Returns the names of the columns, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        (0..).map_while(|index| self.name(index))
    }

    /// Returns where the column of this name is, the first one of several.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.names().position(|known| known == name)
    }
}
