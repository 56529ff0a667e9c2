//! What is given for a row: a new one, or a change of one. Each is a list of fields.

/// A field that is given: `value` takes its type, `into` what becomes it, `option` what becomes it or is missing.
#[doc(hidden)]
#[macro_export]
macro_rules! __given {
    (@type option $ty:ty) => { ::core::option::Option<$ty> };
    (@type $given:ident $ty:ty) => { $ty };
    (@argument value $ty:ty) => { $ty };
    (@argument into $ty:ty) => { impl ::core::convert::Into<$ty> };
    (@argument option $ty:ty) => { impl $crate::IntoOption<$ty> };
    (@value value $field:ident) => { $field };
    (@value into $field:ident) => { ::core::convert::Into::into($field) };
    (@value option $field:ident) => { $crate::IntoOption::into_option($field) };

    (@default value $field:ident: $ty:ty) => {
        /// Sets the column of this name, in place of its default.
        pub fn $field(mut self, $field: $ty) -> Self {
            self.$field = $field;
            self
        }
    };
    (@default into $field:ident: $ty:ty) => {
        /// Sets the column of this name, in place of its default.
        pub fn $field(mut self, $field: impl ::core::convert::Into<$ty>) -> Self {
            self.$field = $field.into();
            self
        }
    };
    (@default option $field:ident: $ty:ty) => {
        /// Sets the column of this name, in place of its default.
        pub fn $field(mut self, $field: impl $crate::IntoOption<$ty>) -> Self {
            self.$field = $field.into_option();
            self
        }
    };

    (@change value $field:ident: $ty:ty) => {
        /// Sets the column of this name.
        pub fn $field(mut self, $field: $ty) -> Self {
            self.$field = ::core::option::Option::Some($field);
            self
        }
    };
    (@change into $field:ident: $ty:ty) => {
        /// Sets the column of this name.
        pub fn $field(mut self, $field: impl ::core::convert::Into<$ty>) -> Self {
            self.$field = ::core::option::Option::Some($field.into());
            self
        }
    };
    (@change option $field:ident: $ty:ty) => {
        /// Sets the column of this name.
        pub fn $field(mut self, $field: impl $crate::IntoOption<$ty>) -> Self {
            self.$field = ::core::option::Option::Some($field.into_option());
            self
        }
    };
}

/// Defines what a new row needs: fields that a caller must give, and others with what stands in for them.
///
/// `new_row! { /// doc \n pub struct NewUser of User { into name: String, } else { option email: String = None, } }`
#[doc(hidden)]
#[macro_export]
macro_rules! __new_row {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ident {
            $($given:ident $field:ident: $ty:ty,)*
        } else {
            $($other_given:ident $other:ident: $other_ty:ty = $default:expr,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(::core::fmt::Debug)]
        #[must_use]
        $vis struct $name {
            $(
                /// The column of this name.
                pub $field: $crate::__given!(@type $given $ty),
            )*
            $(
                /// The column of this name.
                pub $other: $crate::__given!(@type $other_given $other_ty),
            )*
        }

        impl $name {
            /// Starts a row from what has no default.
            #[allow(
                clippy::new_without_default,
                clippy::too_many_arguments,
                reason = "as many as there are columns without a default"
            )]
            pub fn new($($field: $crate::__given!(@argument $given $ty)),*) -> Self {
                Self {
                    $($field: $crate::__given!(@value $given $field),)*
                    $($other: $default,)*
                }
            }

            $($crate::__given! { @default $other_given $other: $other_ty })*
        }

        // By hand: a derive names the trait by its whole path for each member, and the compiler looks each of them up.
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone(),)* $($other: self.$other.clone(),)* }
            }
        }
    };
}

/// Defines a change of some columns:
/// `patch! { /// doc \n pub struct UserPatch of User { key option email: String, } }`.
///
/// The first word says how the column is bound, as [`Assignments`](crate::support::Assignments) calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! __patch {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident of $entity:ident {
            $($kind:ident $given:ident $field:ident: $ty:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(::core::fmt::Debug)]
        #[must_use]
        #[allow(
            clippy::option_option,
            reason = "the outer level says whether the column is set, the inner one whether to null"
        )]
        $vis struct $name {
            $($field: ::core::option::Option<$crate::__given!(@type $given $ty)>,)*
        }

        impl $name {
            /// Starts a change that changes nothing.
            pub fn new() -> Self {
                Self { $($field: ::core::option::Option::None,)* }
            }

            $($crate::__given! { @change $given $field: $ty })*
        }

        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone(),)* }
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl $crate::support::Patch for $name {
            type Entity = $entity;

            fn check(&self) -> ::core::result::Result<(), $crate::validate::Violations> {
                self.validate()
            }

            fn set<'v>(&'v self, to: &mut $crate::support::Assignments<'v>) {
                $(to.$kind(::core::stringify!($field), &self.$field);)*
            }

            #[allow(unused_variables, reason = "a row may leave out all of the columns")]
            fn apply(&self, row: &mut $entity) {
                $($crate::__patch!(@apply $kind row.$field, self.$field);)*
            }
        }
    };
    (@apply secret $place:expr, $value:expr) => {};
    (@apply secret_key $place:expr, $value:expr) => {};
    (@apply unread $place:expr, $value:expr) => {};
    (@apply $kind:ident $place:expr, $value:expr) => {
        $crate::support::assign(&mut $place, &$value)
    };
}
