//! Values of single-column keys, whatever their type.

use uuid::Uuid;

use crate::cache::{KeyPart, KeyWriter};
use crate::value::{Arguments, Bind, Date, Keyed, LocalDateTime, StoredAs, Time, Timestamp};

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
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A day and a time without a zone.
    LocalDateTime(LocalDateTime),
    /// A moment.
    Timestamp(Timestamp),
    /// The values of several columns.
    Several(Vec<KeyValue>),
}

impl KeyValue {
    /// Returns the value of each column.
    pub(crate) fn into_parts(self) -> Vec<Self> {
        match self {
            Self::Several(parts) => parts,
            value => vec![value],
        }
    }
}

impl Bind for KeyValue {
    fn bind(&self, arguments: &mut Arguments) {
        match self {
            Self::Uuid(value) => value.bind(arguments),
            Self::Int(value) => value.bind(arguments),
            Self::Text(value) => Keyed(value).bind(arguments),
            Self::Bytes(value) => value.bind(arguments),
            Self::Date(value) => value.bind(arguments),
            Self::Time(value) => value.bind(arguments),
            Self::LocalDateTime(value) => value.bind(arguments),
            Self::Timestamp(value) => value.bind(arguments),
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
            Self::Date(value) => value.write_part(to),
            Self::Time(value) => value.write_part(to),
            Self::LocalDateTime(value) => value.write_part(to),
            Self::Timestamp(value) => value.write_part(to),
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

/// Returns the key whose columns have these values, if all of them have one.
#[doc(hidden)]
pub fn several<const N: usize>(parts: [Option<KeyValue>; N]) -> Option<KeyValue> {
    parts.into_iter().collect::<Option<Vec<_>>>().map(KeyValue::Several)
}

/// What a column of a key holds.
#[doc(hidden)]
pub trait ToKeyValue {
    /// Returns the value.
    fn to_key_value(&self) -> KeyValue;
}

/// Types of one column, and what a value of each becomes.
macro_rules! key_values {
    ($($type:ty => |$value:ident| $made:expr;)*) => {$(
        impl ToKeyValue for $type {
            fn to_key_value(&self) -> KeyValue {
                let $value = self;
                $made
            }
        }

        impl From<$type> for KeyValue {
            fn from(value: $type) -> Self {
                value.to_key_value()
            }
        }
    )*};
}

key_values! {
    Uuid => |value| KeyValue::Uuid(*value);
    i64 => |value| KeyValue::Int(*value);
    i32 => |value| KeyValue::Int(i64::from(*value));
    i16 => |value| KeyValue::Int(i64::from(*value));
    String => |value| KeyValue::Text(value.clone());
    Vec<u8> => |value| KeyValue::Bytes(value.clone());
    Date => |value| KeyValue::Date(*value);
    Time => |value| KeyValue::Time(*value);
    LocalDateTime => |value| KeyValue::LocalDateTime(*value);
    Timestamp => |value| KeyValue::Timestamp(*value);
}

impl ToKeyValue for str {
    fn to_key_value(&self) -> KeyValue {
        KeyValue::Text(self.to_owned())
    }
}

impl<T: StoredAs<Borrowed: ToKeyValue>> ToKeyValue for T {
    fn to_key_value(&self) -> KeyValue {
        self.as_stored().to_key_value()
    }
}

/// A typed key.
impl<K: StoredAs<Borrowed: ToKeyValue>> From<K> for KeyValue {
    fn from(key: K) -> Self {
        key.to_key_value()
    }
}
