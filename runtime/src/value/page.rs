//! Pages of lists.

use std::ops::Deref;
use std::slice;
use std::vec;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::statistics::Label;
use crate::value::cursor::Cursor;
use crate::value::keyset::Keyset;

/// Most rows of a page.
const LARGEST: u32 = 1000;

/// Which page of a list to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    after: Option<Cursor>,
    size: u32,
}

impl Page {
    /// The first `size` rows; `size` is clamped to 1 to 1000.
    #[must_use]
    pub fn first(size: u32) -> Self {
        Self { after: None, size: size.clamp(1, LARGEST) }
    }

    /// The `size` rows that follow `cursor`.
    #[must_use]
    pub fn after(cursor: &Cursor, size: u32) -> Self {
        Self { after: Some(cursor.clone()), size: size.clamp(1, LARGEST) }
    }

    /// The page at `cursor`, or the first page without one.
    #[must_use]
    pub fn at(cursor: Option<&Cursor>, size: u32) -> Self {
        Self { after: cursor.cloned(), size: size.clamp(1, LARGEST) }
    }

    /// Returns the maximum number of rows.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.size
    }

    /// Returns where the page starts.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.after.as_ref()
    }

    /// Names the page among those of its list.
    pub(crate) fn name(&self) -> String {
        let after = self.after.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {after}", self.size)
    }

    /// Returns the keys after which the next page begins.
    pub(crate) fn keys<K: Keyset>(&self, list: Label) -> Result<Option<K>> {
        self.after.as_ref().map(|cursor| cursor.keys(list)).transpose()
    }
}

/// One page of a list. Dereferences to a slice of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paged<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Where the next page starts; `None` on the last one.
    pub next: Option<Cursor>,
}

impl<T> Paged<T> {
    /// Cuts `rows`, one more than the page has, and sets where the next page begins.
    pub(crate) fn cut<K: Keyset>(mut rows: Vec<T>, size: u32, list: Label, key: fn(&T) -> K) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(|row| Cursor::new(list, &key(row)));
        Self { items: rows, next }
    }

    /// Converts every row and keeps the cursor.
    #[must_use]
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Paged<U> {
        Paged { items: self.items.into_iter().map(convert).collect(), next: self.next }
    }
}

impl<T> Deref for Paged<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Paged<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'p, T> IntoIterator for &'p Paged<T> {
    type Item = &'p T;
    type IntoIter = slice::Iter<'p, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T> crate::cache::Rows<T> for Paged<T> {
    fn rows(&self) -> &[T] {
        &self.items
    }
}

/// One page of a query, which is read both ways. Dereferences to a slice of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BothWays<T> {
    /// The rows, in the order of the query.
    pub items: Vec<T>,
    /// Where the page before this one ends; `None` on the first one.
    pub previous: Option<Cursor>,
    /// Where the next page starts; `None` on the last one.
    pub next: Option<Cursor>,
}

impl<T> BothWays<T> {
    /// Converts every row and keeps the cursors.
    #[must_use]
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> BothWays<U> {
        BothWays { items: self.items.into_iter().map(convert).collect(), previous: self.previous, next: self.next }
    }
}

impl<T> Deref for BothWays<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> crate::cache::Rows<T> for BothWays<T> {
    fn rows(&self) -> &[T] {
        &self.items
    }
}
