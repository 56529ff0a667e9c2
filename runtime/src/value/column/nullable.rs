//! Values that may be NULL.

use super::{Bind, Column};
use crate::error::Result;
use crate::value::arguments::Arguments;
use crate::value::row::Row;

impl<T: Bind> Bind for Option<T> {
    fn bind(&self, arguments: &mut Arguments) {
        match self {
            Some(value) => value.bind(arguments),
            None => T::bind_null(arguments),
        }
    }

    fn bind_null(arguments: &mut Arguments) {
        T::bind_null(arguments);
    }

    fn stored(self) -> Self {
        self.map(T::stored)
    }
}

impl<T: Column> Column for Option<T> {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        if row.is_null(index)? { Ok(None) } else { T::decode(row, index).map(Some) }
    }
}
