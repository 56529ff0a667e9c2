//! Texts that are put together at run time, kept by their shape.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use larder_format::Dialect;

use crate::statement::batch::KeyOrigin;
use crate::statement::column_set::ColumnSet;

/// Beyond this many shapes a text is built each time: a program that patches every subset of columns must not grow
/// forever.
const MOST: usize = 512;

/// The texts one statement was given, by dialect and shape.
#[derive(Debug)]
pub struct TextCache(RwLock<BTreeMap<(Dialect, Shape), Arc<str>>>);

/// What tells the texts of one statement apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// An INSERT of so many rows, and whose keys they have.
    Rows(usize, KeyOrigin),
    /// An INSERT of any number of rows, and whether their keys are taken of a sequence.
    Arrays(bool),
    /// A list of so many keys, and whether their rows are locked.
    Keys(usize, bool),
    /// A list of any number of keys, and whether their rows are locked.
    Array(bool),
    /// A patch of these columns, whether it expects a version, and the column that it adds to.
    Patch(ColumnSet, bool, Option<usize>),
    /// A patch of these columns in so many rows.
    Patches(ColumnSet, usize),
}

impl TextCache {
    /// An empty cache, made once.
    #[allow(clippy::declare_interior_mutable_const, reason = "each statement copies it")]
    pub(crate) const EMPTY: Self = Self::new();

    /// Creates an empty cache.
    #[must_use]
    #[allow(clippy::new_without_default, reason = "it is only written in statics")]
    pub const fn new() -> Self {
        Self(RwLock::new(BTreeMap::new()))
    }

    /// Returns the text of `shape`, built at its first use.
    pub(crate) fn text(&self, dialect: Dialect, shape: Shape, build: impl FnOnce() -> String) -> Arc<str> {
        let key = (dialect, shape);
        if let Some(text) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(text);
        }
        let text: Arc<str> = build().into();
        let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if texts.len() < MOST {
            texts.insert(key, Arc::clone(&text));
        }
        text
    }
}
