//! Values of single-column keys, whatever their type.

use uuid::Uuid;

use crate::cache::{KeyPart, KeyWriter};
use crate::value::{Arguments, Bind, Keyed};

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
            Self::Text(value) => Keyed(value).bind(arguments),
        }
    }
}

impl KeyPart for KeyValue {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        match self {
            Self::Uuid(value) => value.write_part(to),
            Self::Int(value) => value.write_part(to),
            Self::Text(value) => value.write_part(to),
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
