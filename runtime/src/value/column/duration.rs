//! Durations, stored as whole seconds.

use std::time::Duration;

use super::{Bind, Column};
use crate::error::Result;
use crate::value::arguments::{Arguments, Refusal, encode};
use crate::value::row::Row;

/// Stored as whole seconds; a fraction is cut off.
impl Bind for Duration {
    fn bind(&self, arguments: &mut Arguments) {
        match i64::try_from(self.as_secs()) {
            Ok(seconds) => seconds.bind(arguments),
            Err(_) => {
                Self::bind_null(arguments);
                arguments.refuse(Refusal::Seconds);
            }
        }
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, None::<i64>);
    }

    fn stored(self) -> Self {
        Self::from_secs(self.as_secs())
    }
}

impl Column for Duration {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        let seconds = i64::decode(row, index)?;
        u64::try_from(seconds).map(Self::from_secs).map_err(|_| row.unreadable(index, "is a negative duration"))
    }
}
