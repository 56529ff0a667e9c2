/// Defines a typed key over `Uuid`, `i64` or `String`.
///
/// `key_type! { /// doc \n pub struct UserId(Uuid) of User; }`: `of` lets `&User` and `&Arc<User>` stand for it by the primary key.
#[doc(hidden)]
#[macro_export]
macro_rules! __key_type {
    ($(#[$meta:meta])* $vis:vis struct $name:ident(Uuid) $(of $entity:ident)?;) => {
        $crate::__key_type! { @common [::core::marker::Copy] $(#[$meta])* $vis struct $name($crate::support::Uuid) $(of $entity)?; }

        impl $name {
            /// Returns a new key; keys grow with time (UUIDv7).
            #[must_use]
            #[allow(clippy::new_without_default, reason = "a default key would hide that every call differs")]
            pub fn new() -> Self {
                Self($crate::support::Uuid::now_v7())
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(i64) $(of $entity:ident)?;) => {
        $crate::__key_type! { @common [::core::marker::Copy] $(#[$meta])* $vis struct $name(::core::primitive::i64) $(of $entity)?; }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(String) $(of $entity:ident)?;) => {
        $crate::__key_type! { @common [] $(#[$meta])* $vis struct $name(::std::string::String) $(of $entity)?; }

        impl ::std::convert::From<&::core::primitive::str> for $name {
            fn from(value: &::core::primitive::str) -> Self {
                Self(value.to_owned())
            }
        }
    };
    (@common [$($copy:path)?] $(#[$meta:meta])* $vis:vis struct $name:ident($inner:ty) $(of $entity:ident)?;) => {
        $(#[$meta])*
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, $($copy,)? ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        $vis struct $name(pub $inner);

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

        impl ::std::convert::From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl ::std::convert::From<$name> for $inner {
            fn from(key: $name) -> Self {
                key.0
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(key: &$name) -> Self {
                key.clone()
            }
        }

        $(
            impl ::std::convert::From<&$entity> for $name {
                fn from(row: &$entity) -> Self {
                    $crate::support::Entity::key(row)
                }
            }

            impl $crate::IntoOption<$name> for &$entity {
                fn into_option(self) -> ::std::option::Option<$name> {
                    ::std::option::Option::Some(self.into())
                }
            }

            impl $crate::IntoOption<$name> for &::std::sync::Arc<$entity> {
                fn into_option(self) -> ::std::option::Option<$name> {
                    ::std::option::Option::Some(self.into())
                }
            }

            impl ::std::convert::From<&::std::sync::Arc<$entity>> for $name {
                fn from(row: &::std::sync::Arc<$entity>) -> Self {
                    $crate::support::Entity::key(&**row)
                }
            }
        )?

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = <$inner as ::std::str::FromStr>::Err;

            fn from_str(text: &::core::primitive::str) -> ::std::result::Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl $crate::support::Bind for $name {
            fn bind(&self, arguments: &mut $crate::support::Arguments) {
                $crate::support::Bind::bind(&self.0, arguments);
            }

            fn bind_null(arguments: &mut $crate::support::Arguments) {
                <$inner as $crate::support::Bind>::bind_null(arguments);
            }
        }

        impl $crate::support::Column for $name {
            fn decode(row: &$crate::support::Row, index: ::core::primitive::usize) -> $crate::Result<Self> {
                row.get(index).map(Self)
            }
        }

        impl ::std::convert::From<$name> for $crate::support::KeyValue {
            fn from(key: $name) -> Self {
                key.0.into()
            }
        }

        impl $crate::support::KeyPart for $name {
            fn write_part(&self, to: &mut $crate::support::KeyWriter<'_>) {
                $crate::support::KeyPart::write_part(&self.0, to);
            }
        }

        impl $crate::support::CursorValue for $name {
            fn write(&self, to: &mut ::std::vec::Vec<::core::primitive::u8>) {
                $crate::support::CursorValue::write(&self.0, to);
            }

            fn read(from: &mut &[::core::primitive::u8]) -> ::std::option::Option<Self> {
                <$inner as $crate::support::CursorValue>::read(from).map(Self)
            }
        }
    };
}
