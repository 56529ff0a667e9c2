//! Enums, stored as text.

/// Defines an enum whose values are stored, shown and serialised as text.
///
/// `larder::enum_type! { pub enum Plan { Free => "free", Pro => "pro" } }`: the texts are those of the field's
/// `values("free", "pro")`, the names theirs in upper camel case.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum_type {
    // For derives of other crates, which know serde's names.
    (
        named;
        $(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$inner:meta])* $variant:ident => $text:tt),+ $(,)? }
    ) => {
        $crate::__enum_type! {
            $(#[$meta])* $vis enum $name { $($(#[$inner])* #[serde(rename = $text)] $variant => $text),+ }
        }
    };
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$inner:meta])* $variant:ident => $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        $vis enum $name {
            $($(#[$inner])* #[doc = ::core::concat!("`", $text, "`")] $variant,)+
        }

        $crate::__enum_impl! { $name { $($variant => $text),+ } }
    };
}

/// Implements what makes a plain enum a column: its values are stored, shown and serialised as text.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum_impl {
    ($name:ident { $($variant:ident => $text:literal),+ $(,)? }) => {
        impl $name {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the stored text.
            #[must_use]
            pub const fn as_str(self) -> &'static ::core::primitive::str {
                self.text()
            }

            const fn text(&self) -> &'static ::core::primitive::str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        // A column's values are handed around by value: one message says so, not one for each use.
        const _: () = {
            const fn copy<T: ::core::marker::Copy>() {}
            copy::<$name>()
        };

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.text())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::support::UnknownValue;

            fn from_str(text: &::core::primitive::str) -> ::std::result::Result<Self, Self::Err> {
                match text {
                    $($text => ::std::result::Result::Ok(Self::$variant),)+
                    _ => ::std::result::Result::Err($crate::support::UnknownValue {
                        of: ::core::stringify!($name),
                        known: &[$($text),+],
                    }),
                }
            }
        }

        impl $crate::support::serde::Serialize for $name {
            fn serialize<S: $crate::support::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.text())
            }
        }

        impl<'de> $crate::support::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::support::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::support::deserialize_text(deserializer)
            }
        }

        impl $crate::support::StoredAs for $name {
            type Owned = ::std::string::String;
            type Borrowed = ::core::primitive::str;

            fn as_stored(&self) -> &::core::primitive::str {
                self.text()
            }

            fn from_stored(text: ::std::string::String) -> ::std::result::Result<Self, $crate::support::UnknownValue> {
                text.parse()
            }
        }
    };
}

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserializer, Visitor};

use crate::error::Result;

/// A text that is none of an enum's values; holds the values, not the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownValue {
    /// Name of the enum.
    pub of: &'static str,
    /// The texts it knows.
    pub known: &'static [&'static str],
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a {}: expected {}", self.of, self.known.join(", "))
    }
}

impl std::error::Error for UnknownValue {}

/// Reads an enum's text from a serde format, borrowed where the format can lend it.
///
/// # Errors
/// Those of the format, or an unknown value.
pub fn deserialize_text<'de, T: FromStr<Err = UnknownValue>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Text<T>(std::marker::PhantomData<T>);

    impl<T: FromStr<Err = UnknownValue>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(std::marker::PhantomData))
}
