//! Days with a time of day, of no zone.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike as _, NaiveDateTime, Timelike as _};

use super::{Bind, Column};
use crate::cache::{KeyPart, KeyWriter};
use crate::error::Result;
use crate::value::arguments::{Arguments, Refusal, YEARS, encode};
use crate::value::row::{Row, read};

/// A day and a time of day as a clock on a wall shows them, of no zone; stored to the microsecond.
pub type LocalDateTime = NaiveDateTime;

/// Fixed width, so that text order is time order.
#[cfg(feature = "sqlite")]
const SQLITE: &str = "%Y-%m-%d %H:%M:%S%.6f";

/// Cuts to microseconds and maps a leap second to the last microsecond before it, which every database can hold.
fn cut(value: LocalDateTime) -> LocalDateTime {
    let nanos = value.nanosecond().min(999_999_999);
    value.with_nanosecond(nanos / 1_000 * 1_000).unwrap_or(value)
}

impl Bind for LocalDateTime {
    fn bind(&self, arguments: &mut Arguments) {
        if !YEARS.contains(&self.year()) {
            Self::bind_null(arguments);
            return arguments.refuse(Refusal::Year);
        }
        encode!(arguments, postgres: cut(*self), mysql: cut(*self), sqlite: cut(*self).format(SQLITE).to_string());
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, None::<Self>);
    }

    fn stored(self) -> Self {
        cut(self)
    }
}

impl Column for LocalDateTime {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        match &row.0 {
            #[cfg(feature = "sqlite")]
            crate::value::row::Raw::Sqlite(_) => Self::parse_from_str(&String::decode(row, index)?, SQLITE)
                .map_err(|_| row.unreadable(index, "is no date with a time of day")),
            #[allow(unreachable_patterns, reason = "reachable with a driver besides SQLite")]
            _ => read!(row, index, Self),
        }
    }
}

/// As it is stored: what is cut off makes no other key.
impl KeyPart for LocalDateTime {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        // The writer never reports an error.
        let _ = write!(to, "{}", cut(*self));
    }
}

/// Microseconds since the start of 1970, by the same clock.
pub(super) fn micros(value: LocalDateTime) -> i64 {
    value.and_utc().timestamp_micros()
}

/// The inverse of [`micros`].
pub(super) fn of_micros(micros: i64) -> Option<LocalDateTime> {
    DateTime::from_timestamp_micros(micros).map(|moment| moment.naive_utc())
}
