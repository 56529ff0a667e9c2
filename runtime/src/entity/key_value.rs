//! Values of single-column keys, whatever their type.

use uuid::Uuid;

use crate::cache::{KeyPart, KeyWriter};
use crate::value::{Arguments, Bind, Keyed, StoredAs};

/// The value of a key, whatever its type. Ordered, so that rows are locked in one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyValue {
    /// A UUID.
    Uuid(Uuid),
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// The values of several columns.
    Several(Vec<KeyValue>),
}

impl Bind for KeyValue {
    fn bind(&self, arguments: &mut Arguments) {
        match self {
            Self::Uuid(value) => value.bind(arguments),
            Self::Int(value) => value.bind(arguments),
            Self::Text(value) => Keyed(value).bind(arguments),
            Self::Bytes(value) => value.bind(arguments),
            Self::Several(values) => values.iter().for_each(|value| value.bind(arguments)),
        }
    }
}

impl KeyPart for KeyValue {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        match self {
            Self::Uuid(value) => value.write_part(to),
            Self::Int(value) => value.write_part(to),
            Self::Text(value) => value.write_part(to),
            Self::Bytes(value) => value.write_part(to),
            // A part of its own each, as the key writes them.
            Self::Several(values) => {
                for (nth, value) in values.iter().enumerate() {
                    if nth > 0 {
                        to.next();
                    }
                    value.write_part(to);
                }
            }
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

impl From<i32> for KeyValue {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<i16> for KeyValue {
    fn from(value: i16) -> Self {
        Self::Int(value.into())
    }
}

impl From<Vec<u8>> for KeyValue {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<String> for KeyValue {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// A typed key.
impl<K: StoredAs<Owned: Into<KeyValue>> + Into<K::Owned>> From<K> for KeyValue {
    fn from(key: K) -> Self {
        let inner: K::Owned = key.into();
        inner.into()
    }
}
