//! What setters of values that may be missing accept.

use crate::value::column::Secret;

/// What a setter of a value that may be missing accepts: the value, `None`, or an `Option`; for a `String` also a
/// `&str`.
///
/// ```
/// use larder::IntoOption;
///
/// fn email(value: impl IntoOption<String>) -> Option<String> {
///     value.into_option()
/// }
/// assert_eq!(email("a@b.example"), email(Some("a@b.example".to_owned())));
/// assert_eq!(email(None), None);
/// ```
pub trait IntoOption<T> {
    /// Returns the value, or `None` for a missing one.
    fn into_option(self) -> Option<T>;
}

impl<T> IntoOption<T> for T {
    fn into_option(self) -> Option<T> {
        Some(self)
    }
}

impl<T> IntoOption<T> for Option<T> {
    fn into_option(self) -> Option<T> {
        self
    }
}

impl IntoOption<Secret<String>> for String {
    fn into_option(self) -> Option<Secret<String>> {
        Some(self.into())
    }
}

impl IntoOption<Secret<String>> for &str {
    fn into_option(self) -> Option<Secret<String>> {
        Some(self.into())
    }
}

impl IntoOption<String> for &str {
    fn into_option(self) -> Option<String> {
        Some(self.to_owned())
    }
}
