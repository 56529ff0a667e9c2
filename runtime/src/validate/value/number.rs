//! Numbers.

use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::Value;

/// A bound or an allowed value, as messages and documents show it.
pub trait Shown {
    /// Returns the value as JSON.
    fn shown(self) -> Value;
}

macro_rules! shown {
    ($($ty:ty),*) => {$(
        impl Shown for $ty {
            fn shown(self) -> Value {
                self.into()
            }
        }
    )*};
}

shown!(i16, i32, i64, u16, u32, u64, f32, f64, &str);

/// As a number, or as text where JSON has no such number.
impl Shown for Decimal {
    fn shown(self) -> Value {
        let text = self.normalize().to_string();
        let number = serde_json::from_str(&text).ok().map(|number: Value| (number.to_string(), number));
        match number {
            Some((written, number)) if written == text => number,
            _ => text.into(),
        }
    }
}

/// A number, or none.
pub trait Number {
    /// The number's own type, which its bounds have too.
    type Scalar: PartialOrd + Copy + Shown;

    /// Returns the number; `None` where there is none to check.
    fn number(&self) -> Option<Self::Scalar>;
}

macro_rules! number {
    ($($scalar:ty),*) => {$(
        impl Number for $scalar {
            type Scalar = $scalar;

            fn number(&self) -> Option<$scalar> {
                Some(*self)
            }
        }
    )*};
}

number!(i16, i32, i64, u16, u32, u64, f32, f64, Decimal);

/// Whole seconds.
impl Number for Duration {
    type Scalar = i64;

    fn number(&self) -> Option<i64> {
        Some(i64::try_from(self.as_secs()).unwrap_or(i64::MAX))
    }
}

impl<T: Number> Number for Option<T> {
    type Scalar = T::Scalar;

    fn number(&self) -> Option<T::Scalar> {
        self.as_ref().and_then(Number::number)
    }
}

impl<T: Number + ?Sized> Number for &T {
    type Scalar = T::Scalar;

    fn number(&self) -> Option<T::Scalar> {
        (**self).number()
    }
}
