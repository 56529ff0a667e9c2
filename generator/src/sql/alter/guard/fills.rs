//! Values that rows are to get by an expression over them, looked at before any of them is written.

use larder_format::plan;

use super::Was;
use crate::sql::alter::fill::{self, Kind};
use crate::sql::diff;

impl<'a> Was<'a> {
    /// Returns the expression that was typed for a column, where it can be asked of the rows as they stand: it names
    /// columns that are called so, and hold what they hold, before and afterwards.
    pub(super) fn typed(&self, to: &plan::Column) -> Option<String> {
        let fill = self.transition.fills.get(&self.key(&to.name))?;
        let value = fill::typed(fill, self.altered.to, to, self.dialect);
        let words = diff::words(fill.of(self.dialect));
        let is_query = words.iter().any(|word| word.eq_ignore_ascii_case("select"));
        if value.kind != Kind::Row || is_query {
            return None;
        }
        let mut stands = words.iter().filter_map(|word| self.stands(word)).peekable();
        (stands.peek().is_some() && stands.all(|stands| stands)).then_some(value.text)
    }

    /// Returns that expression for a required column, unless it is a column that has a value in every row.
    pub(super) fn perhaps_null(&self, to: &plan::Column) -> Option<String> {
        let is_required = |value: &String| {
            let mut columns = self.altered.from.columns.iter();
            columns.any(|column| !column.nullable && self.dialect.identifier(&column.name) == *value)
        };
        self.typed(to).filter(|value| !to.nullable && !is_required(value))
    }

    /// Returns the column whose values a new one takes as they are.
    pub(super) fn copied(&self, to: &plan::Column) -> Option<&'a plan::Column> {
        let fill = self.transition.fills.get(&self.key(&to.name))?;
        let name = fill.of(self.dialect).trim();
        let is_new = self.origin(&to.name).is_none() && self.stands(name) == Some(true);
        self.altered.from.columns.iter().find(|column| is_new && column.name == name)
    }

    /// Tells whether a word is a column that stays as it is; `None` where it is no column.
    fn stands(&self, word: &str) -> Option<bool> {
        let Some(after) = self.altered.to.columns.iter().find(|column| column.name == word) else {
            let before = self.altered.from.columns.iter();
            return before.into_iter().any(|column| column.name == word).then_some(true);
        };
        let is_filled = self.transition.fills.contains_key(&self.key(word));
        let stays = |before: &plan::Column| before.name == word && before.ty == after.ty;
        Some(!is_filled && self.origin(word).is_some_and(stays))
    }
}
