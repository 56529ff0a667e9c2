//! Values that rows are to get by an expression over them, looked at before any of them is written.

use larder_format::plan::{self, ColumnType};

use super::{Was, is_text, is_whole, named, query_for, reads_alike, rules};
use crate::dialect::Dialect;
use crate::sql::fill::{self, FillKind};
use crate::sql::lower;
use crate::sql::transition::Piece;
use crate::sql::value::stricter::stricter;

impl<'a> Was<'a> {
    /// Returns the expression that was typed for a column, where it can be asked of the rows as they stand: it names
    /// columns that are called so, and hold what they hold, before and afterwards.
    pub(super) fn typed(&self, to: &plan::Column) -> Option<String> {
        self.asked(to, |_| false)
    }

    /// The same, where the expression may also name columns that `is_read` says are read before they change.
    fn asked(&self, to: &plan::Column, is_read: impl Fn(&str) -> bool) -> Option<String> {
        let fill = self.transition.fills.get(&self.key(&to.name))?;
        let value = fill::typed(fill, self.altered.to, to, self.dialect);
        let words = fill::words(fill.of(self.dialect));
        let is_query = words.iter().any(|word| word.eq_ignore_ascii_case("select"));
        if value.kind != FillKind::Row || is_query {
            return None;
        }
        let stands = |word: &String| if is_read(word) { Some(true) } else { self.stands(word) };
        let mut stands = words.iter().filter_map(stands).peekable();
        (stands.peek().is_some() && stands.all(|stands| stands)).then_some(value.text)
    }

    /// Asks for rows that would get a value by an expression which the column does not take: one that its type does not
    /// hold, or that breaks a rule of it.
    pub(super) fn not_taken(&self, to: &plan::Column) -> Option<Piece> {
        let origin = self.origin(&to.name);
        let is_own = |word: &str| word == to.name && origin.is_some_and(|from| from.name == to.name);
        let expression = self.asked(to, is_own)?;
        if self.copied(to).is_some() || self.transition.taken_back.contains_key(&self.key(&to.name)) {
            return None;
        }
        let mut columns = self.altered.from.columns.iter();
        let source = columns.find(|from| self.dialect.identifier(&from.name) == expression);
        let (got, known, value) = match source.filter(|source| reads_alike(&source.ty, &to.ty)) {
            Some(source) => (named(source, to), rules(self.altered.from, &source.name), expression),
            None => {
                let (ty, value) = widest(&to.ty, &expression, self.dialect)?;
                (plan::Column { ty, default: None, stand_in: None, ..to.clone() }, &[][..], value)
            }
        };
        let stricter = stricter(known, rules(self.altered.to, &to.name), &got, to);
        let misfit = fill::misfit(&got, to, self.dialect).into_iter();
        let name = fill::text_of_enum(&[&got], &self.dialect.identifier(&to.name), self.dialect);
        let conditions: Vec<_> = misfit.chain(lower::broken(to, name, &stricter, self.dialect)).collect();
        if conditions.is_empty() {
            return None;
        }
        let unfilled = self.unfilled(origin, to)?;
        let rows = unfilled.strip_suffix(" AND ").map(|rows| format!("\n    WHERE {rows}")).unwrap_or_default();
        let keys: Vec<_> = self.altered.from.shown_by().into_iter().map(|name| self.dialect.identifier(name)).collect();
        let (keys, name) = (keys.join(", "), self.dialect.identifier(&to.name));
        let query = format!(
            "SELECT {keys}\nFROM (\n    SELECT {keys}, {value} AS {name}\n    FROM {}{rows}\n) AS filled\nWHERE {}",
            self.altered.old.name,
            conditions.join(" OR ")
        );
        let comment = format!(
            "Looks for rows that would get a value in {}.{} which it does not take.",
            self.altered.to.name, to.name
        );
        Some(query_for(comment, query))
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

/// Returns the type that holds more than a column's does, and an expression as a value of it; `None` where no value is
/// beyond, or where the conversion itself has to be asked.
fn widest(ty: &ColumnType, expression: &str, dialect: Dialect) -> Option<(ColumnType, String)> {
    if is_text(ty) {
        let text = if dialect == Dialect::MySql { "CHAR" } else { "text" };
        return Some((ColumnType::Text { max: None }, format!("CAST({expression} AS {text})")));
    }
    let number = match (dialect, is_whole(ty)) {
        // Fractions are rounded on their way into the column.
        (Dialect::Postgres, true) => format!("round(CAST({expression} AS numeric))"),
        (Dialect::MySql, true) => format!("ROUND(CAST({expression} AS DECIMAL(65, 10)))"),
        (Dialect::Postgres, false) => format!("CAST({expression} AS double precision)"),
        (Dialect::MySql, false) => format!("({expression} + 0e0)"),
        (Dialect::Sqlite, _) => format!("CAST({expression} AS numeric)"),
    };
    let is_number = is_whole(ty) || matches!(ty, ColumnType::F32 | ColumnType::F64);
    is_number.then_some((ColumnType::F64, number))
}
