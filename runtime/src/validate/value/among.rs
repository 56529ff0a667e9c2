//! Values that a list can allow.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// A value that a list of `A` can allow.
pub trait Among<A> {
    /// Returns whether the value is in the list; an absent one is.
    fn among(&self, allowed: &[A]) -> bool;
}

impl<'a> Among<&'a str> for str {
    fn among(&self, allowed: &[&'a str]) -> bool {
        allowed.contains(&self)
    }
}

impl<'a> Among<&'a str> for String {
    fn among(&self, allowed: &[&'a str]) -> bool {
        allowed.contains(&self.as_str())
    }
}

impl<'a> Among<&'a str> for Cow<'_, str> {
    fn among(&self, allowed: &[&'a str]) -> bool {
        allowed.contains(&self.as_ref())
    }
}

/// Decimals are listed as texts, however many zeros stand at their ends.
impl<'a> Among<&'a str> for Decimal {
    fn among(&self, allowed: &[&'a str]) -> bool {
        allowed.iter().any(|text| text.parse() == Ok(*self))
    }
}

macro_rules! among {
    ($($scalar:ty),*) => {$(
        impl Among<$scalar> for $scalar {
            fn among(&self, allowed: &[$scalar]) -> bool {
                allowed.contains(self)
            }
        }
    )*};
}

among!(i16, i32, i64, u16, u32, u64, f32, f64, Decimal);

impl<A, T: Among<A>> Among<A> for Option<T> {
    fn among(&self, allowed: &[A]) -> bool {
        self.as_ref().is_none_or(|value| value.among(allowed))
    }
}

impl<A, T: Among<A> + ?Sized> Among<A> for &T {
    fn among(&self, allowed: &[A]) -> bool {
        (**self).among(allowed)
    }
}
