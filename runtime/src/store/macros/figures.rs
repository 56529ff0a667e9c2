//! The rows of aggregates.

/// Defines a struct of figures, read by their place: `figures! { pub struct TenantStats { users: i64, } }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __figures {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$figure_meta:meta])* $figure:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq)]
        $vis struct $name {
            $(
                #[doc = ::core::concat!("The figure `", ::core::stringify!($figure), "`.")]
                $(#[$figure_meta])*
                pub $figure: $ty,
            )*
        }

        impl $name {
            fn decode(row: &$crate::support::Row) -> $crate::Result<Self> {
                let mut places = 0..;
                let mut next = || ::core::iter::Iterator::next(&mut places).unwrap_or_default();
                ::core::result::Result::Ok(Self { $($figure: row.get(next())?,)* })
            }
        }
    };
}
