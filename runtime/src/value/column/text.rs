//! Texts.

use super::{Bind, Column, Keyed};
use crate::error::Result;
use crate::value::arguments::{Arguments, Refusal, encode};
use crate::value::row::{Row, read};

impl Bind for str {
    fn bind(&self, arguments: &mut Arguments) {
        if self.as_bytes().contains(&0) {
            encode!(arguments, None::<&str>);
            return arguments.refuse(Refusal::Nul);
        }
        encode!(arguments, self);
    }
}

impl Bind for String {
    fn bind(&self, arguments: &mut Arguments) {
        self.as_str().bind(arguments);
    }

    fn bind_key(&self, arguments: &mut Arguments) {
        Keyed(self).bind(arguments);
    }
}

impl Column for String {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        read!(row, index, String)
    }
}
