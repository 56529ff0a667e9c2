//! Rules of a type that generated code knows by name only: whether it has some, the compiler tells.

use super::{Validate, Validator};

/// A value whose type may have rules.
pub struct Own<'a, T: ?Sized>(pub &'a T);

/// Chosen where the type has rules.
pub trait WithRules {
    /// Checks them below `path`.
    fn check_own(&self, check: &mut Validator, path: &str);
}

/// Chosen where it has none: one reference further away, so that the other comes first.
pub trait WithoutRules {
    /// Finds nothing.
    fn check_own(&self, _check: &mut Validator, _path: &str) {}
}

impl<T: Validate + ?Sized> WithRules for Own<'_, T> {
    fn check_own(&self, check: &mut Validator, path: &str) {
        check.nested(path, self.0);
    }
}

impl<T: ?Sized> WithoutRules for &Own<'_, T> {}

/// Checks a value by the rules of its type, if it has some.
#[doc(hidden)]
#[macro_export]
macro_rules! __check_own_rules {
    ($check:ident, $path:expr, $value:expr) => {{
        #[allow(unused_imports, reason = "one of the two is chosen")]
        use $crate::support::{WithRules as _, WithoutRules as _};
        (&$crate::support::Own($value)).check_own($check.by_ref(), $path);
    }};
}
