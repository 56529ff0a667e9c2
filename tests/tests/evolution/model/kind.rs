//! Types of fields.

use super::{Action, Further, Id, text};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// The primary key, the first column of one that has several.
    Key(KeyKind),
    /// Another column of the primary key: a number or a text. No row refers to one of such a key.
    Part {
        text: bool,
    },
    /// The business id of the tenants.
    TenantId,
    /// The tenant that a row belongs to.
    Tenant {
        action: Action,
        /// The tenant is a column of the primary key.
        in_key: bool,
    },
    Reference {
        parent: Id,
        action: Action,
        further: Further,
    },
    /// The database computes it from a number or a string of the row.
    Computed {
        from: Id,
    },
    Bool,
    I16,
    I32,
    I64,
    Duration,
    F32,
    F64,
    Decimal {
        precision: u32,
        scale: u32,
    },
    String(u32),
    Text,
    Enum(Vec<String>),
    Bytes,
    /// Bytes with a bound.
    Blob(u32),
    Uuid,
    Date,
    Time,
    DateTime,
    Timestamp,
    Json,
    /// A list of texts, kept as JSON.
    List,
    /// The same, an array on PostgreSQL.
    Array,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// Made by the database, where it is the whole key.
    Number,
    Text,
    Uuid,
    I16,
    I32,
    /// A number that the program gives.
    Given,
    Day,
    Bytes,
    /// One of so many words.
    Word(usize),
}

/// The values of keys that are enums.
pub(crate) const KEY_WORDS: [&str; 6] = ["one", "two", "Three", "four-and-more", "six", "x"];

impl KeyKind {
    pub(crate) fn stored(self) -> Kind {
        match self {
            Self::Number | Self::Given => Kind::I64,
            Self::Text => Kind::String(text::KEY_LENGTH),
            Self::Uuid => Kind::Uuid,
            Self::I16 => Kind::I16,
            Self::I32 => Kind::I32,
            Self::Day => Kind::Date,
            Self::Bytes => Kind::Blob(text::KEY_LENGTH),
            Self::Word(count) => Kind::Enum(KEY_WORDS[..count].iter().map(|word| (*word).to_owned()).collect()),
        }
    }

    /// Tells whether keys of tables with rows, and what refers to them, can become of another kind.
    pub(crate) fn becomes(self, other: Self) -> bool {
        let width = |kind| match kind {
            Self::I16 => Some(16),
            Self::I32 => Some(32),
            Self::Number | Self::Given => Some(64),
            _ => None,
        };
        match (self, other) {
            (Self::Word(before), Self::Word(after)) => before <= after,
            _ => self == other || width(self).is_some_and(|before| width(other).is_some_and(|after| before <= after)),
        }
    }
}

impl Kind {
    /// Types that a key or an index may hold; it orders no text without a bound.
    pub(crate) fn is_indexable(&self) -> bool {
        !matches!(self, Self::Bytes | Self::Json | Self::List | Self::Array) && !self.is_long_decimal()
    }

    /// Types that all engines compare alike in a unique key.
    pub(crate) fn is_exact(&self) -> bool {
        self.is_indexable() && !matches!(self, Self::F32 | Self::F64)
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::String(_) | Self::Text)
    }

    pub(crate) fn is_integer(&self) -> bool {
        matches!(self, Self::I16 | Self::I32 | Self::I64)
    }

    /// Types that may have a range.
    pub(crate) fn is_number(&self) -> bool {
        let is_short_decimal = matches!(self, Self::Decimal { .. }) && !self.is_long_decimal();
        self.is_integer() || is_short_decimal || matches!(self, Self::F32 | Self::F64)
    }

    /// A decimal that SQLite keeps as text.
    pub(crate) fn is_long_decimal(&self) -> bool {
        matches!(self, Self::Decimal { precision: 19.., .. })
    }

    pub(crate) fn is_special(&self) -> bool {
        matches!(self, Self::Key(_) | Self::Part { .. } | Self::TenantId | Self::Tenant { .. })
    }

    pub(crate) fn is_computed(&self) -> bool {
        matches!(self, Self::Computed { .. })
    }

    /// Returns the type of what is computed from a field of this one.
    pub(crate) fn computed(&self) -> Kind {
        match self {
            Self::String(max) => Self::String(*max),
            _ => Self::I64,
        }
    }
}
