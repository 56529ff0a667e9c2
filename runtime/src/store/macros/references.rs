//! References as constants and methods of the rows at both ends.

/// Defines references: the entity, the constant and the method of each, where it leads, what the rows are called there,
/// the columns of both, and what a row leads to. Behind that stands what a row is led to by, where that is not its key.
///
/// ```text
/// references! {
///     Message CONVERSATION | conversation -> Conversation | messages by [CONVERSATION_ID = ID]
///         = |row| Some(row.conversation_id);
///     User TENANT | tenant -> Tenant by [TENANT_ID = TENANT_ID] = |row| … => |row| …;
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __references {
    ($(
        $child:ident $constant:ident | $method:ident -> $parent:ident $(| $children:ident)?
            by [$($own:ident = $theirs:ident),+] = $of:expr $(=> $by:expr)?;
    )*) => {
        $($crate::__references! {
            @one $child $constant $method $parent [$($children)?] [$($own $theirs),+] $of $(, $by)?
        })*
    };
    (
        @one $child:ident $constant:ident $method:ident $parent:ident [$($children:ident)?]
            [$($own:ident $theirs:ident),+] $of:expr
    ) => {
        $crate::__references! {
            @both $child $constant $method $parent [$($children)?] ($crate::RowReference) ($crate::ChildRows)
            $crate::RowReference::to_key(
                ::core::concat!(::core::stringify!($child), ".", ::core::stringify!($method)),
                &[$($crate::support::ReferenceColumn::new($child::$own, $parent::$theirs)),+],
                $of,
            )
        }
    };
    (
        @one $child:ident $constant:ident $method:ident $parent:ident [$($children:ident)?]
            [$($own:ident $theirs:ident),+] $of:expr, $by:expr
    ) => {
        $crate::__references! {
            @both $child $constant $method $parent [$($children)?]
            ($crate::support::UniqueReference) ($crate::support::UniqueChildRows)
            $crate::RowReference::to_unique(
                ::core::concat!(::core::stringify!($child), ".", ::core::stringify!($method)),
                &[$($crate::support::ReferenceColumn::new($child::$own, $parent::$theirs)),+],
                $of,
                $by,
            )
        }
    };
    (
        @both $child:ident $constant:ident $method:ident $parent:ident [$($children:ident)?]
            ($($reference:tt)+) ($($rows:tt)+) $new:expr
    ) => {
        impl $child {
            /// Leads to the row that a row refers to.
            pub const $constant: $($reference)+<Self, $parent> = $new;

            /// Returns the row that the row refers to, if there is one. What is asked for in one task at the same time
            /// is read at once.
            pub fn $method<'r>(
                &self,
                on: &'r impl $crate::Runs,
            ) -> $crate::ReadFuture<'r, $crate::support::Option<$crate::support::Arc<$parent>>> {
                Self::$constant.parent(self, on.executor())
            }
        }

        $crate::__references! { @rows [$($children)?] $child $constant $parent ($($rows)+) }
    };
    (@rows [] $child:ident $constant:ident $parent:ident ($($rows:tt)+)) => {};
    (@rows [$children:ident] $child:ident $constant:ident $parent:ident ($($rows:tt)+)) => {
        impl $parent {
            /// Names the rows that refer to the row. What is asked for in one task at the same time is read at once.
            pub fn $children<'r>(&self, on: &'r impl $crate::Runs) -> $($rows)+<'r, $child, Self> {
                $child::$constant.children(self, on.executor())
            }
        }
    };
}
