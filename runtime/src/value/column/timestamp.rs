//! Moments in UTC.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike as _, Utc};

use super::{Bind, Column};
use crate::cache::{KeyPart, KeyWriter};
use crate::error::Result;
use crate::value::arguments::{Arguments, Refusal, YEARS, encode};
use crate::value::row::{Row, read};

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

/// MySQL is given a naive time: a `DateTime<Utc>` is sent as TIMESTAMP, which silently becomes NULL outside 1970
/// to 2038.
impl Bind for Timestamp {
    fn bind(&self, arguments: &mut Arguments) {
        if !YEARS.contains(&self.year()) {
            Self::bind_null(arguments);
            return arguments.refuse(Refusal::Year);
        }
        encode!(arguments, postgres: cut(*self), mysql: cut(*self).naive_utc(), sqlite: self.timestamp_micros());
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, postgres: None::<Self>, mysql: None::<chrono::NaiveDateTime>, sqlite: None::<i64>);
    }

    fn stored(self) -> Self {
        cut(self)
    }
}

impl Column for Timestamp {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        match &row.0 {
            #[cfg(feature = "mysql")]
            crate::value::row::Raw::MySql(_) => {
                let naive: Result<chrono::NaiveDateTime> = read!(row, index, chrono::NaiveDateTime);
                naive.map(|naive| naive.and_utc())
            }
            #[cfg(feature = "sqlite")]
            crate::value::row::Raw::Sqlite(_) => DateTime::from_timestamp_micros(i64::decode(row, index)?)
                .ok_or_else(|| row.unreadable(index, "is no moment in time")),
            #[allow(unreachable_patterns, reason = "reachable with PostgreSQL")]
            _ => read!(row, index, Self),
        }
    }
}

/// As it is stored: what is cut off makes no other key.
impl KeyPart for Timestamp {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        // The writer never reports an error.
        let _ = write!(to, "{}", cut(*self));
    }
}
