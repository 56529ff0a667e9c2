//! Typed keys.

/// Defines a typed key over what its column holds: `Uuid`, an integer, `String`, `Bytes`, a day or a time, or an enum.
///
/// `key_type! { /// doc \n pub struct UserId(Uuid) of User; }`: `of` lets `&User` and `&Arc<User>` stand for it by the
/// primary key.
#[doc(hidden)]
#[macro_export]
macro_rules! __key_type {
    // One generic type for all entities, unless the key derives traits of its own, which needs a type of its own.
    ($(#[doc = $doc:expr])* $vis:vis struct $name:ident($column:ident) of $entity:ident;) => {
        $(#[doc = $doc])*
        $vis type $name = $crate::TypedKey<$entity, $crate::support::key_column::$column>;

        #[doc = ::core::concat!("Makes a `", ::core::stringify!($name), "` of its value.")]
        #[must_use]
        #[allow(non_snake_case, reason = "it is called as the constructor of a tuple struct")]
        $vis const fn $name(value: $crate::support::key_column::$column) -> $name {
            $crate::TypedKey::of(value)
        }

        impl $crate::support::KeyName<$entity> for $crate::support::KeyNames {
            const NAME: &'static ::core::primitive::str = ::core::stringify!($name);
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(Uuid) $(of $entity:ident)?;) => {
        $crate::__key_type! { @common [copy] $(#[$meta])* $vis struct $name($crate::support::Uuid) $(of $entity)?; }
        $crate::__newtype_impl! { @common $name($crate::support::Uuid) }
        $crate::__key_type! { @shown $name($crate::support::Uuid) }

        impl $name {
            /// Returns a new key; keys grow with time (UUIDv7).
            #[must_use]
            #[allow(clippy::new_without_default, reason = "a default key would hide that every call differs")]
            pub fn new() -> Self {
                Self($crate::support::Uuid::now_v7())
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(i16) $(of $entity:ident)?;) => {
        $crate::__key_type! {
            @plain [copy] number $(#[$meta])* $vis struct $name(::core::primitive::i16) $(of $entity)?;
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(i32) $(of $entity:ident)?;) => {
        $crate::__key_type! {
            @plain [copy] number $(#[$meta])* $vis struct $name(::core::primitive::i32) $(of $entity)?;
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(i64) $(of $entity:ident)?;) => {
        $crate::__key_type! {
            @plain [copy] number $(#[$meta])* $vis struct $name(::core::primitive::i64) $(of $entity)?;
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(String) $(of $entity:ident)?;) => {
        $crate::__key_type! { @plain [] key $(#[$meta])* $vis struct $name(::std::string::String) $(of $entity)?; }

        impl $crate::IntoOption<$name> for &::core::primitive::str {
            fn into_option(self) -> ::std::option::Option<$name> {
                ::std::option::Option::Some(self.into())
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(Bytes) $(of $entity:ident)?;) => {
        $crate::__key_type! {
            @common [] $(#[$meta])* $vis struct $name(::std::vec::Vec<::core::primitive::u8>) $(of $entity)?;
        }
        $crate::__newtype_impl! { @common $name(::std::vec::Vec<::core::primitive::u8>) }

        impl $crate::validate::Octets for $name {
            fn octets(&self) -> ::core::option::Option<::core::primitive::usize> {
                ::core::option::Option::Some(self.0.len())
            }
        }

        impl ::std::convert::From<&[::core::primitive::u8]> for $name {
            fn from(value: &[::core::primitive::u8]) -> Self {
                Self(value.to_vec())
            }
        }

        impl<const N: usize> ::std::convert::From<[::core::primitive::u8; N]> for $name {
            fn from(value: [::core::primitive::u8; N]) -> Self {
                Self(value.to_vec())
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(Date) $(of $entity:ident)?;) => {
        $crate::__key_type! { @plain [copy] moment $(#[$meta])* $vis struct $name($crate::Date) $(of $entity)?; }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(Timestamp) $(of $entity:ident)?;) => {
        $crate::__key_type! { @plain [copy] moment $(#[$meta])* $vis struct $name($crate::Timestamp) $(of $entity)?; }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(Time) $(of $entity:ident)?;) => {
        $crate::__key_type! { @plain [copy] plain $(#[$meta])* $vis struct $name($crate::Time) $(of $entity)?; }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(LocalDateTime) $(of $entity:ident)?;) => {
        $crate::__key_type! { @plain [copy] plain $(#[$meta])* $vis struct $name($crate::LocalDateTime) $(of $entity)?; }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(enum $inner:ty) $(of $entity:ident)?;) => {
        $crate::__key_type! { @plain [copy] plain $(#[$meta])* $vis struct $name($inner) $(of $entity)?; }
    };
    (
        @plain [$($copy:ident)?] $validated:ident
        $(#[$meta:meta])* $vis:vis struct $name:ident($inner:ty) $(of $entity:ident)?;
    ) => {
        $crate::__key_type! { @common [$($copy)?] $(#[$meta])* $vis struct $name($inner) $(of $entity)?; }
        $crate::__newtype_impl! { $name($inner) $validated }
        $crate::__key_type! { @shown $name($inner) }

        impl $crate::IntoOption<$name> for $inner {
            fn into_option(self) -> ::std::option::Option<$name> {
                ::std::option::Option::Some(self.into())
            }
        }
    };
    (@common [$($copy:ident)?] $(#[$meta:meta])* $vis:vis struct $name:ident($inner:ty) $(of $entity:ident)?;) => {
        $(#[$meta])*
        $vis struct $name(pub $inner);

        $crate::__key_type! { @comparable $name [$($copy)?] }

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
    };

    (@shown $name:ident($inner:ty)) => {
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
    };

    // By hand, since a derive of each would be an expansion of its own, and one of `Clone` and `Eq` more than needed.
    (@comparable $name:ident [$($copy:ident)?]) => {
        $crate::__key_type! { @clone $name $($copy)? }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_tuple(::core::stringify!($name)).field(&self.0).finish()
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                self.0 == other.0
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(self.cmp(other))
            }
        }

        impl ::core::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                self.0.cmp(&other.0)
            }
        }

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }
    };
    (@clone $name:ident copy) => {
        impl ::core::marker::Copy for $name {}

        #[automatically_derived]
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                *self
            }
        }
    };
    (@clone $name:ident) => {
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }
    };
}
