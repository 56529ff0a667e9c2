//! The key values of a page's last row.

use crate::value::arguments::Arguments;
use crate::value::column::{Bind, CursorValue};

/// The key values of a page's last row, leading column first.
///
/// Every element but the last is bound twice, for texts of the form
/// `a <= $2 AND (a < $3 OR (b <= $4 AND (b < $5 OR id < $6)))`, and one that may be null three times, for
/// `(a < $2 OR $3 IS NOT NULL AND a IS NULL OR a IS NOT DISTINCT FROM $4 AND id < $5)`.
pub trait Keyset: Sized {
    #[doc(hidden)]
    fn write(&self, to: &mut Vec<u8>);

    #[doc(hidden)]
    fn read(from: &mut &[u8]) -> Option<Self>;

    #[doc(hidden)]
    fn bind(&self, arguments: &mut Arguments);
}

macro_rules! keyset {
    ($($head:ident)*; $last:ident) => {
        impl<$($head: Bind + CursorValue,)* $last: Bind + CursorValue> Keyset for ($($head,)* $last,) {
            #[allow(non_snake_case, reason = "the variables are named for their types")]
            fn write(&self, to: &mut Vec<u8>) {
                let ($($head,)* $last,) = self;
                $($head.write(to);)*
                $last.write(to);
            }

            fn read(from: &mut &[u8]) -> Option<Self> {
                Some(($($head::read(from)?,)* $last::read(from)?,))
            }

            #[allow(non_snake_case, reason = "the variables are named for their types")]
            fn bind(&self, arguments: &mut Arguments) {
                let ($($head,)* $last,) = self;
                $(
                    for _ in 0..$head::TIMES {
                        $head.bind(arguments);
                    }
                )*
                $last.bind_last(arguments);
            }
        }
    };
}

keyset!(; A);
keyset!(A; B);
keyset!(A B; C);
keyset!(A B C; D);
keyset!(A B C D; E);
keyset!(A B C D E; F);
keyset!(A B C D E F; G);
keyset!(A B C D E F G; H);
