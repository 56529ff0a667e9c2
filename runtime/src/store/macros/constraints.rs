//! The list of constraints, by which errors name fields.

/// Makes the list of constraints of a [`Schema`](crate::support::Schema):
/// `constraints! { "users" { primary_key "users_pkey" [id] "User.id"; } }`; columns with other names than their fields
/// stand in quotes.
#[doc(hidden)]
#[macro_export]
macro_rules! __constraints {
    ($($table:literal { $($kind:ident $name:literal [$($column:ident),* $($quoted:literal),*] $field:literal;)* })*) => {
        &[$($(
            $crate::support::ConstraintInfo::$kind(
                $name,
                $table,
                &[$($crate::support::column_name(::core::stringify!($column)),)* $($quoted),*],
                $field,
            ),
        )*)*]
    };
}
