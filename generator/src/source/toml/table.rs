//! TOML tables whose entries know their position.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    diagnostic::{FileId, Origin},
    draft::{Flag, Located, Text},
};

/// A TOML table with what is needed to say where its parts stand.
#[derive(Clone, Copy)]
pub(super) struct TomlTable<'a> {
    table: &'a DeTable<'a>,
    file: FileId,
    source: &'a str,
}

/// A key, its value, and what is needed to say where their parts stand.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    pub(super) key: Text,
    pub(super) value: Value<'a>,
}

/// A TOML value with its place.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) value: &'a DeValue<'a>,
    pub(super) origin: Origin,
    file: FileId,
    source: &'a str,
}

impl<'a> TomlTable<'a> {
    pub(super) fn new(table: &'a DeTable<'a>, file: FileId, source: &'a str) -> Self {
        Self { table, file, source }
    }

    /// Returns the entries in the order of the text; the parser's map is sorted by name.
    pub(super) fn entries(&self) -> Vec<Entry<'a>> {
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries.into_iter().map(|(key, value)| self.entry(key, value)).collect()
    }

    /// Returns the value of `key`.
    pub(super) fn get(&self, key: &str) -> Option<Entry<'a>> {
        self.table.get_key_value(key).map(|(key, value)| self.entry(key, value))
    }

    /// Returns the string at `key`, if it is one.
    pub(super) fn text(&self, key: &str) -> Option<Text> {
        self.get(key)?.value.text()
    }

    /// Returns the string at `key` without its place.
    pub(super) fn string(&self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.value)
    }

    /// Returns the place of the key if it is set to `true`.
    pub(super) fn flag(&self, key: &str) -> Flag {
        let entry = self.get(key)?;
        entry.value.value.as_bool()?.then_some(entry.key.origin)
    }

    /// Returns the boolean at `key`, with the place of the key.
    pub(super) fn switch(&self, key: &str) -> Option<Located<bool>> {
        let entry = self.get(key)?;
        Some(Located { value: entry.value.value.as_bool()?, origin: entry.key.origin })
    }

    /// Returns the table at `key`, if it is one.
    pub(super) fn table(&self, key: &str) -> Option<Self> {
        self.get(key)?.table()
    }

    fn entry(&self, key: &Spanned<std::borrow::Cow<'a, str>>, value: &'a Spanned<DeValue<'a>>) -> Entry<'a> {
        Entry {
            key: text(key.get_ref(), &key.span(), self.file, self.source),
            value: Value {
                value: value.get_ref(),
                origin: origin(&value.span(), self.file),
                file: self.file,
                source: self.source,
            },
        }
    }
}

impl<'a> Entry<'a> {
    /// Returns the value as a table opened by this key.
    pub(super) fn table(&self) -> Option<TomlTable<'a>> {
        let table = self.value.value.as_table()?;
        Some(TomlTable { table, file: self.value.file, source: self.value.source })
    }
}

impl<'a> Value<'a> {
    /// Returns the string.
    pub(super) fn text(&self) -> Option<Text> {
        let Origin::Text { start, end, .. } = self.origin else { return None };
        Some(text(self.value.as_str()?, &(start..end), self.file, self.source))
    }

    /// Returns the elements of the list; nothing for any other value.
    pub(super) fn elements(&self) -> Vec<Self> {
        let elements = self.value.as_array().map(|array| array.iter()).into_iter().flatten();
        elements
            .map(|element| Self { value: element.get_ref(), origin: origin(&element.span(), self.file), ..*self })
            .collect()
    }

    /// Returns the value as a table that stands within another value.
    pub(super) fn table(&self) -> Option<TomlTable<'a>> {
        Some(TomlTable { table: self.value.as_table()?, file: self.file, source: self.source })
    }
}

fn origin(span: &std::ops::Range<usize>, file: FileId) -> Origin {
    Origin::Text { file, start: span.start, end: span.end }
}

/// A string is verbatim when its token is the value itself, in quotes or (a key) without.
fn text(value: &str, span: &std::ops::Range<usize>, file: FileId, source: &str) -> Text {
    let origin = origin(span, file);
    let token = source.get(span.clone()).unwrap_or_default();
    match token.find(value) {
        Some(quote) if token.len() == value.len() + 2 * quote => Text::verbatim(value, origin, quote),
        // In three quotes a line that ends at once is no part of the value.
        Some(quote) if quote == 4 && token.len() == value.len() + 7 => Text::verbatim(value, origin, quote),
        _ => Text::whole(value, origin),
    }
}
