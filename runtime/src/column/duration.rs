use std::time::Duration;

use super::{Bind, Column};
use crate::arguments::{Arguments, encode};
use crate::error::{Error, ErrorKind, Result};
use crate::row::Row;

/// Stored as whole seconds; a fraction is cut off.
impl Bind for Duration {
    fn bind(&self, arguments: &mut Arguments) {
        // Beyond i64 seconds lies nothing a clock measures; the largest storable value stands for it.
        i64::try_from(self.as_secs()).unwrap_or(i64::MAX).bind(arguments);
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, None::<i64>);
    }
}

impl Column for Duration {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        let seconds = i64::decode(row, index)?;
        u64::try_from(seconds)
            .map(Self::from_secs)
            .map_err(|_| Error::new(ErrorKind::Decode(format!("column {index} holds a negative duration"))))
    }
}
