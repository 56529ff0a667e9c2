//! Types of the application that a column holds as values of another type.

use std::convert::Infallible;

use super::{Bind, Column, CursorValue, UnknownValue};
use crate::cache::{KeyPart, KeyWriter};
use crate::error::Result;
use crate::value::arguments::{Arguments, Refusal};
use crate::value::row::Row;

/// A type of the application that a column holds as values of another type: a key, a newtype, an enum.
///
/// It is all that such a type implements for its column. What statements, rows, cursors and cached keys ask for follows
/// from it, here and once: an implementation of each, for each type, costs the application's compiler more than all
/// else that is generated.
pub trait StoredAs: Sized {
    /// What is read from the column.
    type Owned;
    /// What is bound, and stands in a cached key.
    type Borrowed: ?Sized;

    /// Returns what is bound.
    fn as_stored(&self) -> &Self::Borrowed;

    /// Makes the value of what was read.
    ///
    /// # Errors
    /// For an enum, that the text is none of its values.
    fn from_stored(stored: Self::Owned) -> Result<Self, UnknownValue>;

    /// Returns the value as it will be read back: cut to what a column keeps.
    #[must_use]
    fn cut(self) -> Self {
        self
    }

    /// Returns whether the value is a text of a key that ends in a space, which is refused like that of a plain key
    /// ([`Keyed`](super::Keyed)).
    fn ends_in_space(&self) -> bool {
        false
    }
}

/// A reference is bound as what it refers to, and nothing is read as one.
impl<T: ?Sized> StoredAs for &T {
    type Owned = Infallible;
    type Borrowed = T;

    fn as_stored(&self) -> &T {
        self
    }

    fn from_stored(stored: Infallible) -> Result<Self, UnknownValue> {
        match stored {}
    }
}

/// What is read as a reference: nothing. Its NULL is that of a text.
#[diagnostic::do_not_recommend]
impl Bind for Infallible {
    fn bind(&self, _: &mut Arguments) {
        match *self {}
    }
}

#[diagnostic::do_not_recommend]
impl<T: StoredAs<Owned: Bind, Borrowed: Bind> + Sync> Bind for T {
    fn bind(&self, arguments: &mut Arguments) {
        if self.ends_in_space() {
            T::Owned::bind_null(arguments);
            return arguments.refuse(Refusal::TrailingSpace);
        }
        self.as_stored().bind(arguments);
    }

    fn bind_key(&self, arguments: &mut Arguments) {
        if self.ends_in_space() { self.bind(arguments) } else { self.as_stored().bind_key(arguments) }
    }

    fn bind_null(arguments: &mut Arguments) {
        T::Owned::bind_null(arguments);
    }

    fn stored(self) -> Self {
        self.cut()
    }
}

#[diagnostic::do_not_recommend]
impl<T: StoredAs<Owned: Column, Borrowed: Bind> + Sync> Column for T {
    fn decode(row: &Row, index: usize) -> Result<Self> {
        let stored = T::Owned::decode(row, index)?;
        T::from_stored(stored).map_err(|unknown| row.unreadable(index, &format!("is {unknown}")))
    }
}

#[diagnostic::do_not_recommend]
impl<T: StoredAs<Borrowed: KeyPart>> KeyPart for T {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        self.as_stored().write_part(to);
    }

    fn write_present(&self, to: &mut KeyWriter<'_>) {
        self.as_stored().write_present(to);
    }

    fn is_missing(&self) -> bool {
        self.as_stored().is_missing()
    }
}

#[diagnostic::do_not_recommend]
impl<T: StoredAs<Owned: CursorValue, Borrowed: CursorValue>> CursorValue for T {
    fn write(&self, to: &mut Vec<u8>) {
        self.as_stored().write(to);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        T::from_stored(T::Owned::read(from)?).ok()
    }
}
