//! Byte strings.

use super::{Bind, Column};
use crate::error::Result;
use crate::value::arguments::{Arguments, encode};
use crate::value::row::{Row, read};

impl Bind for [u8] {
    fn bind(&self, arguments: &mut Arguments) {
        encode!(arguments, self);
    }
}

impl Bind for Vec<u8> {
    fn bind(&self, arguments: &mut Arguments) {
        self.as_slice().bind(arguments);
    }

    fn bind_null(arguments: &mut Arguments) {
        encode!(arguments, None::<&[u8]>);
    }
}

impl Column for Vec<u8> {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        read!(row, index, Vec<u8>)
    }
}
