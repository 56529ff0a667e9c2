use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use larder_format::Dialect;

/// Beyond this many shapes a text is built each time: a program that patches every subset of columns must not grow forever.
const MOST: usize = 512;

/// The texts one statement was given, by dialect and shape (a set of columns, a number of rows).
#[derive(Debug)]
pub struct TextCache(RwLock<BTreeMap<(Dialect, u128), Arc<str>>>);

impl TextCache {
    /// Creates an empty cache.
    #[must_use]
    #[allow(clippy::new_without_default, reason = "it is only written in statics")]
    pub const fn new() -> Self {
        Self(RwLock::new(BTreeMap::new()))
    }

    /// Returns the text of `shape`, built at its first use.
    pub(crate) fn text(&self, dialect: Dialect, shape: u128, build: impl FnOnce() -> String) -> Arc<str> {
        if let Some(text) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&(dialect, shape)) {
            return Arc::clone(text);
        }
        let text: Arc<str> = build().into();
        let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if texts.len() < MOST {
            texts.insert((dialect, shape), Arc::clone(&text));
        }
        text
    }
}
