//! Values that know their own rules, checked inside others.

use super::{Validator, Violations};

/// A value that knows its own rules, so that it can be checked inside another.
pub trait Validate {
    /// Checks every rule; paths are relative to the value.
    fn check(&self, check: &mut Validator);

    /// Returns every rule the value breaks.
    ///
    /// # Errors
    /// All violations at once.
    fn validate(&self) -> Result<(), Violations> {
        let mut check = Validator::new();
        self.check(&mut check);
        check.finish()
    }
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self, check: &mut Validator) {
        if let Some(value) = self {
            value.check(check);
        }
    }
}

impl<T: Validate> Validate for [T] {
    fn check(&self, check: &mut Validator) {
        for (index, item) in self.iter().enumerate() {
            check.below(item, || format!("[{index}]"));
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, check: &mut Validator) {
        self.as_slice().check(check);
    }
}

impl<T: Validate + ?Sized> Validate for &T {
    fn check(&self, check: &mut Validator) {
        (**self).check(check);
    }
}
