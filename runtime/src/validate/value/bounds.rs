//! Ranges that hold both their ends.

use std::ops::{RangeFrom, RangeInclusive, RangeToInclusive};

use rust_decimal::Decimal;

/// A range whose ends both belong to it: `1..`, `1..=9`, `..=9`.
pub trait Bounds<T> {
    /// Returns the smallest value.
    fn min(&self) -> Option<T>;

    /// Returns the largest value.
    fn max(&self) -> Option<T>;
}

impl<T: Copy> Bounds<T> for RangeFrom<T> {
    fn min(&self) -> Option<T> {
        Some(self.start)
    }

    fn max(&self) -> Option<T> {
        None
    }
}

impl<T: Copy> Bounds<T> for RangeInclusive<T> {
    fn min(&self) -> Option<T> {
        Some(*self.start())
    }

    fn max(&self) -> Option<T> {
        Some(*self.end())
    }
}

impl<T: Copy> Bounds<T> for RangeToInclusive<T> {
    fn min(&self) -> Option<T> {
        None
    }

    fn max(&self) -> Option<T> {
        Some(self.end)
    }
}

/// Bounds of decimals are written as texts, `"0"..="99.99"`, since Rust has no literal of an exact number.
macro_rules! decimal_bounds {
    ($($range:ident: |$this:ident| $min:expr, $max:expr;)*) => {$(
        impl Bounds<Decimal> for $range<&'static str> {
            fn min(&self) -> Option<Decimal> {
                let $this = self;
                $min.and_then(|text: &str| text.parse().ok())
            }

            fn max(&self) -> Option<Decimal> {
                let $this = self;
                $max.and_then(|text: &str| text.parse().ok())
            }
        }
    )*};
}

decimal_bounds! {
    RangeFrom: |range| Some(range.start), { let _ = range; None };
    RangeInclusive: |range| Some(*range.start()), Some(*range.end());
    RangeToInclusive: |range| { let _ = range; None }, Some(range.end);
}
