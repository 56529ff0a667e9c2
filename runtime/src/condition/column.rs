//! A column in the words of databases.

use larder_format::Dialect;

use crate::statement::Cast;
use crate::value::Digits;

/// A column as statements name and compare it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ColumnSql {
    pub(crate) name: &'static str,
    pub(crate) kind: ColumnKind,
    pub(crate) is_nullable: bool,
    /// Where it is in the row; `None` of a column that rows leave out.
    pub(crate) place: Option<usize>,
}

/// How values of a column are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ColumnKind {
    /// As every database does it: numbers, times, bytes.
    Plain,
    /// By code points.
    Text,
    /// The same, where no text ends in a space.
    KeyText,
    /// By code points, a text of a few that the definition lists.
    Label,
    /// A number of so many digits.
    Decimal(Digits),
    /// As the database compares a type of its own; what makes a value of it on PostgreSQL.
    Native(Option<Cast>),
}

impl ColumnSql {
    /// Whether SQLite keeps the numbers as text, without order and sums.
    pub(crate) fn is_long_decimal(&self) -> bool {
        matches!(self.kind, ColumnKind::Decimal(digits) if digits.is_long())
    }

    /// Appends the name. Every name is quoted: only few need it, but which ones differs.
    pub(crate) fn push_name(&self, text: &mut String, dialect: Dialect, table: Option<&str>) {
        if let Some(table) = table {
            push_identifier(text, dialect, table);
            text.push('.');
        }
        push_identifier(text, dialect, self.name);
    }
}

/// Appends a name in quotes.
pub(super) fn push_identifier(text: &mut String, dialect: Dialect, name: &str) {
    let quote = if dialect == Dialect::MySql { '`' } else { '"' };
    text.push(quote);
    for letter in name.chars() {
        if letter == quote {
            text.push(quote);
        }
        text.push(letter);
    }
    text.push(quote);
}
