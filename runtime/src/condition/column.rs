//! A column in the words of databases.

use std::fmt;

use larder_format::Dialect;

use super::figure::{Figure, Period};
use super::hop::Hop;
use crate::statement::Cast;
use crate::value::Digits;

/// A column as statements name and compare it.
#[derive(Clone, Copy)]
pub(crate) struct ColumnSql {
    pub(crate) name: &'static str,
    pub(crate) kind: ColumnKind,
    pub(crate) is_nullable: bool,
    /// Where it is in the row; `None` of a column that rows leave out.
    pub(crate) place: Option<usize>,
    /// What is made of it.
    pub(crate) form: ColumnForm,
    /// The references that lead to its row; `None` of a column of the query's own rows.
    pub(crate) path: Option<&'static Hop>,
}

/// What is made of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ColumnForm {
    Itself,
    /// One value of many rows.
    Figure(Figure),
    /// The beginning of the period that a moment is in.
    Beginning(Period),
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
    /// As the database compares a type of its own.
    Native(NativeSql),
}

/// How a type of the database's own is written and read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NativeSql {
    /// What makes a value of it on PostgreSQL.
    pub(crate) cast: Option<Cast>,
    /// What makes of it what programs read, before and behind it, in the order of the dialects.
    pub(crate) read: Option<&'static [(&'static str, &'static str); 3]>,
    /// Those of a decimal.
    pub(crate) digits: Option<Digits>,
}

impl ColumnKind {
    /// Returns the digits of a column that holds decimals.
    pub(crate) fn digits(&self) -> Option<Digits> {
        match self {
            Self::Decimal(digits) => Some(*digits),
            Self::Native(native) => native.digits,
            _ => None,
        }
    }

    /// Whether it is a text in the order of code points.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::KeyText)
    }
}

impl ColumnSql {
    /// Returns a column as the database has it.
    pub(super) const fn new(name: &'static str, place: Option<usize>) -> Self {
        let (kind, form) = (ColumnKind::Plain, ColumnForm::Itself);
        Self { name, kind, is_nullable: false, place, form, path: None }
    }

    /// Whether the database compares it with a value as that is bound.
    pub(crate) fn is_compared_plainly(&self) -> bool {
        let is_own = matches!(self.kind, ColumnKind::Native(_) | ColumnKind::Decimal(_));
        !is_own && self.path.is_none() && matches!(self.form, ColumnForm::Itself)
    }

    /// Whether SQLite keeps the numbers as text, without order and sums.
    pub(crate) fn is_long_decimal(&self) -> bool {
        self.kind.digits().is_some_and(|digits| digits.is_long())
    }

    /// Returns how what is made of the column is compared.
    pub(super) fn compared(&self) -> ColumnKind {
        match self.form {
            ColumnForm::Itself | ColumnForm::Figure(Figure::Bound { .. }) => self.kind,
            ColumnForm::Figure(Figure::Sum { .. }) => self.kind.digits().map_or(ColumnKind::Plain, ColumnKind::Decimal),
            ColumnForm::Figure(_) | ColumnForm::Beginning(_) => ColumnKind::Plain,
        }
    }

    /// Whether it is one value of many rows.
    pub(crate) fn is_figure(&self) -> bool {
        matches!(self.form, ColumnForm::Figure(_))
    }

    /// Whether it is the same of every row.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

/// Says all that tells one column of a query from another.
impl fmt::Display for ColumnSql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.map_or_else(String::new, |hop| format!("{hop}."));
        match self.form {
            ColumnForm::Itself => write!(f, "{path}{}", self.name),
            ColumnForm::Figure(figure) => write!(f, "{figure:?} of {path}{}", self.name),
            ColumnForm::Beginning(period) => write!(f, "{period:?} of {path}{}", self.name),
        }
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
