//! The rules of an entity, listed once for its rows, new rows and patches.

/// Defines how a row, a new row and a patch are checked:
/// `rules! { (User, NewUser, UserPatch); email: length(..=100) email => validate_email(&str), }`.
///
/// A column may be `in new`, which only a new row can set, or `in secret`, which a row leaves out. Behind it stand
/// calls of a [`Validator`](crate::validate::Validator); behind a `+` the rules that are no such calls: `custom(path)`
/// or, where the value may be missing, `custom_present(path)`, and `own()` for the rules of the value's type; behind
/// the arrow a function for single values.
///
/// A column takes one expansion for each struct, whatever the number of its rules: expansions are what an application's
/// compiler repeats with every change.
#[doc(hidden)]
#[macro_export]
macro_rules! __rules {
    // What is described, other programs get to see.
    (described; ($row:ident, $new:ident, $patch:ident); $($columns:tt)*) => {
        $crate::__rules! { described; ($row, $new); $($columns)* }
        $crate::__rules! { @patch $patch; $($columns)* }
        $crate::__rules! { @described patch $patch; $($columns)* }
    };
    (described; ($row:ident, $new:ident); $($columns:tt)*) => {
        $crate::__rules! { ($row, $new); $($columns)* }
        $crate::__rules! { @described row $row; $($columns)* }
        $crate::__rules! { @described new $new; $($columns)* }
    };
    (($row:ident, $new:ident, $patch:ident); $($columns:tt)*) => {
        $crate::__rules! { ($row, $new); $($columns)* }
        $crate::__rules! { @patch $patch; $($columns)* }
    };
    (
        ($row:ident, $new:ident);
        $(
            $field:ident $(in $who:ident)?: $($rule:ident $(($($argument:tt)*))?)* $(+ $($more:ident($($path:tt)*))+)?
            $(=> $single:ident($($ty:tt)+))?,
        )*
    ) => {
        impl $row {
            /// Checks every rule of the definition; the error has each that is broken, with its field.
            pub fn validate(&self) -> $crate::support::Checked {
                let mut check = $crate::support::Validator::new();
                $($crate::__rules!(
                    @row [$($who)?] check, $field, &self.$field;
                    $($rule $(($($argument)*))?)* $(+ $($more($($path)*))+)?
                );)*
                check.finish()
            }

            $($crate::__rules! {
                @single [$($single($($ty)+))?] $field: $($rule $(($($argument)*))?)* $(+ $($more($($path)*))+)?
            })*
        }

        impl $new {
            /// Checks every rule of the definition; the error has each that is broken, with its field.
            pub fn validate(&self) -> $crate::support::Checked {
                let mut check = $crate::support::Validator::new();
                $(
                    $(check.$rule(::core::stringify!($field), &self.$field $(, $($argument)*)?);)*
                    $($($crate::__rules!(@more $more check, $field, &self.$field, $($path)*);)+)?
                )*
                check.finish()
            }
        }
    };
    (
        @patch $patch:ident;
        $(
            $field:ident $(in $who:ident)?: $($rule:ident $(($($argument:tt)*))?)* $(+ $($more:ident($($path:tt)*))+)?
            $(=> $single:ident($($ty:tt)+))?,
        )*
    ) => {
        impl $patch {
            /// Checks every rule of the definition; the error has each that is broken, with its field.
            pub fn validate(&self) -> $crate::support::Checked {
                let mut check = $crate::support::Validator::new();
                $($crate::__rules!(
                    @change [$($who)?] check, $field, &self.$field;
                    $($rule $(($($argument)*))?)* $(+ $($more($($path)*))+)?
                );)*
                check.finish()
            }
        }
    };

    (
        @described $layer:ident $described:ident;
        $(
            $field:ident $(in $who:ident)?: $($rule:ident $(($($argument:tt)*))?)* $(+ $($more:ident($($path:tt)*))+)?
            $(=> $single:ident($($ty:tt)+))?,
        )*
    ) => {
        impl $crate::validate::Described for $described {
            #[allow(unused_variables, reason = "there may be no rule")]
            fn describe(to: &mut $crate::validate::Description) {
                $($crate::__rules!(@about $layer [$($who)?] to, $field, $($rule $(($($argument)*))?)*);)*
            }
        }
    };
    // A row shows what is checked as it is new, all but secrets. Functions have no words for documents.
    (@about row [secret] $($rest:tt)*) => {};
    (@about patch [new] $($rest:tt)*) => {};
    (
        @about $layer:ident [$($who:ident)?] $to:ident, $field:ident, $($rule:ident $(($($argument:tt)*))?)*
    ) => {
        $($to.member(::core::stringify!($field), |this: &Self| &this.$field).$rule($($($argument)*)?);)*
    };

    // A row has no secrets, and its columns that never change were checked when it was new.
    (@row [$who:ident] $($rest:tt)*) => {};
    (
        @row [] $check:ident, $field:ident, $value:expr;
        $($rule:ident $(($($argument:tt)*))?)* $(+ $($more:ident($($path:tt)*))+)?
    ) => {
        $($check.$rule(::core::stringify!($field), $value $(, $($argument)*)?);)*
        $($($crate::__rules!(@more $more $check, $field, $value, $($path)*);)+)?
    };

    (@change [new] $($rest:tt)*) => {};
    (
        @change [$(secret)?] $check:ident, $field:ident, $value:expr;
        $($rule:ident $(($($argument:tt)*))?)* $(+ $($more:ident($($path:tt)*))+)?
    ) => {
        $($check.$rule(::core::stringify!($field), $value $(, $($argument)*)?);)*
        $($($crate::__rules!(@set $more $check, $field, $value, $($path)*);)+)?
    };

    (@single [] $($rules:tt)*) => {};
    (
        @single [$single:ident($($ty:tt)+)]
        $field:ident: $($rule:ident $(($($argument:tt)*))?)* $(+ $($more:ident($($path:tt)*))+)?
    ) => {
        /// Checks a value for the column of this name; the error has the rules that it breaks.
        pub fn $single(value: $($ty)+) -> $crate::support::Checked {
            let mut check = $crate::support::Validator::new();
            $(check.$rule(::core::stringify!($field), &value $(, $($argument)*)?);)*
            $($($crate::__rules!(@one $more check, $field, &value, $($path)*);)+)?
            check.finish()
        }
    };

    // What a patch sets may be missing twice: not set, or set to NULL.
    (@set custom $($rest:tt)*) => {
        $crate::__rules!(@more custom_present $($rest)*)
    };
    (@set custom_present $check:ident, $field:ident, $value:expr, $rule:path) => {
        if let $crate::support::Some($crate::support::Some(value)) = $value {
            $check.custom(::core::stringify!($field), $rule(value));
        }
    };
    (@set $($rest:tt)*) => {
        $crate::__rules!(@more $($rest)*)
    };

    (@one own $($rest:tt)*) => {};
    (@one $custom:ident $($rest:tt)*) => {
        $crate::__rules!(@more custom $($rest)*)
    };

    (@more custom $check:ident, $field:ident, $value:expr, $rule:path) => {
        $check.custom(::core::stringify!($field), $rule($value))
    };
    (@more custom_present $check:ident, $field:ident, $value:expr, $rule:path) => {
        if let $crate::support::Some(value) = $value {
            $check.custom(::core::stringify!($field), $rule(value));
        }
    };
    (@more own $check:ident, $field:ident, $value:expr,) => {
        $crate::__check_own_rules!($check, ::core::stringify!($field), $value)
    };
}
