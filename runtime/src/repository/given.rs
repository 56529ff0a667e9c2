//! What is given for a row: a new one, or a change of one. Each is a list of fields.
//!
//! A field is `value`, which takes its type, `into`, which takes what becomes it, or `option`, which takes what becomes
//! it or is missing. The word decides what is written for the field where the list is read, without a macro of its own:
//! expansions cost an application's compiler time, and a macro in place of a type would hide it from derives.

/// Defines what a new row needs: fields that a caller must give, and others with what stands in for them.
///
/// `new_row! { /// doc \n pub struct NewUser of User { into name: String, } else { option email: String = None, } }`
///
/// With `deserialize;` in front it can be read from JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! __new_row {
    (deserialize; $($definition:tt)*) => {
        $crate::__new_row! { $($definition)* }
        $crate::__new_row! { @input $($definition)* }
    };
    (
        @input $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ident {
            $($(option $null:ident)? $(into $text:ident)? $(value $plain:ident)?: $ty:ty,)*
        } else {
            $(
                $(option $other_null:ident)? $(into $other_text:ident)? $(value $other_plain:ident)?:
                $other_ty:ty = $default:expr,
            )*
        }
    ) => {
        impl $crate::Input for $name {
            const MEMBERS: &'static [$crate::InputMember] = &[
                $(
                    $($crate::support::input_member(::core::stringify!($null), true, true),)?
                    $($crate::support::input_member(::core::stringify!($text), true, false),)?
                    $($crate::support::input_member(::core::stringify!($plain), true, false),)?
                )*
                $(
                    $($crate::support::input_member(::core::stringify!($other_null), false, true),)?
                    $($crate::support::input_member(::core::stringify!($other_text), false, false),)?
                    $($crate::support::input_member(::core::stringify!($other_plain), false, false),)?
                )*
            ];

            fn from_json(json: $crate::Json) -> ::core::result::Result<Self, $crate::validate::Violations> {
                let mut from = $crate::support::InputReader::new(json, <Self as $crate::Input>::MEMBERS);
                $(
                    $(let $null = from.nullable(::core::stringify!($null));)?
                    $(let $text = from.given(::core::stringify!($text));)?
                    $(let $plain = from.given(::core::stringify!($plain));)?
                )*
                $(
                    $(let $other_null = from.nullable(::core::stringify!($other_null));)?
                    $(let $other_text = from.given(::core::stringify!($other_text));)?
                    $(let $other_plain = from.given(::core::stringify!($other_plain));)?
                )*
                #[allow(irrefutable_let_patterns, reason = "nothing may be required")]
                let ($(
                    $(::core::option::Option::Some($null),)?
                    $(::core::option::Option::Some($text),)?
                    $(::core::option::Option::Some($plain),)?
                )*) = ($($($null,)? $($text,)? $($plain,)?)*) else {
                    return from.refuse();
                };
                from.finish(Self {
                    $($($null,)? $($text,)? $($plain,)?)*
                    $(
                        $($other_null: $other_null.unwrap_or_else(|| $default),)?
                        $($other_text: $other_text.unwrap_or_else(|| $default),)?
                        $($other_plain: $other_plain.unwrap_or_else(|| $default),)?
                    )*
                })
            }
        }

        $crate::__new_row! { @serde $name }
    };
    (@serde $name:ident) => {
        impl<'de> $crate::support::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::support::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::support::read_input(deserializer)
            }
        }
    };
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ident {
            $($(option $null:ident)? $(into $text:ident)? $(value $plain:ident)?: $ty:ty,)*
        } else {
            $(
                $(option $other_null:ident)? $(into $other_text:ident)? $(value $other_plain:ident)?:
                $other_ty:ty = $default:expr,
            )*
        }
    ) => {
        $(#[$meta])*
        #[must_use]
        #[allow(missing_docs, reason = "a field is the column of its name")]
        $vis struct $name {
            $(
                $(pub $null: $crate::support::Option<$ty>,)?
                $(pub $text: $ty,)?
                $(pub $plain: $ty,)?
            )*
            $(
                $(pub $other_null: $crate::support::Option<$other_ty>,)?
                $(pub $other_text: $other_ty,)?
                $(pub $other_plain: $other_ty,)?
            )*
        }

        #[allow(
            missing_docs, clippy::new_without_default, clippy::too_many_arguments,
            reason = "a method sets the column of its name, and `new` takes every column without a default"
        )]
        impl $name {
            /// Starts a row from what has no default.
            pub fn new($(
                $($null: impl $crate::IntoOption<$ty>,)?
                $($text: impl $crate::support::Into<$ty>,)?
                $($plain: $ty,)?
            )*) -> Self {
                Self {
                    $(
                        $($null: $null.into_option(),)?
                        $($text: $text.into(),)?
                        $($plain,)?
                    )*
                    $(
                        $($other_null: $default,)?
                        $($other_text: $default,)?
                        $($other_plain: $default,)?
                    )*
                }
            }

            $(
                $(
                    pub fn $other_null(mut self, $other_null: impl $crate::IntoOption<$other_ty>) -> Self {
                        self.$other_null = $other_null.into_option();
                        self
                    }
                )?
                $(
                    pub fn $other_text(mut self, $other_text: impl $crate::support::Into<$other_ty>) -> Self {
                        self.$other_text = $other_text.into();
                        self
                    }
                )?
                $(
                    pub fn $other_plain(mut self, $other_plain: $other_ty) -> Self {
                        self.$other_plain = $other_plain;
                        self
                    }
                )?
            )*
        }

        // By hand: a derive names the trait by its whole path for each member, and the compiler looks each of them up.
        impl $crate::support::Clone for $name {
            fn clone(&self) -> Self {
                Self {
                    $(
                        $($null: self.$null.clone(),)?
                        $($text: self.$text.clone(),)?
                        $($plain: self.$plain.clone(),)?
                    )*
                    $(
                        $($other_null: self.$other_null.clone(),)?
                        $($other_text: self.$other_text.clone(),)?
                        $($other_plain: self.$other_plain.clone(),)?
                    )*
                }
            }
        }

        impl $crate::support::Debug for $name {
            fn fmt(&self, f: &mut $crate::support::Formatter<'_>) -> $crate::support::Formatted {
                f.debug_struct(::core::stringify!($name))
                    $(
                        $(.field(::core::stringify!($null), &self.$null))?
                        $(.field(::core::stringify!($text), &self.$text))?
                        $(.field(::core::stringify!($plain), &self.$plain))?
                    )*
                    $(
                        $(.field(::core::stringify!($other_null), &self.$other_null))?
                        $(.field(::core::stringify!($other_text), &self.$other_text))?
                        $(.field(::core::stringify!($other_plain), &self.$other_plain))?
                    )*
                    .finish()
            }
        }
    };
}

/// Defines a change of some columns:
/// `patch! { /// doc \n pub struct UserPatch of User { key option email: String, } }`.
///
/// The first word says how the column is bound, as [`Assignments`](crate::support::Assignments) calls it. With
/// `deserialize;` or `serialize;` in front the change can be read from JSON, or written.
#[doc(hidden)]
#[macro_export]
macro_rules! __patch {
    (deserialize; $($definition:tt)*) => {
        $crate::__patch! { $($definition)* }
        $crate::__patch! { @input $($definition)* }
    };
    (serialize; $($definition:tt)*) => {
        $crate::__patch! { $($definition)* }
        $crate::__patch! { @output $($definition)* }
    };
    // Both switches may stand in front.
    (@input serialize; $($definition:tt)*) => {
        $crate::__patch! { @input $($definition)* }
    };
    (
        @input $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ident {
            $($kind:ident $(option $null:ident)? $(into $text:ident)? $(value $plain:ident)?: $ty:ty,)*
        }
    ) => {
        impl $crate::Input for $name {
            const MEMBERS: &'static [$crate::InputMember] = &[
                $(
                    $($crate::support::input_member(::core::stringify!($null), false, true),)?
                    $($crate::support::input_member(::core::stringify!($text), false, false),)?
                    $($crate::support::input_member(::core::stringify!($plain), false, false),)?
                )*
            ];

            fn from_json(json: $crate::Json) -> ::core::result::Result<Self, $crate::validate::Violations> {
                let mut from = $crate::support::InputReader::new(json, <Self as $crate::Input>::MEMBERS);
                let patch = Self {
                    $(
                        $($null: from.nullable(::core::stringify!($null)),)?
                        $($text: from.given(::core::stringify!($text)),)?
                        $($plain: from.given(::core::stringify!($plain)),)?
                    )*
                };
                from.finish(patch)
            }
        }

        $crate::__new_row! { @serde $name }
    };
    (
        @output $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ident {
            $($kind:ident $given:ident $field:ident: $ty:ty,)*
        }
    ) => {
        impl $crate::support::serde::Serialize for $name {
            fn serialize<S: $crate::support::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map($crate::support::None)?;
                $($crate::__patch!(@write $kind map, ::core::stringify!($field), &self.$field);)*
                $crate::support::serde::ser::SerializeMap::end(map)
            }
        }
    };
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ident {
            $($kind:ident $(option $null:ident)? $(into $text:ident)? $(value $plain:ident)?: $ty:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[must_use]
        #[allow(
            clippy::option_option,
            reason = "the outer level says whether the column is set, the inner one whether to null"
        )]
        $vis struct $name {
            $(
                $($null: $crate::support::Option<$crate::support::Option<$ty>>,)?
                $($text: $crate::support::Option<$ty>,)?
                $($plain: $crate::support::Option<$ty>,)?
            )*
        }

        #[allow(missing_docs, reason = "a method sets the column of its name")]
        impl $name {
            /// Starts a change that changes nothing.
            pub fn new() -> Self {
                Self {
                    $(
                        $($null: $crate::support::None,)?
                        $($text: $crate::support::None,)?
                        $($plain: $crate::support::None,)?
                    )*
                }
            }

            $(
                $(
                    pub fn $null(mut self, $null: impl $crate::IntoOption<$ty>) -> Self {
                        self.$null = $crate::support::Some($null.into_option());
                        self
                    }
                )?
                $(
                    pub fn $text(mut self, $text: impl $crate::support::Into<$ty>) -> Self {
                        self.$text = $crate::support::Some($text.into());
                        self
                    }
                )?
                $(
                    pub fn $plain(mut self, $plain: $ty) -> Self {
                        self.$plain = $crate::support::Some($plain);
                        self
                    }
                )?
            )*
        }

        impl $crate::support::Clone for $name {
            fn clone(&self) -> Self {
                Self {
                    $(
                        $($null: self.$null.clone(),)?
                        $($text: self.$text.clone(),)?
                        $($plain: self.$plain.clone(),)?
                    )*
                }
            }
        }

        impl $crate::support::Debug for $name {
            fn fmt(&self, f: &mut $crate::support::Formatter<'_>) -> $crate::support::Formatted {
                f.debug_struct(::core::stringify!($name))
                    $(
                        $(.field(::core::stringify!($null), &self.$null))?
                        $(.field(::core::stringify!($text), &self.$text))?
                        $(.field(::core::stringify!($plain), &self.$plain))?
                    )*
                    .finish()
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl $crate::support::Patch for $name {
            type Entity = $entity;

            fn check(&self) -> $crate::support::Checked {
                self.validate()
            }

            fn set<'v>(&'v self, to: &mut $crate::support::Assignments<'v>) {
                $(
                    $(to.$kind(::core::stringify!($null), &self.$null);)?
                    $(to.$kind(::core::stringify!($text), &self.$text);)?
                    $(to.$kind(::core::stringify!($plain), &self.$plain);)?
                )*
            }

            #[allow(unused_variables, reason = "a row may leave out all of the columns")]
            fn apply(&self, row: &mut $entity) {
                $(
                    $($crate::__patch!(@apply $kind row.$null, self.$null);)?
                    $($crate::__patch!(@apply $kind row.$text, self.$text);)?
                    $($crate::__patch!(@apply $kind row.$plain, self.$plain);)?
                )*
            }
        }
    };
    // A secret can be given, and is never written.
    (@write secret $map:ident, $name:expr, $value:expr) => {};
    (@write secret_key $map:ident, $name:expr, $value:expr) => {};
    (@write $kind:ident $map:ident, $name:expr, $value:expr) => {
        if let $crate::support::Some(value) = $value {
            let name = $crate::support::column_name($name);
            $crate::support::serde::ser::SerializeMap::serialize_entry(&mut $map, name, value)?;
        }
    };
    (@apply secret $place:expr, $value:expr) => {};
    (@apply secret_key $place:expr, $value:expr) => {};
    (@apply unread $place:expr, $value:expr) => {};
    (@apply $kind:ident $place:expr, $value:expr) => {
        $crate::support::assign(&mut $place, &$value)
    };
}
