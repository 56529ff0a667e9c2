//! Keys of several columns.

/// Defines the key of an entity whose primary key has several columns:
/// `composite_key! { /// doc \n pub struct LikeKey of Like { plain user_id: UserId, key word: String } }`. Each column
/// says how it is bound, as in `record!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __composite_key {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ident { $($kind:ident $part:ident: $type:ty,)+ }
    ) => {
        $(#[$meta])*
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::cmp::PartialOrd,
            ::core::cmp::Ord, ::core::hash::Hash,
        )]
        #[allow(missing_docs, reason = "the row documents its columns")]
        $vis struct $name {
            $(pub $part: $type,)+
        }

        impl $name {
            /// Returns the key of these values.
            #[must_use]
            pub fn new($($part: impl ::core::convert::Into<$type>),+) -> Self {
                Self { $($part: $part.into()),+ }
            }
        }

        impl ::core::convert::From<&$name> for $name {
            fn from(key: &$name) -> Self {
                ::core::clone::Clone::clone(key)
            }
        }

        impl ::core::convert::From<&$entity> for $name {
            fn from(row: &$entity) -> Self {
                $crate::support::Entity::key(row)
            }
        }

        impl ::core::convert::From<&::std::sync::Arc<$entity>> for $name {
            fn from(row: &::std::sync::Arc<$entity>) -> Self {
                $crate::support::Entity::key(&**row)
            }
        }

        impl $crate::IntoOption<$name> for &$entity {
            fn into_option(self) -> ::core::option::Option<$name> {
                ::core::option::Option::Some(self.into())
            }
        }

        impl $crate::IntoOption<$name> for &::std::sync::Arc<$entity> {
            fn into_option(self) -> ::core::option::Option<$name> {
                ::core::option::Option::Some(self.into())
            }
        }

        impl $crate::support::Bind for $name {
            fn bind(&self, to: &mut $crate::support::Arguments) {
                $($crate::support::Bind::bind(&$crate::__composite_key!(@$kind self.$part), to);)+
            }
        }

        impl $crate::support::KeyPart for $name {
            fn write_part(&self, to: &mut $crate::support::KeyWriter<'_>) {
                $crate::support::write_parts(&[$(&self.$part),+], to);
            }
        }

        impl ::core::convert::From<$name> for $crate::support::KeyValue {
            fn from(key: $name) -> Self {
                Self::Several(::std::vec![$(key.$part.into()),+])
            }
        }

        impl $crate::support::CursorValue for $name {
            fn bind_last(&self, to: &mut $crate::support::Arguments) {
                $crate::support::bind_ordered(&[$(&$crate::__composite_key!(@$kind self.$part)),+], to);
            }

            fn write(&self, to: &mut ::std::vec::Vec<::core::primitive::u8>) {
                $($crate::support::CursorValue::write(&self.$part, to);)+
            }

            fn read(from: &mut &[::core::primitive::u8]) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    $($part: $crate::support::CursorValue::read(from)?,)+
                })
            }
        }
    };
    (@plain $value:expr) => {
        &$value
    };
    (@key $value:expr) => {
        $crate::support::Keyed(&$value)
    };
}

use super::Bind;
use crate::cache::{KeyPart, KeyWriter};
use crate::value::arguments::Arguments;

/// Binds the columns of a key as a page behind a cursor does: all but the last one twice.
pub fn bind_ordered(columns: &[&dyn Bind], to: &mut Arguments) {
    for (nth, column) in columns.iter().enumerate() {
        column.bind(to);
        if nth + 1 < columns.len() {
            column.bind(to);
        }
    }
}

/// Writes the columns of a key as parts of their own.
pub fn write_parts(columns: &[&dyn KeyPart], to: &mut KeyWriter<'_>) {
    for (nth, column) in columns.iter().enumerate() {
        if nth > 0 {
            to.next();
        }
        column.write_part(to);
    }
}
