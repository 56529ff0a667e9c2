//! Tuple structs of one member.

/// Implements what makes a tuple struct of one member a column of that member's type.
///
/// The last word says what validation can look at: `text`, `number`, `moment` or `plain`; `key` is the text of a key.
#[doc(hidden)]
#[macro_export]
macro_rules! __newtype_impl {
    ($name:ident($inner:ty) text) => {
        $crate::__newtype_impl! { @common $name($inner) cut }
        $crate::__newtype_impl! { @text $name($inner) }
    };
    ($name:ident($inner:ty) key) => {
        $crate::__newtype_impl! {
            @common $name($inner) {
                fn ends_in_space(&self) -> ::core::primitive::bool {
                    self.0.ends_with(' ')
                }
            }
        }
        $crate::__newtype_impl! { @text $name($inner) }
    };
    (@text $name:ident($inner:ty)) => {
        impl ::std::convert::From<&::core::primitive::str> for $name {
            fn from(value: &::core::primitive::str) -> Self {
                Self(value.to_owned())
            }
        }

        impl $crate::validate::Text for $name {
            fn text(&self) -> ::std::option::Option<&::core::primitive::str> {
                $crate::validate::Text::text(&self.0)
            }
        }

        impl $crate::validate::NoNul for $name {
            fn has_nul(&self) -> ::core::primitive::bool {
                $crate::validate::NoNul::has_nul(&self.0)
            }
        }

        impl<'a> $crate::validate::Among<&'a ::core::primitive::str> for $name {
            fn among(&self, allowed: &[&'a ::core::primitive::str]) -> ::core::primitive::bool {
                $crate::validate::Among::among(&self.0, allowed)
            }
        }
    };
    ($name:ident($inner:ty) number) => {
        $crate::__newtype_impl! { @common $name($inner) cut }

        impl $crate::validate::Number for $name {
            type Scalar = <$inner as $crate::validate::Number>::Scalar;

            fn number(&self) -> ::std::option::Option<Self::Scalar> {
                $crate::validate::Number::number(&self.0)
            }
        }

        impl<A> $crate::validate::Among<A> for $name
        where
            $inner: $crate::validate::Among<A>,
        {
            fn among(&self, allowed: &[A]) -> ::core::primitive::bool {
                $crate::validate::Among::among(&self.0, allowed)
            }
        }
    };
    ($name:ident($inner:ty) moment) => {
        $crate::__newtype_impl! { @common $name($inner) cut }

        impl $crate::validate::Temporal for $name {
            fn compared_to(&self, now: $crate::Timestamp) -> ::std::option::Option<::std::cmp::Ordering> {
                $crate::validate::Temporal::compared_to(&self.0, now)
            }
        }
    };
    ($name:ident($inner:ty) plain) => {
        $crate::__newtype_impl! { @common $name($inner) cut }
    };
    (@common $name:ident($inner:ty) $($cut:ident)? $({ $($more:tt)* })?) => {
        impl ::std::convert::From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl ::std::convert::From<$name> for $inner {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        // By hand: a derive of serde takes the path of this crate as text, and a text cannot say `$crate`.
        impl $crate::support::serde::Serialize for $name {
            fn serialize<S: $crate::support::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::support::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::support::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::support::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::support::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }

        impl $crate::support::StoredAs for $name {
            type Owned = $inner;
            type Borrowed = $inner;

            fn as_stored(&self) -> &$inner {
                &self.0
            }

            fn from_stored(stored: $inner) -> ::std::result::Result<Self, $crate::support::UnknownValue> {
                ::std::result::Result::Ok(Self(stored))
            }

            $(
                fn $cut(self) -> Self {
                    Self($crate::support::Bind::stored(self.0))
                }
            )?
            $($($more)*)?
        }
    };
}
