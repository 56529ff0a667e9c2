//! The rules of an entity, listed once for its rows, new rows and patches.

/// Defines how a row, a new row and a patch are checked:
/// `rules! { (User, NewUser, UserPatch); email: length(..=100) email => validate_email(&str), }`.
///
/// A column may be `in new`, which only a new row can set, or `in secret`, which a row leaves out. Behind it stand
/// calls of a [`Validator`](crate::validate::Validator), `custom(path)` or, where the value may be missing,
/// `custom_present(path)`, and `own()` for the rules of the value's type; behind the arrow stands a function for single
/// values.
#[doc(hidden)]
#[macro_export]
macro_rules! __rules {
    (($row:ident, $new:ident $(, $patch:ident)?); $($columns:tt)*) => {
        $crate::__rules! { @singles $row; $($columns)* }
        $crate::__rules! { @checked $row, row; $($columns)* }
        $crate::__rules! { @checked $new, new; $($columns)* }
        $crate::__rules! { @patched [$($patch)?] $($columns)* }
    };
    (@patched [] $($columns:tt)*) => {};
    (@patched [$patch:ident] $($columns:tt)*) => {
        $crate::__rules! { @checked $patch, patch; $($columns)* }
    };
    (
        @checked $checked:ident, $layer:ident;
        $($field:ident $(in $who:ident)?: $($rule:ident $(($($argument:tt)*))?)* $(=> $single:ident($($ty:tt)+))?,)*
    ) => {
        impl $checked {
            /// Checks every rule of the definition, each with its field.
            ///
            /// # Errors
            /// All that are broken.
            pub fn validate(&self) -> ::core::result::Result<(), $crate::validate::Violations> {
                #[allow(unused_mut, reason = "there may be no rule")]
                let mut check = $crate::validate::Validator::new();
                $($crate::__rules!(@$layer [$($who)?] check, $field, self, $($rule $(($($argument)*))?,)*);)*
                check.finish()
            }
        }

        impl $crate::support::Checked for $checked {
            fn check(&self) -> ::core::result::Result<(), $crate::validate::Violations> {
                self.validate()
            }
        }
    };
    (
        @singles $row:ident;
        $($field:ident $(in $who:ident)?: $($rule:ident $(($($argument:tt)*))?)* $(=> $single:ident($($ty:tt)+))?,)*
    ) => {
        impl $row {
            $($crate::__rules! { @single_of $field [$($rule $(($($argument)*))?,)*] $($single($($ty)+))? })*
        }
    };
    (@single_of $field:ident [$($rules:tt)*]) => {};
    (@single_of $field:ident [$($rule:ident $(($($argument:tt)*))?,)*] $single:ident($($ty:tt)+)) => {
        #[doc = ::core::concat!("Checks a value for `", ::core::stringify!($field), "`.")]
        ///
        /// # Errors
        /// The rules that it breaks.
        pub fn $single(value: $($ty)+) -> ::core::result::Result<(), $crate::validate::Violations> {
            let mut check = $crate::validate::Validator::new();
            let value = &value;
            $($crate::__rules!(@single check, $field, value, $rule $(($($argument)*))?);)*
            check.finish()
        }
    };

    // A row has no secrets, and its columns that never change were checked when it was new.
    (@row [] $check:ident, $field:ident, $this:tt, $($rule:ident $(($($argument:tt)*))?,)*) => {
        $($crate::__rules!(@value $check, $field, &$this.$field, $rule $(($($argument)*))?);)*
    };
    (@row [$who:ident] $($rest:tt)*) => {};
    (@new [$($who:ident)?] $($rest:tt)*) => {
        $crate::__rules!(@row [] $($rest)*)
    };
    (@patch [new] $($rest:tt)*) => {};
    (@patch [$(secret)?] $check:ident, $field:ident, $this:tt, $($rule:ident $(($($argument:tt)*))?,)*) => {
        $($crate::__rules!(@change $check, $field, &$this.$field, $rule $(($($argument)*))?);)*
    };

    (@change $check:ident, $field:ident, $value:expr, custom($rule:path)) => {
        $crate::__rules!(@value $check, $field, $value, custom_present($rule))
    };
    (@change $check:ident, $field:ident, $value:expr, custom_present($rule:path)) => {
        if let ::core::option::Option::Some(::core::option::Option::Some(value)) = $value {
            $check.custom($crate::__rules!(@name $field), $rule(value));
        }
    };
    (@change $($rest:tt)*) => {
        $crate::__rules!(@value $($rest)*)
    };

    (@single $check:ident, $field:ident, $value:ident, own()) => {};
    (@single $check:ident, $field:ident, $value:ident, custom_present($rule:path)) => {
        $crate::__rules!(@value $check, $field, $value, custom($rule))
    };
    (@single $($rest:tt)*) => {
        $crate::__rules!(@value $($rest)*)
    };

    (@value $check:ident, $field:ident, $value:expr, custom($rule:path)) => {
        $check.custom($crate::__rules!(@name $field), $rule($value))
    };
    (@value $check:ident, $field:ident, $value:expr, custom_present($rule:path)) => {
        if let ::core::option::Option::Some(value) = $value {
            $check.custom($crate::__rules!(@name $field), $rule(value));
        }
    };
    (@value $check:ident, $field:ident, $value:expr, own()) => {
        $crate::__check_own_rules!($check, $crate::__rules!(@name $field), $value)
    };
    (@value $check:ident, $field:ident, $value:expr, $rule:ident $(($($argument:tt)*))?) => {
        $check.$rule($crate::__rules!(@name $field), $value $(, $($argument)*)?)
    };
    (@name $field:ident) => {
        $crate::support::column_name(::core::stringify!($field))
    };
}
