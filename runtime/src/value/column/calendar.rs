//! Days and times of day.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use super::{Bind, Column};
use crate::cache::{KeyPart, KeyWriter};
use crate::error::Result;
use crate::value::arguments::{Arguments, Refusal, YEARS, encode};
use crate::value::row::{Row, read};

/// A calendar day.
pub type Date = NaiveDate;

/// A time of day, stored to the microsecond.
pub type Time = NaiveTime;

/// Fixed width, so that text order is time order.
#[cfg(feature = "sqlite")]
const SQLITE_TIME: &str = "%H:%M:%S%.6f";
#[cfg(feature = "sqlite")]
const SQLITE_DATE: &str = "%Y-%m-%d";

/// Cuts to microseconds and maps a leap second to the last microsecond before it, which every database can hold.
fn cut(time: Time) -> Time {
    let nanos = time.nanosecond().min(999_999_999);
    time.with_nanosecond(nanos / 1_000 * 1_000).unwrap_or(time)
}

impl Bind for Date {
    fn bind(&self, arguments: &mut Arguments) {
        if !YEARS.contains(&self.year()) {
            Self::bind_null(arguments);
            return arguments.refuse(Refusal::Year);
        }
        encode!(arguments, postgres: *self, mysql: *self, sqlite: self.format(SQLITE_DATE).to_string());
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, None::<Self>);
    }
}

impl Column for Date {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        match &row.0 {
            #[cfg(feature = "sqlite")]
            crate::value::row::Raw::Sqlite(_) => Self::parse_from_str(&String::decode(row, index)?, SQLITE_DATE)
                .map_err(|_| row.unreadable(index, "is no date or time of day")),
            #[allow(unreachable_patterns, reason = "reachable with a driver besides SQLite")]
            _ => read!(row, index, Self),
        }
    }
}

impl Bind for Time {
    fn bind(&self, arguments: &mut Arguments) {
        encode!(arguments, postgres: cut(*self), mysql: cut(*self), sqlite: cut(*self).format(SQLITE_TIME).to_string());
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, None::<Self>);
    }

    fn stored(self) -> Self {
        cut(self)
    }
}

impl Column for Time {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        match &row.0 {
            #[cfg(feature = "sqlite")]
            crate::value::row::Raw::Sqlite(_) => Self::parse_from_str(&String::decode(row, index)?, SQLITE_TIME)
                .map_err(|_| row.unreadable(index, "is no date or time of day")),
            #[allow(unreachable_patterns, reason = "reachable with a driver besides SQLite")]
            _ => read!(row, index, Self),
        }
    }
}

impl KeyPart for Date {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        // The writer never reports an error.
        let _ = write!(to, "{self}");
    }
}

/// As it is stored: what is cut off makes no other key.
impl KeyPart for Time {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        // The writer never reports an error.
        let _ = write!(to, "{}", cut(*self));
    }
}
