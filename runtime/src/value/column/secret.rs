//! Values that appear in no log, error, `Debug` output or cache.

use std::fmt;

use serde::de::{Deserialize, Deserializer};

use super::{Bind, Column};
use crate::error::Result;
use crate::validate::{NoNul, Text};
use crate::value::arguments::Arguments;
use crate::value::row::Row;

/// A value that never appears in logs, errors, `Debug` output or the cache: it has neither `Display` nor `Serialize`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value itself.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret<String> {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

/// A secret can be received, and is never written.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<T: Bind> Bind for Secret<T> {
    fn bind(&self, arguments: &mut Arguments) {
        self.0.bind(arguments);
    }

    fn bind_null(arguments: &mut Arguments) {
        T::bind_null(arguments);
    }

    fn stored(self) -> Self {
        Self(self.0.stored())
    }
}

impl<T: Column> Column for Secret<T> {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        T::decode(row, index).map(Self)
    }
}

impl Text for Secret<String> {
    fn text(&self) -> Option<&str> {
        Some(&self.0)
    }
}

impl NoNul for Secret<String> {
    fn has_nul(&self) -> bool {
        self.expose().has_nul()
    }
}
