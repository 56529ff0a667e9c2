//! Types that all drivers store alike.

use larder_format::Dialect;
use uuid::Uuid;

use super::{Bind, Column, Decimal};
use crate::error::Result;
use crate::value::arguments::{Arguments, Refusal, encode};
use crate::value::row::{Row, read};

macro_rules! bind {
    ($type:ty $(, if $storable:expr)?) => {
        impl Bind for $type {
            fn bind(&self, arguments: &mut Arguments) {
                $(if !$storable(*self) {
                    Self::bind_null(arguments);
                    return arguments.refuse(Refusal::NotFinite);
                })?
                encode!(arguments, *self);
            }

            fn bind_null(arguments: &mut Arguments) {
                encode!(arguments, None::<$type>);
            }
        }
    };
}

/// Types that all three drivers store alike, and which of their values that are.
macro_rules! plain {
    ($($type:ty $(, if $storable:expr)?;)*) => {$(
        bind!($type $(, if $storable)?);

        impl Column for $type {
            fn decode(row: &Row, index: usize) -> Result<Self> {
                read!(row, index, $type)
            }
        }
    )*};
}

/// Numbers, which MySQL has without a sign too.
macro_rules! whole {
    ($($type:ty $(, else $wider:path)?;)*) => {$(
        bind!($type);

        impl Column for $type {
            fn decode(row: &Row, index: usize) -> Result<Self> {
                #[cfg(feature = "mysql")]
                if let Some(value) = row.unsigned(index) {
                    return value.try_into().map_err(|_| row.unreadable(index, "is too large"));
                }
                let number = read!(row, index, $type);
                $(let number = number.or_else(|error| $wider(row, index).ok_or(error));)?
                number
            }
        }
    )*};
}

whole! {
    i16;
    i32;
    i64, else sum;
}

/// Reads a sum of integers: PostgreSQL and MySQL give a number of any size.
fn sum(row: &Row, index: usize) -> Option<i64> {
    let sum = (row.dialect() != Dialect::Sqlite).then(|| Decimal::decode(row, index).ok()).flatten()?;
    sum.is_integer().then(|| i64::try_from(sum).ok()).flatten()
}

plain! {
    bool;
    f32, if f32::is_finite;
    f64, if f64::is_finite;
    Uuid;
}
