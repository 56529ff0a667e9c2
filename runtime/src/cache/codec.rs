//! The bytes of a row's members in Redis, one after the other.
//!
//! A member of JSON is the text that the database would be given, behind the shape of its type: an older or newer
//! process may know the type with other members, and would lose those that it does not know. Bytes of another shape are
//! a miss.

pub(super) mod buffer;
#[cfg_attr(not(feature = "redis"), allow(dead_code, reason = "only Redis holds frames"))]
pub(super) mod frame;
mod shape;

use serde::Serialize;
use serde::de::DeserializeOwned;

use self::shape::shape_of;

/// Implements [`Cached`](crate::cache::Cached) for your own type that serde knows: `cached! { Figures = 1 }`, or
/// `cached! { Member = 1 by keys }` where `keys` is a function that returns what a `&Member` is read by.
#[macro_export]
macro_rules! cached {
    ($row:ident = $fingerprint:literal $(by $keys:path)?) => {
        impl $crate::cache::Cached for $row {
            const FINGERPRINT: ::core::primitive::u64 = $fingerprint;

            $(
                fn cache_keys(&self) -> ::std::vec::Vec<$crate::CacheKey> {
                    $keys(self)
                }
            )?

            fn write_bytes(&self, into: &mut ::std::vec::Vec<::core::primitive::u8>) -> ::core::option::Option<()> {
                $crate::support::codec::plain::put(self, into)
            }

            fn read_bytes(mut bytes: &[::core::primitive::u8]) -> ::core::option::Option<Self> {
                $crate::support::codec::plain::take(&mut bytes)
            }
        }
    };
}

/// A value whose bytes follow from its type.
pub mod plain {
    use super::{DeserializeOwned, Serialize};

    /// Appends a value.
    pub fn put<T: Serialize>(value: &T, into: &mut Vec<u8>) -> Option<()> {
        *into = postcard::to_extend(value, std::mem::take(into)).ok()?;
        Some(())
    }

    /// Takes a value from the front.
    pub fn take<T: DeserializeOwned>(from: &mut &[u8]) -> Option<T> {
        let (value, rest) = postcard::take_from_bytes(from).ok()?;
        *from = rest;
        Some(value)
    }
}

/// JSON, of a known type or of any.
pub mod json {
    use super::{DeserializeOwned, Serialize, plain, shape_of};

    /// Appends a value.
    pub fn put<T: Serialize + DeserializeOwned + 'static>(value: &T, into: &mut Vec<u8>) -> Option<()> {
        plain::put(&(shape_of::<T>()?, serde_json::to_string(value).ok()?), into)
    }

    /// Takes a value from the front.
    pub fn take<T: DeserializeOwned + 'static>(from: &mut &[u8]) -> Option<T> {
        let ((shape, text), rest) = postcard::take_from_bytes::<(u64, &str)>(from).ok()?;
        *from = rest;
        if Some(shape) == shape_of::<T>() { serde_json::from_str(text).ok() } else { None }
    }
}

/// JSON or NULL: a JSON null is a value.
pub mod nullable_json {
    use super::{DeserializeOwned, Serialize, json, plain};

    /// Appends a value.
    pub fn put<T: Serialize + DeserializeOwned + 'static>(value: &Option<T>, into: &mut Vec<u8>) -> Option<()> {
        plain::put(&value.is_some(), into)?;
        value.as_ref().map_or(Some(()), |value| json::put(value, into))
    }

    /// Takes a value from the front.
    #[allow(clippy::option_option, reason = "the outer level says whether the bytes could be read")]
    pub fn take<T: DeserializeOwned + 'static>(from: &mut &[u8]) -> Option<Option<T>> {
        if plain::take(from)? { json::take(from).map(Some) } else { Some(None) }
    }
}
