//! The values of an own statement.

use crate::value::{Arguments, Bind};

/// A value of an own statement, in one of its roles.
pub enum Parameter<'q> {
    /// It is bound.
    Value(&'q dyn Bind),
    /// The tenant of a scope, which is bound.
    Tenant(&'q str),
    /// Each of its items is bound; `null` binds NULL of their type.
    List {
        /// The items.
        items: Vec<&'q dyn Bind>,
        /// Binds NULL of their type.
        null: fn(&mut Arguments),
    },
    /// A part of the text stands or falls with it.
    Condition(bool),
}

impl<'q> Parameter<'q> {
    /// Lends a value.
    #[must_use]
    pub fn value(value: &'q impl Bind) -> Self {
        Self::Value(value)
    }

    /// Lends the items of a list.
    #[must_use]
    pub fn list<T: Bind + 'q>(items: &'q (impl AsRef<[T]> + ?Sized)) -> Self {
        Self::List { items: items.as_ref().iter().map(|item| item as &dyn Bind).collect(), null: T::bind_null }
    }

    /// Asks whether a value is there.
    #[must_use]
    pub fn condition(value: &(impl Given + ?Sized)) -> Self {
        Self::Condition(value.is_given())
    }
}

/// A value that a part of a text stands or falls with.
#[diagnostic::on_unimplemented(
    message = "`{{if …}}` cannot ask a `{Self}`",
    note = "it asks a `bool`, an `Option`, or a list whether it is not empty"
)]
pub trait Given {
    /// Returns whether the part stands.
    fn is_given(&self) -> bool;
}

impl Given for bool {
    fn is_given(&self) -> bool {
        *self
    }
}

impl<T> Given for Option<T> {
    fn is_given(&self) -> bool {
        self.is_some()
    }
}

impl<T> Given for [T] {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }
}

impl<T, const N: usize> Given for [T; N] {
    fn is_given(&self) -> bool {
        N > 0
    }
}

impl<T> Given for Vec<T> {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }
}

impl<T: Given + ?Sized> Given for &T {
    fn is_given(&self) -> bool {
        (*self).is_given()
    }
}
