//! Values that may hold text at any depth.

use std::borrow::Cow;

use serde_json::Value;

/// A value that may hold text at any depth.
pub trait NoNul {
    /// Returns whether any text in the value, keys of JSON objects included, holds U+0000.
    fn has_nul(&self) -> bool;
}

impl NoNul for str {
    fn has_nul(&self) -> bool {
        self.as_bytes().contains(&0)
    }
}

impl NoNul for String {
    fn has_nul(&self) -> bool {
        self.as_str().has_nul()
    }
}

impl NoNul for Cow<'_, str> {
    fn has_nul(&self) -> bool {
        self.as_ref().has_nul()
    }
}

impl NoNul for Value {
    fn has_nul(&self) -> bool {
        match self {
            Self::String(text) => text.has_nul(),
            Self::Array(items) => items.iter().any(NoNul::has_nul),
            Self::Object(members) => members.iter().any(|(key, value)| key.has_nul() || value.has_nul()),
            Self::Null | Self::Bool(_) | Self::Number(_) => false,
        }
    }
}

impl<T: NoNul> NoNul for [T] {
    fn has_nul(&self) -> bool {
        self.iter().any(NoNul::has_nul)
    }
}

impl<T: NoNul> NoNul for Vec<T> {
    fn has_nul(&self) -> bool {
        self.as_slice().has_nul()
    }
}

impl<T: NoNul> NoNul for Option<T> {
    fn has_nul(&self) -> bool {
        self.as_ref().is_some_and(NoNul::has_nul)
    }
}

impl<T: NoNul + ?Sized> NoNul for &T {
    fn has_nul(&self) -> bool {
        (**self).has_nul()
    }
}
