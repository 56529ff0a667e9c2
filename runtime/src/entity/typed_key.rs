//! Keys that know whose they are.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::Entity;
use crate::error::Result;
use crate::validate::{Among, NoNul, Number, Octets, Temporal, Text};
use crate::value::{Bind, Date, IntoOption, LocalDateTime, StoredAs, Time, Timestamp, UnknownValue};

/// The primary key of `E`, of one column that holds a `V`: `UserId` is `TypedKey<User, Uuid>`.
///
/// `UserId(value)` makes one, as the constructor of a tuple struct does, and `.0` is its value; `&User` and
/// `&Arc<User>` stand for it. One generic type serves all entities, so that none of them compiles its twenty
/// implementations again.
pub struct TypedKey<E, V>(pub V, PhantomData<fn() -> E>);

/// What entities call their keys, in `Debug`.
///
/// It is implemented for [`KeyNames`], not for entities: the compiler then counts an entity as reachable from outside,
/// and its lint of unreachable `pub` leaves what is generated for a program alone.
pub trait KeyName<E> {
    /// The name of the alias.
    const NAME: &'static str;
}

/// Has the names of all keys.
#[derive(Debug)]
pub enum KeyNames {}

impl<E, V> TypedKey<E, V> {
    /// Makes a key of its value.
    #[must_use]
    pub const fn of(value: V) -> Self {
        Self(value, PhantomData)
    }
}

impl<E> TypedKey<E, Uuid> {
    /// Returns a new key; keys grow with time (UUIDv7).
    #[must_use]
    #[allow(clippy::new_without_default, reason = "a default key would hide that every call differs")]
    pub fn new() -> Self {
        Self::of(Uuid::now_v7())
    }
}

impl<E, V: Copy> Copy for TypedKey<E, V> {}

impl<E, V: Clone> Clone for TypedKey<E, V> {
    fn clone(&self) -> Self {
        Self::of(self.0.clone())
    }
}

impl<E, V: fmt::Debug> fmt::Debug for TypedKey<E, V>
where
    KeyNames: KeyName<E>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(<KeyNames as KeyName<E>>::NAME).field(&self.0).finish()
    }
}

impl<E, V: fmt::Display> fmt::Display for TypedKey<E, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E, V: FromStr> FromStr for TypedKey<E, V> {
    type Err = V::Err;

    fn from_str(text: &str) -> Result<Self, V::Err> {
        text.parse().map(Self::of)
    }
}

impl<E, V: PartialEq> PartialEq for TypedKey<E, V> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<E, V: Eq> Eq for TypedKey<E, V> {}

impl<E, V: PartialOrd> PartialOrd for TypedKey<E, V> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.0.partial_cmp(&other.0)
    }
}

impl<E, V: Ord> Ord for TypedKey<E, V> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<E, V: Hash> Hash for TypedKey<E, V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<E, V: Serialize> Serialize for TypedKey<E, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, E, V: Deserialize<'de>> Deserialize<'de> for TypedKey<E, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        V::deserialize(deserializer).map(Self::of)
    }
}

impl<E, V: Clone> From<&Self> for TypedKey<E, V> {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

impl<E: Entity<Key = Self>, V> From<&E> for TypedKey<E, V> {
    fn from(row: &E) -> Self {
        row.key()
    }
}

impl<E: Entity<Key = Self>, V> From<&Arc<E>> for TypedKey<E, V> {
    fn from(row: &Arc<E>) -> Self {
        row.key()
    }
}

impl<E: Entity<Key = TypedKey<E, V>>, V> IntoOption<TypedKey<E, V>> for &E {
    fn into_option(self) -> Option<TypedKey<E, V>> {
        Some(self.key())
    }
}

impl<E: Entity<Key = TypedKey<E, V>>, V> IntoOption<TypedKey<E, V>> for &Arc<E> {
    fn into_option(self) -> Option<TypedKey<E, V>> {
        Some(self.key())
    }
}

impl<E, V: KeyColumn> StoredAs for TypedKey<E, V> {
    type Owned = V;
    type Borrowed = V;

    fn as_stored(&self) -> &V {
        &self.0
    }

    fn from_stored(stored: V) -> Result<Self, UnknownValue> {
        Ok(Self::of(stored))
    }

    fn cut(self) -> Self {
        Self::of(self.0.stored())
    }

    fn ends_in_space(&self) -> bool {
        self.0.ends_in_space()
    }
}

impl<E, V: Text> Text for TypedKey<E, V> {
    fn text(&self) -> Option<&str> {
        self.0.text()
    }
}

impl<E, V: NoNul> NoNul for TypedKey<E, V> {
    fn has_nul(&self) -> bool {
        self.0.has_nul()
    }
}

impl<A, E, V: Among<A>> Among<A> for TypedKey<E, V> {
    fn among(&self, allowed: &[A]) -> bool {
        self.0.among(allowed)
    }
}

impl<E, V: Number> Number for TypedKey<E, V> {
    type Scalar = V::Scalar;

    fn number(&self) -> Option<V::Scalar> {
        self.0.number()
    }
}

impl<E, V: Temporal> Temporal for TypedKey<E, V> {
    fn compared_to(&self, now: Timestamp) -> Option<Ordering> {
        self.0.compared_to(now)
    }
}

impl<E, V: Octets> Octets for TypedKey<E, V> {
    fn octets(&self) -> Option<usize> {
        self.0.octets()
    }
}

/// What the column of a typed key holds.
pub trait KeyColumn: Bind {
    /// Returns whether the value is a text that ends in a space.
    fn ends_in_space(&self) -> bool {
        false
    }
}

impl KeyColumn for String {
    fn ends_in_space(&self) -> bool {
        self.ends_with(' ')
    }
}

macro_rules! columns {
    ($($plain:ty),*; $($own:ty),*) => {
        $(impl KeyColumn for $plain {})*

        // For each of them, since a value of any type might be a reference to a row.
        columns! { @conversions $($plain,)* $($own,)* }
    };
    (@conversions $($column:ty,)*) => {$(
        impl<E> From<$column> for TypedKey<E, $column> {
            fn from(value: $column) -> Self {
                Self::of(value)
            }
        }

        impl<E> From<TypedKey<E, $column>> for $column {
            fn from(key: TypedKey<E, $column>) -> Self {
                key.0
            }
        }

        impl<E> IntoOption<TypedKey<E, $column>> for $column {
            fn into_option(self) -> Option<TypedKey<E, $column>> {
                Some(self.into())
            }
        }
    )*};
}

columns!(Uuid, i16, i32, i64, Vec<u8>, Date, Time, LocalDateTime, Timestamp; String);

impl<E> From<&str> for TypedKey<E, String> {
    fn from(value: &str) -> Self {
        Self::of(value.to_owned())
    }
}

impl<E> IntoOption<TypedKey<E, String>> for &str {
    fn into_option(self) -> Option<TypedKey<E, String>> {
        Some(self.into())
    }
}

impl<E> From<&[u8]> for TypedKey<E, Vec<u8>> {
    fn from(value: &[u8]) -> Self {
        Self::of(value.to_vec())
    }
}

impl<E, const N: usize> From<[u8; N]> for TypedKey<E, Vec<u8>> {
    fn from(value: [u8; N]) -> Self {
        Self::of(value.to_vec())
    }
}

/// What a definition calls the columns of keys.
pub mod key_column {
    pub use std::primitive::{i16, i32, i64};
    pub use std::string::String;

    pub use uuid::Uuid;

    pub use crate::value::{Date, LocalDateTime, Time, Timestamp};

    /// Any bytes.
    pub type Bytes = Vec<u8>;
}
