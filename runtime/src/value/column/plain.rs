//! Types that all drivers store alike.

use uuid::Uuid;

use super::{Bind, Column};
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
    ($($type:ty;)*) => {$(
        bind!($type);

        impl Column for $type {
            fn decode(row: &Row, index: usize) -> Result<Self> {
                #[cfg(feature = "mysql")]
                if let Some(value) = row.unsigned(index) {
                    return value.try_into().map_err(|_| row.unreadable(index, "is too large"));
                }
                read!(row, index, $type)
            }
        }
    )*};
}

whole! {
    i16;
    i32;
    i64;
}

plain! {
    bool;
    f32, if f32::is_finite;
    f64, if f64::is_finite;
    Uuid;
}
