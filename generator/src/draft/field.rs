//! Drafts of fields, enums and rules.

use std::collections::BTreeMap;

use super::{Located, SqlDraft, Text};
use crate::{
    diagnostic::Origin,
    ir::{Bound, Json},
};

/// Where a switch was turned on; `None` when it was not.
pub type Flag = Option<Origin>;

/// A field as written.
#[derive(Debug, Clone)]
pub struct FieldDraft {
    pub name: Text,
    /// The name of the column, where it is another.
    pub column: Option<Text>,
    pub doc: Option<String>,
    /// A type expression: `string`, `text?`, `Reference[]`.
    pub ty: Option<Text>,
    /// What databases call the type.
    pub native: Option<NativeDraft>,
    /// How databases compare and order the texts.
    pub collation: Option<NativeDraft>,
    /// The documentation is the comment of the column, too.
    pub comment: Flag,
    /// A type of the application's over the one of the column.
    pub rust: Option<Text>,
    pub enumeration: Option<EnumDraft>,
    /// A key that is about an enum, where there is none.
    pub stray: Option<Text>,
    /// A parent entity: `User?`.
    pub belongs_to: Option<Text>,
    /// The parent's field that is referred to, in place of its primary key.
    pub by: Option<Text>,
    /// `immediate` or `deferred`.
    pub deferrable: Option<Text>,
    pub tenant: Flag,
    pub on_delete: Option<Text>,
    pub primary: Flag,
    /// What `primary` says instead of `true`: `assigned`, where the program gives what could be made for it.
    pub assigned: Option<Text>,
    /// `tenant`, which is what `true` means, or `global`.
    pub unique: Option<Text>,
    pub immutable: Flag,
    pub secret: Flag,
    pub volatile: Flag,
    pub deprecated: Flag,
    pub unchecked: Flag,
    pub default: Option<Located<Json>>,
    /// What the database gives a new row that brings no value.
    pub default_sql: Option<SqlDraft>,
    /// What the database computes the value from.
    pub generated: Option<SqlDraft>,
    pub on_update: Option<Text>,
    /// A child entity.
    pub counts: Option<Text>,
    /// A field of a child entity: `Message.token_count`.
    pub sums: Option<Text>,
    pub was: Option<Text>,
    pub rules: RuleDrafts,
    /// A mistake in this field is already reported, so that nothing is concluded from what it lacks.
    pub broken: bool,
    /// The type is one of Rust: a name that the definition does not have is believed as far as it can be.
    pub foreign: bool,
    /// A serde type kept as JSON, whatever else it may be.
    pub json: Flag,
    /// The newtype whose values a struct holds; `ty` is then what the newtype stands for.
    pub newtype: Option<Text>,
    /// The variant that is the default, where a struct names it by its path.
    pub variant: Option<Text>,
}

impl FieldDraft {
    /// Returns a field of which nothing but the name is known.
    pub fn named(name: Text) -> Self {
        Self {
            name,
            column: None,
            doc: None,
            ty: None,
            native: None,
            collation: None,
            comment: None,
            rust: None,
            enumeration: None,
            stray: None,
            belongs_to: None,
            by: None,
            deferrable: None,
            tenant: None,
            on_delete: None,
            primary: None,
            assigned: None,
            unique: None,
            immutable: None,
            secret: None,
            volatile: None,
            deprecated: None,
            unchecked: None,
            default: None,
            default_sql: None,
            generated: None,
            on_update: None,
            counts: None,
            sums: None,
            was: None,
            rules: RuleDrafts::default(),
            broken: false,
            foreign: false,
            json: None,
            newtype: None,
            variant: None,
        }
    }
}

/// `native = { postgres = "citext", … }`: the type of the column in each database's own words.
#[derive(Debug, Clone)]
pub struct NativeDraft {
    pub postgres: Option<Text>,
    pub mysql: Option<Text>,
    pub sqlite: Option<Text>,
    pub origin: Origin,
}

/// Text values written in place of a type.
#[derive(Debug, Clone)]
pub struct EnumDraft {
    pub values: Vec<Text>,
    /// The variants of an enum that is written in Rust, one per value; elsewhere they are made of the values.
    pub variants: Vec<Text>,
    /// The Rust name, where it is not entity plus field.
    pub name: Option<Text>,
    /// The enum may be null; elsewhere a `?` after the type says so.
    pub nullable: Flag,
    pub origin: Origin,
}

/// The validation rules of a field as written.
#[derive(Debug, Clone, Default)]
pub struct RuleDrafts {
    pub length: Option<Located<LengthDraft>>,
    pub range: Option<Located<RangeDraft>>,
    pub pattern: Option<Text>,
    /// The words of the formats that were asked for, and where.
    pub formats: BTreeMap<&'static str, Origin>,
    pub one_of: Option<Located<Vec<Located<Json>>>>,
    pub future: Flag,
    pub past: Flag,
    pub custom: Option<Text>,
}

/// `length = 100`, `length = [3, 50]`.
#[derive(Debug, Clone, Copy)]
pub struct LengthDraft {
    pub min: i64,
    pub max: Option<i64>,
}

/// `range = [0]`, `range = [0, 1]`, `range = { max = 1 }`.
#[derive(Debug, Clone, Copy)]
pub struct RangeDraft {
    pub min: Option<Bound>,
    pub max: Option<Bound>,
}

impl RuleDrafts {
    /// Returns where a format was asked for.
    #[must_use]
    pub fn format(&self, word: &str) -> Flag {
        self.formats.get(word).copied()
    }

    /// Returns these rules and, where they are silent, those of `base`.
    #[must_use]
    pub fn or(self, base: &Self) -> Self {
        Self {
            length: self.length.or_else(|| base.length.clone()),
            range: self.range.or_else(|| base.range.clone()),
            pattern: self.pattern.or_else(|| base.pattern.clone()),
            formats: base.formats.iter().map(|(word, at)| (*word, *at)).chain(self.formats).collect(),
            one_of: self.one_of.or_else(|| base.one_of.clone()),
            future: self.future.or(base.future),
            past: self.past.or(base.past),
            custom: self.custom.or_else(|| base.custom.clone()),
        }
    }
}
