//! TOML values as constants of a definition.

use toml::de::DeValue;

use super::table::Value;
use crate::{
    draft::{LengthDraft, Located, RangeDraft},
    ir::{Bound, Json},
};

impl Value<'_> {
    /// Returns the value as JSON, objects in the order of the text. A TOML date becomes its text.
    pub(super) fn json(&self) -> Located<Json> {
        let value = match self.value {
            DeValue::String(text) => Json::Text(text.to_string()),
            DeValue::Integer(_) => self.integer().map_or(Json::Null, Json::Int),
            DeValue::Float(_) => self.float().map_or(Json::Null, Json::Float),
            DeValue::Boolean(value) => Json::Bool(*value),
            DeValue::Datetime(date) => Json::Text(date.to_string()),
            DeValue::Array(_) => Json::List(self.elements().iter().map(|element| element.json().value).collect()),
            DeValue::Table(_) => {
                let entries = self.table().map(|table| table.entries()).unwrap_or_default();
                Json::Object(entries.into_iter().map(|entry| (entry.key.value, entry.value.json().value)).collect())
            }
        };
        Located { value, origin: self.origin }
    }

    /// Returns the integer, if it is one that 64 bits hold.
    pub(super) fn integer(&self) -> Option<i64> {
        let integer = self.value.as_integer()?;
        i64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    /// Returns the float, which may be infinite or no number.
    pub(super) fn float(&self) -> Option<f64> {
        self.value.as_float()?.as_str().parse().ok()
    }

    fn bound(&self) -> Option<Bound> {
        self.integer().map(Bound::Int).or_else(|| self.float().map(Bound::Float))
    }

    /// Returns `100`, `[3, 50]` or `{ min = 3 }` as a length.
    pub(super) fn length(&self) -> Option<Located<LengthDraft>> {
        let (min, max) = match (self.integer(), self.table()) {
            (Some(max), _) => (None, Some(max)),
            (None, Some(table)) => {
                let end = |key| table.get(key).and_then(|entry| entry.value.integer());
                (end("min"), end("max"))
            }
            (None, None) => {
                let elements = self.elements();
                let end = |at: usize| elements.get(at).and_then(|element| element.integer());
                (end(0), end(1))
            }
        };
        Some(Located { value: LengthDraft { min: min.unwrap_or(0), max }, origin: self.origin })
    }

    /// Returns `[0]`, `[0, 1]` or `{ max = 1 }` as a range.
    pub(super) fn range(&self) -> Option<Located<RangeDraft>> {
        let (min, max) = match self.table() {
            Some(table) => {
                let end = |key| table.get(key).and_then(|entry| entry.value.bound());
                (end("min"), end("max"))
            }
            None => {
                let elements = self.elements();
                let end = |at: usize| elements.get(at).and_then(|element| element.bound());
                (end(0), end(1))
            }
        };
        Some(Located { value: RangeDraft { min, max }, origin: self.origin })
    }
}
