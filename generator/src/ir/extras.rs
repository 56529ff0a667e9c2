//! Derives and attributes that a definition adds to generated types.

use std::collections::BTreeMap;

/// A kind of generated type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The struct of a row.
    Row,
    /// What a create takes.
    New,
    /// What a patch takes.
    Patch,
    /// A typed key.
    Key,
    /// An enum.
    Enum,
    /// A struct inside a JSON column.
    Value,
}

/// The words of [`Kind::ALL`] in a definition.
pub const KIND_WORDS: &[&str] = &["row", "new", "patch", "key", "enum", "value"];

impl Kind {
    /// Every kind, in the order of [`KIND_WORDS`].
    pub const ALL: [Self; 6] = [Self::Row, Self::New, Self::Patch, Self::Key, Self::Enum, Self::Value];

    /// Returns the kind that a definition calls `word`.
    pub fn of_word(word: &str) -> Option<Self> {
        let at = KIND_WORDS.iter().position(|known| *known == word)?;
        Self::ALL.get(at).copied()
    }

    /// Returns what a definition calls the kind.
    pub fn word(self) -> &'static str {
        KIND_WORDS[self as usize]
    }

    /// Returns the derives that types of this kind have anyway; serde's traits are implemented by hand for some.
    pub fn own_derives(self) -> &'static [&'static str] {
        const KEY: &[&str] =
            &["Debug", "Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Serialize", "Deserialize"];
        match self {
            Self::Row | Self::Value => &["Debug", "Clone", "PartialEq", "Serialize", "Deserialize"],
            Self::New => &["Debug", "Clone"],
            Self::Patch => &["Debug", "Clone", "Default"],
            Self::Key | Self::Enum => KEY,
        }
    }
}

/// What is added to one generated type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extra {
    /// Paths: `utoipa::ToSchema`. `Serialize` and `Deserialize` of a [`Kind::New`] and a [`Kind::Patch`] are not among
    /// them.
    pub derives: Vec<String>,
    /// What stands between the brackets of an attribute: `schema(title = "A user")`.
    pub attributes: Vec<String>,
    /// Reads itself from JSON, what may be left out included.
    pub deserialize: bool,
    /// Writes itself as JSON.
    pub serialize: bool,
}

impl Extra {
    /// Returns whether nothing is added.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a definition adds to all of its types.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// To every type of a kind for which its owner says nothing else.
    pub every: BTreeMap<Kind, Extra>,
    /// To the types of an entity, or to a named type.
    pub own: BTreeMap<String, BTreeMap<Kind, Extra>>,
}

impl Extras {
    /// Returns what is added to the type of this kind that belongs to `owner`.
    pub fn of(&self, kind: Kind, owner: &str) -> Extra {
        let own = self.own.get(owner).and_then(|kinds| kinds.get(&kind));
        own.or_else(|| self.every.get(&kind)).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_word(kind.word()), Some(kind));
        }
    }
}
