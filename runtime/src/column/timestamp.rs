use chrono::{DateTime, NaiveDateTime, Utc};

use super::{Bind, Column};
use crate::arguments::{Arguments, encode};
use crate::error::{Error, ErrorKind, Result};
use crate::row::{Raw, Row, unreadable};

/// A moment in UTC; stored to the microsecond.
pub type Timestamp = DateTime<Utc>;

/// Returns the present moment as every database stores it: cut to microseconds.
#[must_use]
pub fn now() -> Timestamp {
    cut(Utc::now())
}

/// Cuts what no database keeps, so that a value equals what is read back.
fn cut(moment: Timestamp) -> Timestamp {
    DateTime::from_timestamp_micros(moment.timestamp_micros()).unwrap_or(moment)
}

/// MySQL is given a naive time: a `DateTime<Utc>` is sent as TIMESTAMP, which silently becomes NULL outside 1970 to 2038.
impl Bind for Timestamp {
    fn bind(&self, arguments: &mut Arguments) {
        encode!(arguments, postgres: cut(*self), mysql: cut(*self).naive_utc(), sqlite: self.timestamp_micros());
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, postgres: None::<Self>, mysql: None::<NaiveDateTime>, sqlite: None::<i64>);
    }
}

impl Column for Timestamp {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        match &row.0 {
            #[cfg(feature = "postgres")]
            Raw::Postgres(row) => sqlx::Row::try_get(row, index).map_err(|source| unreadable(index, source)),
            #[cfg(feature = "mysql")]
            Raw::MySql(row) => {
                let naive: NaiveDateTime =
                    sqlx::Row::try_get(row, index).map_err(|source| unreadable(index, source))?;
                Ok(naive.and_utc())
            }
            #[cfg(feature = "sqlite")]
            Raw::Sqlite(row) => {
                let micros: i64 = sqlx::Row::try_get(row, index).map_err(|source| unreadable(index, source))?;
                DateTime::from_timestamp_micros(micros)
                    .ok_or_else(|| Error::new(ErrorKind::Decode(format!("column {index} is no moment in time"))))
            }
        }
    }
}
