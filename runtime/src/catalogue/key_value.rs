use std::fmt;

use uuid::Uuid;

use crate::arguments::Arguments;
use crate::column::Bind;

/// The value of a single-column key, whatever its type. Ordered, so that rows are locked in one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyValue {
    /// A UUID.
    Uuid(Uuid),
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
}

impl Bind for KeyValue {
    fn bind(&self, arguments: &mut Arguments) {
        match self {
            Self::Uuid(value) => value.bind(arguments),
            Self::Int(value) => value.bind(arguments),
            Self::Text(value) => value.bind(arguments),
        }
    }
}

impl fmt::Display for KeyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(value) => fmt::Display::fmt(value, f),
            Self::Int(value) => fmt::Display::fmt(value, f),
            Self::Text(value) => f.write_str(value),
        }
    }
}

impl From<Uuid> for KeyValue {
    fn from(value: Uuid) -> Self {
        Self::Uuid(value)
    }
}

impl From<i64> for KeyValue {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<String> for KeyValue {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
