//! Key values inside page cursors.

use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike};
use uuid::Uuid;

use super::{Bind, Date, LocalDateTime, Time, Timestamp, local};
use crate::value::arguments::Arguments;

const NANOS: u64 = 1_000_000_000;

/// A key value that a page cursor carries: a tag byte, then fixed bytes, or a length and text.
///
/// The tag makes a cursor of another list unreadable instead of misread.
pub trait CursorValue {
    /// How often a page behind a cursor binds the value, unless it is the key.
    const TIMES: usize = 2;

    /// Binds the value as the last of a page's order. A key of several columns binds each but its last one twice.
    fn bind_last(&self, arguments: &mut Arguments)
    where
        Self: Bind,
    {
        self.bind(arguments);
    }

    /// Appends the value to `to`.
    fn write(&self, to: &mut Vec<u8>);

    /// Takes the value from the front of `from`; `None` when something else stands there.
    fn read(from: &mut &[u8]) -> Option<Self>
    where
        Self: Sized;
}

fn take<const N: usize>(from: &mut &[u8], tag: u8) -> Option<[u8; N]> {
    let (&first, rest) = from.split_first()?;
    let (bytes, rest) = rest.split_first_chunk::<N>()?;
    if first != tag {
        return None;
    }
    *from = rest;
    Some(*bytes)
}

fn put<const N: usize>(to: &mut Vec<u8>, tag: u8, bytes: [u8; N]) {
    to.push(tag);
    to.extend_from_slice(&bytes);
}

/// Values of fixed size: type, tag, to bytes, from bytes.
macro_rules! fixed {
    ($($type:ty, $tag:literal, |$value:ident| $to:expr, |$bytes:ident| $from:expr;)*) => {$(
        impl CursorValue for $type {
            fn write(&self, to: &mut Vec<u8>) {
                let $value = self;
                put(to, $tag, $to);
            }

            fn read(from: &mut &[u8]) -> Option<Self> {
                let $bytes = take(from, $tag)?;
                $from
            }
        }
    )*};
}

fixed! {
    bool, b'b', |value| [u8::from(*value)], |bytes| Some(bytes == [1]);
    i16, b'h', |value| value.to_be_bytes(), |bytes| Some(Self::from_be_bytes(bytes));
    i32, b'i', |value| value.to_be_bytes(), |bytes| Some(Self::from_be_bytes(bytes));
    i64, b'l', |value| value.to_be_bytes(), |bytes| Some(Self::from_be_bytes(bytes));
    f32, b'f', |value| value.to_be_bytes(), |bytes| Some(Self::from_be_bytes(bytes));
    f64, b'd', |value| value.to_be_bytes(), |bytes| Some(Self::from_be_bytes(bytes));
    Uuid, b'u', |value| *value.as_bytes(), |bytes| Some(Self::from_bytes(bytes));
    Timestamp, b't', |value| value.timestamp_micros().to_be_bytes(),
        |bytes| DateTime::from_timestamp_micros(i64::from_be_bytes(bytes));
    Date, b'y', |value| value.num_days_from_ce().to_be_bytes(),
        |bytes| NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(bytes));
    Time, b'm', |value| nanos_of(*value).to_be_bytes(), |bytes| time_of(u64::from_be_bytes(bytes));
    LocalDateTime, b'n', |value| local::micros(*value).to_be_bytes(),
        |bytes| local::of_micros(i64::from_be_bytes(bytes));
    Duration, b's', |value| value.as_secs().to_be_bytes(), |bytes| Some(Self::from_secs(u64::from_be_bytes(bytes)));
}

fn nanos_of(time: Time) -> u64 {
    u64::from(time.num_seconds_from_midnight()) * NANOS + u64::from(time.nanosecond())
}

fn time_of(nanos: u64) -> Option<Time> {
    let seconds = u32::try_from(nanos / NANOS).ok()?;
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, u32::try_from(nanos % NANOS).ok()?)
}

impl CursorValue for str {
    fn write(&self, to: &mut Vec<u8>) {
        let length = u32::try_from(self.len()).unwrap_or(u32::MAX);
        put(to, b'S', length.to_be_bytes());
        to.extend_from_slice(self.as_bytes());
    }
}

impl CursorValue for String {
    fn write(&self, to: &mut Vec<u8>) {
        self.as_str().write(to);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let mut rest = *from;
        let length = usize::try_from(u32::from_be_bytes(take(&mut rest, b'S')?)).ok()?;
        let (text, rest) = rest.split_at_checked(length)?;
        *from = rest;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }
}

impl CursorValue for Vec<u8> {
    fn write(&self, to: &mut Vec<u8>) {
        let length = u32::try_from(self.len()).unwrap_or(u32::MAX);
        put(to, b'B', length.to_be_bytes());
        to.extend_from_slice(self);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let mut rest = *from;
        let length = usize::try_from(u32::from_be_bytes(take(&mut rest, b'B')?)).ok()?;
        let (bytes, rest) = rest.split_at_checked(length)?;
        *from = rest;
        Some(bytes.to_vec())
    }
}

impl<T: CursorValue> CursorValue for Option<T> {
    const TIMES: usize = 3;

    fn write(&self, to: &mut Vec<u8>) {
        match self {
            None => to.push(b'0'),
            Some(value) => value.write(to),
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        match from.split_first()? {
            (b'0', rest) => {
                *from = rest;
                Some(None)
            }
            _ => T::read(from).map(Some),
        }
    }
}
