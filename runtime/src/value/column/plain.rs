//! Types that all drivers store alike.

use uuid::Uuid;

use super::{Bind, Column};
use crate::error::Result;
use crate::value::arguments::{Arguments, Refusal, encode};
use crate::value::row::{Row, read};

/// Types that all three drivers store alike, and which of their values that are.
macro_rules! plain {
    ($($type:ty $(, if $storable:expr)?;)*) => {$(
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

        impl Column for $type {
            fn decode(row: &Row, index: usize) -> Result<Self> {
                read!(row, index, $type)
            }
        }
    )*};
}

plain! {
    bool;
    i16;
    i32;
    i64;
    f32, if f32::is_finite;
    f64, if f64::is_finite;
    Uuid;
}
