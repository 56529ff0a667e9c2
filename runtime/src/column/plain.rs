use uuid::Uuid;

use super::{Bind, Column};
use crate::arguments::{Arguments, encode};
use crate::error::Result;
use crate::row::{Row, read};

/// Types that all three drivers store alike.
macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Bind for $type {
            fn bind(&self, arguments: &mut Arguments) {
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

plain!(bool, i16, i32, i64, f32, f64, Uuid);
