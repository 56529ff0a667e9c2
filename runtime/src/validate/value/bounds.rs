//! Ranges that hold both their ends.

use std::ops::{RangeFrom, RangeInclusive, RangeToInclusive};

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
